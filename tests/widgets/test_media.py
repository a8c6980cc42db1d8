"""Views of text, melodies, sound and series: what the page is told, figures, exported pages."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import OptionError
from latentwidgets.modalities import Series, Text
from tests.spaces import media
from tests.spaces.media import KINDS, SHAPES, N
from tests.widgets.conftest import revive
from tests.widgets.test_html import Document

_spaces = {}


@pytest.fixture(params=KINDS)
def space(request):
    if request.param not in _spaces:
        _spaces[request.param] = media.make_medium(request.param)
    return _spaces[request.param]


@pytest.fixture
def text():
    return _spaces.setdefault("text", media.make_medium("text"))


def test_decode_sends_the_values(page, space):
    view = lw.LatentExplorer(space)
    z = space.codes[3]
    result = page.ask(view, "decode", z=z)
    np.testing.assert_array_equal(result["values"], space.decode(z)[0])
    assert result["values"].dtype == np.float32
    assert (result["not_finite"], result["notice"]) == (0, None)
    assert "pixels" not in result


def test_the_state_brings_the_first_output_and_says_what_it_is(page, space):
    view = lw.DecodedView(space)
    state = page.opened[view.state.comm.comm_id]
    assert state["description"]["modality"] == space.modality.describe()
    first = revive(state["frame"])
    np.testing.assert_array_equal(first["values"], space.decode(view.z)[0])


def test_nearest_and_sample_are_values(page, space):
    view = lw.LatentExplorer(space)
    about = page.ask(view, "about", z=space.codes[5])
    assert about["nearest"]["index"] == 5
    np.testing.assert_array_equal(about["nearest"]["picture"]["values"], space.samples([5])[0])
    sample = page.ask(view, "sample", index=5)
    np.testing.assert_array_equal(sample["picture"]["values"], space.samples([5])[0])
    decoded = space.decode(space.codes[5])[0]
    np.testing.assert_array_equal(sample["reconstruction"]["values"], decoded)


def test_thumbnails_and_tiles(page, space):
    view = lw.LatentExplorer(space)
    indices = np.array([4, 1, 7], np.uint32)
    many = page.ask(view, "thumbnails", indices=indices, size=24)
    strips = page.ask(view, "tiles", codes=space.codes[:6].reshape(-1), columns=3, size=24)
    assert (many["columns"], many["size"]) == (2, 24)
    assert (strips["columns"], strips["rows"], strips["size"]) == (3, 2, 24)
    if space.modality.kind == "text":
        assert many["texts"] == space.modality.read(space.samples(indices))
        assert len(strips["texts"]) == 6
        assert strips["aspect"] == 1
        return
    assert (many["atlas"]["width"], many["atlas"]["height"]) == (48, 48)
    height, width = space.modality.pictures(space.samples([0]), 24).shape[1:3]
    assert strips["aspect"] == width / height
    assert (strips["atlas"]["width"], strips["atlas"]["height"]) == (3 * width, 2 * height)
    assert many["atlas"]["encoding"] == "rgba8"  # transparent ground


def test_what_was_not_computed_is_counted(page):
    class Broken:
        n_features_in_ = 6

        def transform(self, x):
            return x[:, :2]

        def inverse_transform(self, z):
            out = np.tile(z, 3).astype(np.float32)
            out[:, 1] = np.nan
            return out

    data = np.random.default_rng(0).normal(size=(9, 6)).astype(np.float32)
    view = lw.DecodedView(Broken(), data, modality=Series(), progress=False)
    assert page.ask(view, "decode", z=view.z)["not_finite"] == 1


def test_figures_of_every_view(space):
    for view in (lw.LatentExplorer, lw.DecodedView, lw.LatentMap, lw.LatentSliders):
        shown = view(space)
        figure = shown.figure()
        figure.canvas.draw()
        assert shown._repr_mimebundle_()[0]["image/png"]
        shown.close()


def test_an_exported_page_holds_samples_model_and_first_output(space, tmp_path):
    view = lw.explore(space)
    data = Document(view.save_html(tmp_path / "page.html")).data
    assert data["model"]["modality"] == space.modality.describe_raw()
    shape = (N, *SHAPES[space.modality.kind])
    np.testing.assert_array_equal(data["samples"]["values"].reshape(shape), space.samples(range(N)))
    assert data["samples"]["sheets"] == []
    np.testing.assert_array_equal(data["traits"]["frame"]["values"], space.decode(view.z)[0])
    outputs = space.decode_raw(space.codes[[0]]).size
    assert data["model"]["probe"]["outputs"].size % outputs == 0


def test_an_opened_bundle_shows_the_same(page, space, tmp_path):
    opened = lw.explore(space.save(tmp_path / "kept.latent"))
    about = page.ask(opened, "about", z=space.codes[5])
    kept = about["nearest"]["picture"]["values"]
    np.testing.assert_allclose(kept, space.samples([5])[0], atol=1 / 32767)


def test_hostile_words_are_data_only(tmp_path):
    hostile = "<img src=x onerror=alert(1)></script>"
    modality = Text((*media.VOCABULARY[:-1], hostile))
    view = lw.explore(media.TextVAE(), media.make_ids(), modality=modality, progress=False)
    view.figure().canvas.draw()
    document = Document(view.save_html(tmp_path / "hostile.html"))
    assert hostile not in document.text
    assert document.data["traits"]["description"]["modality"]["vocabulary"][-1] == hostile


def test_views_by_name(page):
    view = lw.LatentSliders("digits/vae")
    assert view.space.name == "digits/vae"
    assert lw.explore("digits/vae", colour="label").space.n_samples == view.space.n_samples
    with pytest.raises(OptionError, match=r"'no/such': give one of digits/.*\.latent"):
        lw.explore("no/such")
    with pytest.raises(OptionError, match="leave data out"):
        lw.explore("digits/vae", [[1.0]])


def test_a_path_with_options_is_refused(text, tmp_path):
    path = text.save(tmp_path / "words.latent")
    with pytest.raises(OptionError, match="bundle together with seed"):
        lw.LatentMap(path, seed=3)
    with pytest.raises(FileNotFoundError):
        lw.explore(tmp_path / "missing.latent")
