"""What is saved comes back: codes, pictures, colours, maps, figures, words."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import DataError, ExportError, OptionError
from latentwidgets.spaces import colouring
from tests.spaces.small_models import LinearModel, TinyVAE


@pytest.fixture(scope="module")
def opened(bundle):
    return lw.open(bundle)


def test_codes_and_what_is_known_of_them(space, opened):
    np.testing.assert_array_equal(opened.codes, space.codes)
    assert opened.codes.dtype == np.float32
    np.testing.assert_array_equal(opened.labels, space.labels)
    assert list(opened.attributes) == list(space.attributes)
    for name, values in space.attributes.items():
        found = opened.attributes[name]
        assert found.dtype == values.dtype, name
        np.testing.assert_array_equal(found, values, err_msg=name)


@pytest.mark.parametrize("name", ["labels", "whole", "real", "half", "maybe", "text", "long"])
def test_colours_are_the_same(space, opened, name):
    before, after = (
        colouring(name, s.labels if name == "labels" else s.attributes[name])
        for s in (space, opened)
    )
    np.testing.assert_array_equal(before.values, after.values)
    assert (before.kind, before.categories, before.low, before.high, before.note) == (
        after.kind,
        after.categories,
        after.low,
        after.high,
        after.note,
    )


def test_the_model_decodes_and_encodes_as_before(space, opened):
    np.testing.assert_allclose(opened.decode(space.codes), space.decode(space.codes), atol=1e-5)
    pictures = space.samples(range(5))
    np.testing.assert_allclose(opened.encode(pictures), space.encode(pictures), atol=1e-5)
    raw = np.moveaxis(pictures, 3, 1)
    np.testing.assert_allclose(opened.encode(raw), space.codes[:5], atol=1e-5)
    np.testing.assert_allclose(opened.reconstruct(raw), space.reconstruct(raw), atol=1e-5)
    assert (opened.model.prior, opened.model.can_encode) == ("normal", True)
    np.testing.assert_array_equal(opened.sample(3, seed=4), space.sample(3, seed=4))
    np.testing.assert_array_equal(opened.sample(3), space.sample(3))


def test_eight_bit_samples_come_back_exactly(space, opened):
    assert opened.has_samples
    chosen = [39, 0, 0, 17]
    np.testing.assert_allclose(opened.samples(chosen), space.samples(chosen), atol=1e-7)
    assert opened.samples([]).shape == (0, 8, 8, 1)
    with pytest.raises(DataError, match="Sample 40"):
        opened.samples([40])


def test_figures_are_those_that_were_measured(space, opened, monkeypatch):
    monkeypatch.setattr("latentwidgets.spaces.sensitivity.measure_effects", None)
    monkeypatch.setattr("latentwidgets.spaces.geometry.neighbor_radius", None)
    np.testing.assert_array_equal(opened.effects(), space.effects())
    assert opened.neighbor_radius() == space.neighbor_radius()
    np.testing.assert_array_equal(opened.slider_ranges(), space.slider_ranges())
    np.testing.assert_array_equal(
        opened.nearest(space.codes[3], 4), space.nearest(space.codes[3], 4)
    )


@pytest.mark.parametrize(("method", "dims"), [("pca", 2), ("pca", 3), ("tsne", 2)])
def test_a_kept_map_comes_at_once_and_does_the_same(space, bundle, method, dims, monkeypatch):
    before = space.project(method, dims)
    quality = before.quality
    opened = lw.open(bundle)
    monkeypatch.setattr("latentwidgets.spaces.space.project", None)
    monkeypatch.setattr("latentwidgets.metrics.neighborhood_scores", None)
    told = []
    after = opened.project(method, dims, on_progress=lambda *heard: told.append(heard))
    assert len(told) == 1
    np.testing.assert_array_equal(after.coordinates, before.coordinates)
    assert after.quality == quality
    assert (after.title, after.note, after.held) == (before.title, before.note, before.held)
    assert after.explained_variance == before.explained_variance
    codes = space.codes[:4] + np.float32(0.01)
    np.testing.assert_allclose(after.locate(codes), before.locate(codes), atol=1e-6)
    points = before.coordinates[:4] + np.float32(0.1)
    np.testing.assert_allclose(after.inverse(points), before.inverse(points), atol=1e-6)
    anchor = space.codes[7]
    np.testing.assert_allclose(
        after.inverse(points, anchor), before.inverse(points, anchor), atol=1e-6
    )


def test_new_codes_are_placed_on_a_kept_map(space, opened):
    codes = space.codes[:3]
    for method in ("pca", "tsne"):
        before, after = (s.project(method, 2).transform(codes) for s in (space, opened))
        np.testing.assert_allclose(after, before, atol=0.05 * np.ptp(before))


def test_other_options_and_seeds_are_computed(opened):
    kept = opened.project("tsne", 2)
    assert opened.project("tsne", 2, perplexity=30) is kept
    other = opened.project("tsne", 2, perplexity=5, n_iterations=20)
    assert other is not kept
    assert opened.project("pca", 2, seed=3) is not opened.project("pca", 2)
    with pytest.raises(OptionError, match="Unknown option"):
        opened.project("pca", 2, colour=1)


def test_words_bookmarks_and_place(opened, space):
    about = opened.about
    assert about.title == "Small <b>pictures</b>"
    assert (about.description, about.credits) == ("For tests.", "Nobody, CC0")
    assert list(about.bookmarks) == ["first", "mean"]
    np.testing.assert_array_equal(about.bookmarks["first"], space.codes[0])
    np.testing.assert_array_equal(about.z, np.full(3, 0.5, np.float32))
    assert "40 samples" in repr(opened)
    assert "small.latent" in repr(opened)


def test_saved_again_it_is_the_same_file(bundle, opened, tmp_path):
    again = opened.save(tmp_path / "again.latent")
    assert again.read_bytes() == bundle.read_bytes()
    third = lw.open(again).save(tmp_path / "again.latent", title="Other", bookmarks={})
    assert lw.open(third).about.title == "Other"
    assert lw.open(third).about.bookmarks == {}
    assert list(tmp_path.iterdir()) == [third]


def test_codes_drawn_from_a_prior(tmp_path):
    space = lw.LatentSpace(TinyVAE().decoder, latent_shape=3, prior="uniform", n_samples=9)
    opened = lw.open(space.save(tmp_path / "drawn.latent"))
    assert not opened.has_samples
    assert "9 codes drawn at random" in repr(opened)
    assert (opened.labels, opened.attributes) == (None, {})
    np.testing.assert_array_equal(opened.slider_ranges(), space.slider_ranges())
    with pytest.raises(DataError, match="holds no samples, since there were no data"):
        opened.samples([0])
    assert (
        opened.save(tmp_path / "two.latent").read_bytes()
        == (tmp_path / "drawn.latent").read_bytes()
    )


def test_what_cannot_be_exported_says_why(tmp_path):
    space = lw.LatentSpace(LinearModel())
    with pytest.raises(ExportError):
        space.save(tmp_path / "linear.latent")
    assert list(tmp_path.iterdir()) == []
