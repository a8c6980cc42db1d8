"""The views as a user makes and draws them."""

import base64
import io
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import latentwidgets as lw
from latentwidgets.widgets import bundles
from tests.widgets.conftest import DIMS, SIDE, Linear, N

VIEWS = [lw.LatentSliders, lw.DecodedView, lw.LatentMap, lw.LatentExplorer]


@pytest.mark.parametrize("view_class", VIEWS)
def test_a_view_takes_a_model_and_data(page, images, view_class):
    view = view_class(
        Linear(), images.reshape(N, -1), labels=[0] * N, output_shape=(SIDE, SIDE), progress=False
    )
    assert view.z.shape == (DIMS,)
    assert view.space.labels.tolist() == [0] * N


def test_explore_is_one_line(page, images):
    explorer = lw.explore(
        Linear(), images.reshape(N, -1), output_shape=(SIDE, SIDE), progress=False
    )
    assert isinstance(explorer, lw.LatentExplorer)


@pytest.mark.parametrize("view_class", VIEWS)
def test_an_unknown_option_is_refused_with_advice(space, view_class):
    with pytest.raises(lw.OptionError, match="has no option 'labls': did you mean 'labels'"):
        view_class(space, labls=[1])
    with pytest.raises(lw.OptionError, match=r"has no option 'xyzzy': it knows .*batch_size"):
        view_class(space, xyzzy=1)


def test_data_beside_a_space_are_refused(space, images):
    with pytest.raises(lw.OptionError, match="space together with data, labels: give these to"):
        lw.explore(space, images, labels=[1])


def test_a_wrong_start_of_the_map_is_one_sentence_and_leaves_no_state(space):
    from latentwidgets.widgets.state import _states

    with pytest.raises(lw.OptionError, match="no colour 'size': choose one of 'label', 'ink'"):
        lw.explore(space, colour="size")
    with pytest.raises(lw.OptionError, match="projection='umap' with dims=2 is no map"):
        lw.LatentMap(space, projection="umap")
    with pytest.raises(lw.OptionError, match="dims=4"):
        lw.LatentMap(space, dims=4)
    assert space not in _states


WRONG_CODES = [
    ([1, 2, 3], lw.ShapeError, r"z has shape \(3,\) and the codes of this space have shape \(4,\)"),
    (np.zeros((1, DIMS)), lw.ShapeError, r"shape \(1, 4\)"),
    ([1, 2, np.nan, 4], lw.DataError, "NaN or infinite"),
    ([1, 2, 1e300, 4], lw.DataError, "NaN or infinite"),
    ("a code", lw.DataError, "z is a str and numbers of shape"),
    (None, lw.DataError, "z is a NoneType"),
]


@pytest.mark.parametrize(("value", "error", "sentence"), WRONG_CODES)
def test_a_wrong_z_is_one_sentence_and_changes_nothing(space, value, error, sentence):
    view = lw.DecodedView(space)
    before = view.z
    with pytest.raises(error, match=sentence):
        view.z = value
    assert view.z is before


WRONG_SELECTIONS = [
    ([N], "indices from 60 to 60 and the space has 60 samples"),
    ([-1], "indices from -1 to -1"),
    ([0.5], "array of float64"),
    ([[1, 2]], r"shape \(1, 2\)"),
    ([True, False], "one boolean for each of the 60"),
    ([3, 3], "more than once"),
    ("text", "give a list of indices"),
]


@pytest.mark.parametrize(("value", "sentence"), WRONG_SELECTIONS)
def test_a_wrong_selection_is_one_sentence(space, value, sentence):
    view = lw.LatentMap(space)
    with pytest.raises(lw.DataError, match=sentence):
        view.selection = value


def test_wrong_bookmarks_are_one_sentence(space):
    view = lw.LatentMap(space)
    with pytest.raises(lw.DataError, match="bookmarks is a list: give a dict"):
        view.bookmarks = [view.z]
    with pytest.raises(lw.ShapeError, match="the bookmark 'a' has shape"):
        view.bookmarks = {"a": [1]}
    with pytest.raises(lw.OptionError, match="bookmark name"):
        view.bookmarks = {"": view.z}


def test_a_torch_code_is_taken(space):
    torch = pytest.importorskip("torch")
    view = lw.DecodedView(space)
    view.z = torch.ones(DIMS, requires_grad=True)
    np.testing.assert_array_equal(view.z, np.ones(DIMS))


@pytest.mark.parametrize("view_class", VIEWS)
def test_a_repr_is_short_and_holds_no_path(space, view_class):
    text = repr(view_class(space))
    assert text == f"<{view_class.__name__} of Linear: 4 dimensions, 60 samples>"


@pytest.mark.parametrize("view_class", VIEWS)
def test_a_saved_notebook_shows_a_picture(space, view_class):
    view = view_class(space)
    data, metadata = view._repr_mimebundle_()
    with Image.open(io.BytesIO(base64.b64decode(data["image/png"]))) as picture:
        assert len(np.unique(np.asarray(picture.convert("L")))) > 10, "something is drawn"
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == view.model_id
    assert data["text/plain"] == repr(view)
    assert "Linear" in metadata["image/png"]["alt"]
    json.dumps([data, metadata])


def test_the_decoded_figure_holds_the_models_picture(space):
    view = lw.DecodedView(space)
    view.z = np.full(DIMS, 0.4)
    (image,) = view.figure().axes[0].get_images()
    expected = space.modality.figure_array(space.decode(view.z)[0])
    np.testing.assert_array_equal(image.get_array(), expected)


def test_the_map_figure_marks_the_code_where_it_is(space):
    view = lw.LatentMap(space)
    (cursor,) = view.figure().axes[0].get_lines()
    place = space.project("pca", 2).locate(view.z[None])[0]
    np.testing.assert_allclose(np.ravel(cursor.get_data()), place, atol=1e-5)


@pytest.mark.parametrize("dims", [2, 3])
@pytest.mark.parametrize("colour", ["label", "ink", "many", "gaps", "none"])
def test_a_map_of_any_colour_is_drawn(make_space, images, dims, colour):
    gaps = images.mean(axis=(1, 2))
    gaps[::2] = np.nan
    attributes = {"ink": images[:, 4, 4], "gaps": gaps, "many": [f"c{i}" for i in range(N)],
                  "none": [None] * N}  # fmt: skip
    view = lw.LatentMap(make_space(attributes=attributes), colour=colour, dims=dims)
    assert view._repr_mimebundle_()[0]["image/png"]


def test_names_are_drawn_as_text_not_as_mathematics(make_space):
    space = make_space(labels=["$x^{$", "<b>", "_a"] * (N // 3), name="50$ and $\\frac{")
    assert lw.LatentExplorer(space)._repr_mimebundle_()[0]["image/png"]


def test_a_space_without_data_or_colours_is_drawn(page):
    space = lw.LatentSpace(
        lambda z: np.tanh(z @ np.ones((2, 16))), latent_shape=2, prior="normal", n_samples=20,
        output_shape=(4, 4), value_range=(-1, 1),
    )  # fmt: skip
    view = lw.LatentExplorer(space)
    assert view.state.colour is None
    assert view._repr_mimebundle_()[0]["image/png"]


def test_a_decoder_that_fails_does_not_keep_the_view_from_showing(make_space, caplog):
    class Touchy(Linear):
        def inverse_transform(self, z):
            if (z == 9).any():
                raise ArithmeticError("nine is too much")
            return super().inverse_transform(z)

    view = lw.LatentExplorer(make_space(Touchy()))
    view.z = np.full(DIMS, 9)
    data, _ = view._repr_mimebundle_()
    assert "image/png" not in data
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "no still picture" in caplog.text


def test_a_dashboard_draws_no_still_picture(space, monkeypatch):
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    data, _ = lw.LatentExplorer(space)._repr_mimebundle_()
    assert "image/png" not in data


def test_figures_need_no_pyplot():
    script = (
        "import sys, numpy as np, latentwidgets as lw\n"
        "space = lw.LatentSpace(lambda z: np.tanh(z @ np.ones((2, 16))), latent_shape=2,"
        " prior='normal', n_samples=20, output_shape=(4, 4), value_range=(-1, 1))\n"
        "view = lw.explore(space)\n"
        "heavy = {'torch', 'sklearn', 'matplotlib'} & set(sys.modules)\n"
        "view._repr_mimebundle_()\n"
        "print(sorted(heavy), 'matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    loaded, pyplot = re.fullmatch(r"(\[.*\]) (\w+)", done.stdout.strip()).groups()
    assert pyplot == "False"
    assert "matplotlib" not in loaded


@pytest.mark.parametrize("view_class", VIEWS)
def test_the_page_gets_the_built_script(page, space, view_class):
    view = view_class(space)
    name = {"LatentSliders": "sliders", "DecodedView": "decoded", "LatentMap": "map"}
    file = bundles.STATIC / f"{name.get(view_class.__name__, 'explorer')}.js"
    assert page.opened[view.model_id]["_esm"] == file.read_text(encoding="utf-8")
    assert page.opened[view.model_id]["state"] == f"anywidget:{view.state.model_id}"


def test_a_missing_bundle_says_how_to_build_it(tmp_path):
    missing = bundles.Bundle(tmp_path / "map.js")
    with pytest.raises(lw.LatentWidgetsError, match=r"static/map\.js is missing.*make install"):
        str(missing)


def test_a_bundle_is_watched_while_developing(tmp_path, monkeypatch):
    monkeypatch.setattr(bundles, "STATIC", tmp_path)
    (tmp_path / "map.js").write_text("export default {}")
    assert str(bundles.bundle("map.js")) == "export default {}"
    monkeypatch.setenv("ANYWIDGET_HMR", "1")
    assert bundles.bundle("map.js") == tmp_path / "map.js"


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("same", [False, True])
def test_few_or_equal_samples_are_shown(page, images, n, same):
    data = np.repeat(images[:1], n, 0) if same else images[:n]
    view = lw.LatentExplorer(
        Linear(), data.reshape(n, -1), labels=["a"] * n, output_shape=(SIDE, SIDE),
        value_range=(0, 1), progress=False,
    )  # fmt: skip
    assert view._repr_mimebundle_()[0]["image/png"]
    assert page.ask(view, "decode", z=view.z)["width"] == SIDE
    assert page.ask(view, "about", z=view.z)["doubt"] == 0
    json.dumps(page.opened[view.state.model_id]["description"], allow_nan=False)
    sliders = view.state.sliders
    assert np.isfinite(sliders["histogram"]).all()
    assert (sliders["low"] < sliders["high"]).all()


def test_512_dimensions_need_no_pause(page):
    weights = np.random.default_rng(0).normal(size=(512, 64)).astype(np.float32) / 20
    space = lw.LatentSpace(
        lambda z: np.tanh(z @ weights), latent_shape=512, prior="normal", n_samples=500,
        output_shape=(8, 8), value_range=(-1, 1),
    )  # fmt: skip
    view = lw.LatentSliders(space)
    page.wait_for(lambda: view.state.sliders["ready"])
    assert view.state.sliders["histogram"].shape == (512, 24)


def test_views_stay_together_whatever_a_users_observer_does(page, space, caplog):
    first, second, third = (view(space) for view in VIEWS[:3])

    def boom(change):
        raise ValueError("mine")

    second.observe(boom, "z")
    first.z = [5] * DIMS
    assert "An observer of z" in caplog.text
    with pytest.raises(ValueError, match="mine"):
        second.z = [6] * DIMS
    for view in (first, second, third):
        assert view.z.tolist() == [6] * DIMS
    second.unobserve_all()
    second.z = [7] * DIMS
    third.unobserve_all("z")
    first.z = [8] * DIMS
    assert second.z.tolist() == third.z.tolist() == first.state.z.tolist() == [8] * DIMS


def test_an_attribute_called_label_is_offered_beside_the_labels(page, make_space):
    explorer = lw.explore(make_space(attributes={"label": np.linspace(0, 1, N)}))
    names = [colour["name"] for colour in explorer.state.description["colours"]]
    assert names == ["label", "label (attribute)"]
    assert lw.explore(explorer.space, colour="label (attribute)").state.colour["kind"] == "numeric"


def test_every_class_stands_in_the_figures_legend(page, make_space):
    view = lw.LatentMap(make_space(labels=["_a", "", "$b$"] * (N // 3)))
    (axes,) = view.figure().axes
    texts = sorted(text.get_text().strip() for text in axes.get_legend().get_texts())
    assert texts == ["(empty)", r"\$b\$", "_a"]


def test_half_precision_labels_colour_the_map(page, make_space):
    view = lw.LatentMap(make_space(labels=np.arange(N, dtype=np.float16)))
    assert view.state.colour["kind"] == "numeric"
    np.testing.assert_array_equal(view.state.colour["values"], np.arange(N))
