"""Ways through the data."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.paths.graph import GraphBuilder
from latentwidgets.spaces.paths.through_data import path_through_data
from tests.spaces.paths.worlds import ring


@pytest.mark.parametrize("d", [3, 20])
def test_each_code_is_joined_with_its_nearest_both_ways(d):
    codes = np.random.default_rng(0).normal(size=(300, d)).astype(np.float32)
    codes[299] = codes[298]  # equal codes too: which of them a third finds, no rule says
    edges = GraphBuilder(codes, 5).build().edges.toarray()
    apart = np.linalg.norm(codes[:, None] - codes, axis=2)
    np.fill_diagonal(apart, np.inf)
    near = np.zeros_like(apart, bool)
    near[np.arange(300)[:, None], np.argsort(apart, axis=1)[:, :5]] = True
    near |= near.T
    assert np.array_equal(edges[:298, :298] > 0, near[:298, :298])
    np.testing.assert_allclose(edges[:298, :298], np.where(near, apart, 0)[:298, :298], atol=1e-4)
    assert 0 < edges[298, 299] < 1e-3


def test_a_search_that_was_stopped_goes_on_where_it_was():
    codes = np.random.default_rng(0).normal(size=(5000, 3)).astype(np.float32)
    builder, rows = GraphBuilder(codes, 4), []
    with pytest.raises(lw.Cancelled):
        builder.build(lambda done, _: rows.append(done), lambda: len(rows) == 1)
    assert rows == [0]
    graph = builder.build(lambda done, _: rows.append(done))
    assert rows == [0, 2048, 4096]
    whole = GraphBuilder(codes, 4).build()
    assert (graph.edges != whole.edges).nnz == 0
    assert builder.build() is graph


def test_the_way_goes_round_a_hole_from_sample_to_sample():
    space = ring()
    a, b = np.float32([3, 0]), np.float32([-3, 0])
    path = space.path([a, b], 40, "data")
    radii = np.linalg.norm(path.codes, axis=1)
    assert radii.min() > 2.5
    assert path.lowest_density > path.typical[0] - 2
    assert path.knots[0].tobytes() == a.tobytes()
    assert path.knots[-1].tobytes() == b.tobytes()
    known = {code.tobytes() for code in space.codes}
    assert all(knot.tobytes() in known for knot in path.knots[1:-1])
    # Half the ring in the latent space, in tenths, by the modality's own scale.
    arc = np.pi * 3 / 10 / np.sqrt(2) / 2
    assert path.length == pytest.approx(arc, rel=0.1)
    assert space.path([a, b], 40, "lerp").lowest_density < path.lowest_density - 10


def test_the_way_is_the_one_along_which_the_output_changes_least():
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    codes = np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)
    graph = GraphBuilder(codes, 4).build()

    def decode(codes):  # above, the output changes five times as fast
        return codes * np.where(codes[:, 1:] > 0, 5, 1)

    def distance(first, second):
        return np.linalg.norm(first - second, axis=1)

    way = path_through_data(graph, codes[3], codes[57], decode, distance)
    assert (way[5:-5, 1] < 0).all()
    flat = path_through_data(graph, codes[3], codes[57], lambda codes: codes, distance)
    assert (flat[1:-1, 1] > 0).all()


def test_of_many_codes_only_those_about_the_way_are_decoded():
    codes = np.random.default_rng(0).normal(size=(4000, 3)).astype(np.float32)
    graph, decoded = GraphBuilder(codes, 10).build(), []

    def decode(codes):
        decoded.append(len(codes))
        return codes

    def distance(first, second):
        return np.linalg.norm(first - second, axis=1)

    a, b = codes[0], np.float32([0.1, 0.2, 0.3])
    way = path_through_data(graph, a, b, decode, distance)
    assert decoded == [130]
    assert way[0].tobytes() == a.tobytes()
    assert way[-1].tobytes() == b.tobytes()
    direct = np.linalg.norm(a - b)
    assert np.linalg.norm(np.diff(way, axis=0), axis=1).sum() < 1.4 * direct


def test_groups_without_a_way_between_are_said_with_what_to_do():
    codes = np.concatenate([np.random.default_rng(0).normal(size=(30, 4)), np.full((20, 4), 50.0)])
    codes[30:] += np.random.default_rng(1).normal(size=(20, 4))
    space = _groups(codes.astype(np.float32))
    with pytest.raises(lw.DataError, match=r"2 groups.*one of 30 and one of 20.*neighbors=24"):
        space.path([space.codes[0], space.codes[40]], 5, "data")
    assert len(space.path([space.codes[0], space.codes[40]], 5, "data", neighbors=40)) == 5


def _groups(codes):
    class Flat:
        def transform(self, x):
            return x

        def inverse_transform(self, z):
            return z

    return lw.LatentSpace(
        Flat(), codes, modality=lw.Series(layout="T"), latent_shape=4, progress=False
    )


def test_equal_ends_and_neighbours_make_short_ways():
    space = ring()
    code = space.codes[0]
    path = space.path([code, code], 4, "data")
    assert np.array_equal(path.codes, np.repeat(code[None], 4, axis=0))
    assert path.length == 0
    assert path.evenness == 1
    near = space.nearest(code, 2)[0][1]
    assert len(space.path([code, space.codes[near]], 4, "data").knots) == 2


def test_the_graph_is_made_once():
    space, rows = ring(), []
    for _ in range(2):
        space.path(
            space.codes[:2], 4, "data", on_progress=lambda stage, *_: rows.append(stage == "graph")
        )
    assert sum(rows) == 1
