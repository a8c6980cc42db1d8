"""Each request of the page, answered by a real space."""

import numpy as np
import pytest
import simplejpeg

import latentwidgets as lw
from latentwidgets.modalities.payload import to_rgba
from tests.widgets.conftest import DIMS, SIDE, Linear, N


@pytest.fixture
def view(page, space):
    return lw.LatentExplorer(space)


def rgba(picture):
    assert picture["encoding"] == "rgba8"
    return picture["pixels"].reshape(picture["height"], picture["width"], 4)


def code(*values):
    return np.array(values, np.float32)


def test_decode_gives_the_models_pixels(page, view, space):
    z = code(0.3, -0.2, 0.5, 0.1)
    result = page.ask(view, "decode", z=z)
    np.testing.assert_array_equal(rgba(result), to_rgba(space.decode(z)[0]))
    np.testing.assert_array_equal(result["z"], z)
    assert result["device"] == space.device
    assert 0 < result["decode_ms"] <= result["total_ms"]
    assert result["notice"] is None
    place = space.project("pca", 2).locate(z[None])[0]
    np.testing.assert_allclose(result["point"], place, atol=1e-5)


def test_decode_of_a_point_is_the_inverse_of_the_map(page, view, space):
    key, anchor = view.state.projection["key"], code(0, 0, 1, -1)
    result = page.ask(view, "decode", point=[0.4, -0.3], projection=key, anchor=anchor)
    expected = space.project("pca", 2).inverse([[0.4, -0.3]], anchor)[0]
    np.testing.assert_allclose(result["z"], expected, atol=1e-6)
    np.testing.assert_array_equal(rgba(result), to_rgba(space.decode(result["z"])[0]))
    assert result["point"] == [0.4, -0.3]
    assert result["projection"] == key


def test_a_large_picture_moves_as_jpeg_and_rests_exact(page, images):
    model = Linear(side=256)
    data = model.inverse_transform(np.random.default_rng(2).normal(size=(9, DIMS)) * 30)
    space = lw.LatentSpace(
        model, data.astype(np.float32), output_shape=(256, 256), value_range=(0, 1), progress=False
    )
    view = lw.DecodedView(space)
    moving = page.ask(view, "decode", z=space.codes[0])
    assert moving["encoding"] == "jpeg"
    pixels = simplejpeg.decode_jpeg(moving["pixels"].tobytes())
    exact = page.ask(view, "decode", z=space.codes[0], exact=True)
    np.testing.assert_array_equal(rgba(exact), to_rgba(space.decode(space.codes[0])[0]))
    assert np.abs(pixels.astype(int) - rgba(exact)[..., :3]).mean() < 16


def test_an_output_above_the_message_limit_is_reduced_and_said(page):
    side = 1600

    def decode(z):
        return np.clip(0.5 + z[:, :1, None] * np.ones((len(z), side, side), np.float32), 0, 1)

    space = lw.LatentSpace(decode, **OPTIONS)
    view = lw.DecodedView(space)
    result = page.ask(view, "decode", z=np.zeros(2, np.float32), exact=True)
    assert len(result["pixels"]) <= 8 * 2**20
    assert "1600 by 1600" in result["notice"]
    assert str(result["width"]) in result["notice"]


OPTIONS = {"latent_shape": 2, "prior": "normal", "n_samples": 10, "value_range": (0, 1)}


def test_about_measures_the_distance_to_the_data(page, view, space):
    near = page.ask(view, "about", z=space.codes[7])
    assert near["nearest"]["index"] == 7
    assert near["nearest"]["distance"] == 0
    assert near["doubt"] == 0
    assert near["ratio"] == 0
    np.testing.assert_array_equal(rgba(near["nearest"]["picture"]), to_rgba(space.samples([7])[0]))
    far = page.ask(view, "about", z=space.codes[7] + 100)
    assert far["doubt"] == 1
    assert far["ratio"] == pytest.approx(far["nearest"]["distance"] / far["radius"])


def test_about_where_all_codes_are_equal_stays_finite(page, images):
    space = lw.LatentSpace(
        Linear(), np.repeat(images[:1].reshape(1, -1), 5, 0), value_range=(0, 1),
        output_shape=(SIDE, SIDE), progress=False,
    )  # fmt: skip
    view = lw.LatentMap(space)
    assert page.ask(view, "about", z=space.codes[0])["ratio"] == 0
    assert np.isfinite(page.ask(view, "about", z=space.codes[0] + 1)["ratio"])


def test_sample_shows_the_datum_and_what_the_model_makes_of_it(page, view, space):
    result = page.ask(view, "sample", index=11)
    np.testing.assert_array_equal(result["z"], space.codes[11])
    np.testing.assert_array_equal(rgba(result["picture"]), to_rgba(space.samples([11])[0]))
    np.testing.assert_array_equal(
        rgba(result["reconstruction"]), to_rgba(space.decode(space.codes[11])[0])
    )
    assert result["label"] == str(11 % 3)
    assert result["attributes"] == [["ink", f"{space.attributes['ink'][11]:.4g}"]]


def test_a_generators_samples_have_no_datum(page):
    space = lw.LatentSpace(lambda z: np.tanh(z @ np.ones((2, 16), np.float32)),
                           output_shape=(4, 4), **OPTIONS)  # fmt: skip
    view = lw.LatentExplorer(space)
    result = page.ask(view, "sample", index=3)
    assert (result["picture"], result["reconstruction"], result["label"]) == (None, None, None)
    near = page.ask(view, "about", z=space.codes[3])["nearest"]
    expected = to_rgba(space.decode(space.codes[3])[0])
    np.testing.assert_array_equal(rgba(near["picture"]), expected)
    tiles = page.ask(view, "thumbnails", indices=np.arange(4, dtype=np.uint32), size=4)
    first = rgba(tiles["atlas"])[:4, :4]
    np.testing.assert_array_equal(first, to_rgba(space.decode(space.codes[0])[0]))


def test_thumbnails_are_tiles_of_one_picture(page, view, space):
    indices = np.array([5, 0, 59, 7, 8], np.uint32)
    result = page.ask(view, "thumbnails", indices=indices, size=SIDE)
    sheet = rgba(result["atlas"])
    assert result["columns"] == 3
    assert sheet.shape == (2 * SIDE, 3 * SIDE, 4)
    row, column = divmod(3, result["columns"])
    tile = sheet[row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE]
    np.testing.assert_array_equal(tile, to_rgba(space.samples([7])[0]))


def test_a_thousand_large_thumbnails_fit_one_message(page, view):
    indices = np.resize(np.arange(N, dtype=np.uint32), 1024)
    result = page.ask(view, "thumbnails", indices=indices, size=256)
    assert len(result["atlas"]["pixels"]) <= 8 * 2**20
    assert result["atlas"]["width"] == result["columns"] * result["size"]


def test_tiles_are_the_outputs_of_the_codes_row_by_row(page, view, space):
    codes = space.codes[:8]
    result = page.ask(view, "tiles", codes=codes.reshape(-1), columns=5, size=SIDE)
    assert (result["columns"], result["rows"], result["aspect"]) == (5, 2, 1.0)
    tile = rgba(result["atlas"])[SIDE:, 2 * SIDE : 3 * SIDE]
    np.testing.assert_allclose(tile, to_rgba(space.decode(codes[7])[0]), atol=1)


def test_random_draws_codes_that_differ(page, view):
    first, second = (page.ask(view, "random")["z"] for _ in range(2))
    assert first.shape == (DIMS,)
    assert not np.array_equal(first, second)


def test_project_gives_a_map_with_its_quality_and_decodes_through_it(page, view, space):
    result = page.ask(view, "project", method="pca", dims=3)
    expected = space.project("pca", 3)
    np.testing.assert_allclose(result["coordinates"], expected.coordinates, atol=1e-5)
    assert result["quality"]["explained_variance"] == pytest.approx(expected.explained_variance)
    assert result["held"] == DIMS - 3
    back = page.ask(view, "decode", point=[0.1, 0.2, 0.3], projection=result["key"])
    assert back["point"] == [0.1, 0.2, 0.3]


def test_tsne_tells_its_progress_with_the_map_as_it_is(page, view, space):
    result = page.ask(view, "project", method="tsne", dims=2, perplexity=10, seed=3)
    assert result["coordinates"].shape == (N, 2)
    assert page.progress[-1]["result"]["iteration"] <= page.progress[-1]["result"]["total"]
    shown = [told["result"]["coordinates"] for told in page.progress]
    assert any(coordinates is not None for coordinates in shown)
    z = page.ask(view, "decode", point=result["coordinates"][4].tolist(), projection=result["key"])
    np.testing.assert_allclose(z["z"], space.codes[4], atol=1e-3)


def test_a_map_that_the_page_has_becomes_the_current_one_and_is_not_sent(page, view):
    key = page.ask(view, "project", method="pca", dims=3)["key"]
    page.ask(view, "project", method="pca", dims=2)
    assert page.ask(view, "project", method="pca", dims=3, known=key) == {"key": key}
    assert view.state.context.maps.current()[0] == key
    other = page.ask(view, "project", method="pca", dims=2, known=key)
    assert other["coordinates"].shape == (N, 2), "of another map all is sent"


def test_a_projection_is_cancelled(page, view):
    key = page.send(view, "project", method="tsne", dims=2)
    page.wait_for(lambda: page.progress)
    page.ask(view, "cancel", target=key)
    content, _ = page.reply(key)
    assert content["ok"] is False
    assert content["cancelled"] is True
    assert page.ask(view, "project", method="pca", dims=2)["method"] == "pca", "and goes on"


def test_a_map_made_before_comes_again_at_once(page, view):
    first = page.ask(view, "project", method="tsne", dims=2)
    told = len(page.progress)
    again = page.ask(view, "project", method="tsne", dims=2)
    np.testing.assert_array_equal(first["coordinates"], again["coordinates"])
    assert len(page.progress) == told


def test_colour_by_label_and_by_attribute(page, view, space):
    labels = page.ask(view, "colour", name="label")
    assert (labels["kind"], labels["categories"]) == ("categorical", ["0", "1", "2"])
    np.testing.assert_array_equal(labels["values"], np.arange(N) % 3)
    ink = page.ask(view, "colour", name="ink")
    assert ink["kind"] == "numeric"
    np.testing.assert_allclose(ink["values"], space.attributes["ink"])


def test_a_label_of_markup_crosses_as_it_is(page, make_space):
    evil = "<img src=x onerror=alert(1)>"
    view = lw.LatentExplorer(make_space(labels=[evil] * N, attributes={"</script>": [evil] * N}))
    assert page.ask(view, "colour", name="label")["categories"] == [evil]
    result = page.ask(view, "sample", index=0)
    assert result["label"] == evil
    assert result["attributes"] == [["</script>", evil]]


def test_names_are_means_with_their_codes(page, view, space):
    entries = page.ask(view, "names")["entries"]
    assert [entry["name"] for entry in entries] == ["0", "1", "2", "ink", "low_ink"]
    first = entries[0]
    assert (first["kind"], first["of"], first["count"]) == ("mean", "label", N // 3)
    np.testing.assert_allclose(first["z"], space.codes[::3].mean(axis=0), atol=1e-6)


def test_the_mean_of_a_selection(page, view, space):
    indices = np.array([3, 1, 8], np.uint32)
    found = page.ask(view, "mean", indices=indices)["z"]
    np.testing.assert_allclose(found, space.codes[[3, 1, 8]].mean(axis=0), atol=1e-6)
    assert "no indices" in page.fails(view, "mean", indices=np.array([N], np.uint32))
    assert "no indices" in page.fails(view, "mean", indices=np.array([], np.uint32))


def test_the_nearest_samples_without_those_left_out(page, view, space):
    z = space.codes[5]
    found = page.ask(view, "nearest", z=z, k=4)
    indices, distances = space.nearest(z, 4)
    assert found["indices"].tolist() == indices.tolist()
    np.testing.assert_allclose(found["distances"], distances, atol=1e-6)
    rest = page.ask(view, "nearest", z=z, k=3, left_out=np.array([5, 5], np.uint32))
    assert rest["indices"].tolist() == indices[1:].tolist()
    assert "whole number" in page.fails(view, "nearest", z=z, k=25)


def test_identity_tells_the_space_and_how_it_is_had(page, view, space):
    said = page.ask(view, "identity")
    assert said["space"]["name"] == space.name
    assert said["space"]["n_samples"] == N
    assert said["package"] == lw.__version__
    assert said["source"] is None
