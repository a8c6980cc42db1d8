"""`SampleEditor` from Python: load anything, edit, keep what was lost, draw, save."""

import io
import threading

import numpy as np
import pytest
from PIL import Image as Pillow

import latentwidgets as lw
from latentwidgets.exceptions import Cancelled, DataError, MissingEncoderError, OptionError
from tests.spaces.media import KINDS, make_medium
from tests.spaces.small_models import TinyVAE
from tests.widgets.conftest import DIMS, SIDE


@pytest.fixture
def editor(space):
    return lw.SampleEditor(space)


def test_nothing_is_edited_at_first(editor):
    assert editor.original is editor.result is editor.code is editor.difference is None
    assert editor.notices == ()
    assert not editor.keep_residual
    assert editor.figure().axes
    with pytest.raises(DataError, match="load a sample first"):
        editor.save("x.png")


def test_a_sample_is_loaded_and_every_view_moves_there(editor, space):
    other = lw.DecodedView(space)
    picture = space.samples([7])[0]
    assert editor.load(picture) is editor
    np.testing.assert_allclose(editor.code, space.codes[7], atol=1e-5)
    np.testing.assert_array_equal(editor.z, editor.code)
    np.testing.assert_array_equal(other.z, editor.code)
    np.testing.assert_array_equal(editor.original, picture)
    np.testing.assert_array_equal(editor.result, editor.reconstruction)
    assert editor.spread is None  # this encoder tells the mean only


def as_png(picture):
    buffer = io.BytesIO()
    Pillow.fromarray((picture[..., 0] * 255).round().astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["canonical", "flat", "levels", "pil", "bytes", "path", "tensor"])
def test_a_picture_may_come_in_any_form(editor, space, tmp_path, form):
    torch = pytest.importorskip("torch")
    picture = space.samples([7])[0]
    levels = (picture[..., 0] * 255).round().astype(np.uint8)
    path = tmp_path / "mine.png"
    path.write_bytes(as_png(picture))
    given = {
        "canonical": picture,
        "flat": picture.reshape(-1),
        "levels": levels,
        "pil": Pillow.fromarray(levels),
        "bytes": as_png(picture),
        "path": str(path),
        "tensor": torch.from_numpy(picture),
    }[form]
    editor.load(given)
    np.testing.assert_allclose(editor.original, picture, atol=1 / 255)


def test_data_in_another_range_are_read_as_the_data_are():
    rng = np.random.default_rng(0)
    data = rng.uniform(-1, 1, (20, 1, SIDE, SIDE)).astype(np.float32)
    space = lw.LatentSpace(TinyVAE(tanh=True), data, progress=False)
    editor = lw.SampleEditor(space).load(data[3])
    np.testing.assert_allclose(editor.original[..., 0], (data[3, 0] + 1) / 2, atol=1e-6)
    np.testing.assert_allclose(editor.code, space.codes[3], atol=1e-5)
    assert editor.spread.shape == editor.code.shape
    assert (editor.spread > 0).all()
    # As an output of the model, the same.
    editor.load((data[3].transpose(1, 2, 0) + 1) / 2)
    np.testing.assert_allclose(editor.code, space.codes[3], atol=1e-5)


def test_the_result_follows_the_code_and_keeps_what_was_lost(editor, space):
    rng = np.random.default_rng(5)
    noisy = np.clip(space.samples([7])[0] + rng.normal(0, 0.2, (SIDE, SIDE, 1)), 0, 1)
    editor.load(noisy.astype(np.float32))
    np.testing.assert_allclose(editor.difference, editor.original - editor.reconstruction)
    editor.keep_residual = True
    np.testing.assert_allclose(editor.result, editor.original, atol=1e-6)
    editor.z = editor.z + np.float32(0.4)
    plain = space.decode(editor.z)[0]
    kept = np.clip(editor.original + plain - editor.reconstruction, 0, 1)
    np.testing.assert_allclose(editor.result, kept, atol=1e-6)
    assert np.abs(kept - plain).mean() > 0.05
    editor.keep_residual = False
    np.testing.assert_array_equal(editor.result, plain)
    assert editor.state.edit == {"version": 1, "keep_lost": False}
    with pytest.raises(OptionError, match="True or False"):
        editor.keep_residual = "yes"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_loaded_drawn_and_saved(kind, tmp_path):
    space = make_medium(kind)
    modality = space.modality
    editor = lw.SampleEditor(space)
    sample = space.samples([3])[0]
    editor.load(modality.read(sample[None])[0] if kind == "text" else sample)
    np.testing.assert_array_equal(editor.original[..., 0], sample[..., 0])
    editor.z = editor.z + np.float32(0.1)
    assert editor.result.shape == modality.shape
    adds = kind in ("audio", "series")
    assert (editor.difference is not None) == adds
    assert (editor.lost is None) == adds
    assert len(editor.figure().axes) >= 2 + adds
    editor.keep_residual = True
    now, before = space.decode(editor.z)[0], editor.reconstruction
    if adds:
        low, high = (-1, 1) if kind == "audio" else (-np.inf, np.inf)
        expected = np.clip(sample + now - before, low, high)
        np.testing.assert_allclose(editor.result, expected, atol=1e-5)
    else:
        slots = (..., 0, 0) if kind == "text" else (..., slice(None))
        same = now[slots] == before[slots]
        same = same if kind == "text" else same.all(axis=-1)
        result = editor.result
        np.testing.assert_array_equal(result[same], editor.original[same])
        np.testing.assert_array_equal(result[~same], now[~same])
        editor.z = editor.code
        np.testing.assert_array_equal(editor.result, editor.original)
        differs = editor.original[slots] != before[slots]
        np.testing.assert_array_equal(
            editor.lost, differs if kind == "text" else differs.any(axis=-1)
        )
    suffix = {"text": "txt", "melody": "mid", "audio": "wav", "series": "csv"}[kind]
    path = editor.save(tmp_path / f"mine.{suffix}")
    result = editor.result
    # What was saved can be loaded again.
    if kind == "text":
        printed = path.read_text(encoding="utf-8").strip()
        assert printed == modality.read(result[None])[0]
    elif kind == "melody" and not (result > 0).any():
        return
    elif kind != "text":
        editor.load(path)
        np.testing.assert_allclose(editor.original, result, atol=1e-4)


def test_a_picture_is_saved_as_png_and_an_error_leaves_the_former_file(editor, space, tmp_path):
    editor.load(space.samples([7])[0])
    path = editor.save(tmp_path / "mine.png")
    saved = np.asarray(Pillow.open(path), np.float32) / 255
    np.testing.assert_allclose(saved, editor.result[..., 0], atol=1 / 255)
    with pytest.raises(OSError, match="no-such-folder"):
        editor.save(tmp_path / "no-such-folder" / "mine.png")


def test_names_of_channels_are_no_formulas_in_a_csv(tmp_path):
    modality = lw.Series(channels=("=cmd()", "b"), units=("mV", ""))

    def decode(z):
        return np.stack([z, -z], axis=2)

    def encode(x):
        return x[..., 0]

    data = np.random.default_rng(0).normal(size=(6, 5, 2)).astype(np.float32)
    space = lw.LatentSpace(
        (encode, decode), data, modality=modality, latent_shape=5, progress=False
    )
    editor = lw.SampleEditor(space).load(data[0])
    lines = editor.save(tmp_path / "a.csv").read_text().splitlines()
    assert lines[0] == "'=cmd() (mV),b"
    assert len(lines) == 6


def test_what_cannot_be_loaded_leaves_what_was(editor, space, tmp_path):
    editor.load(space.samples([7])[0])
    original, z = editor.original, editor.z
    for wrong, words in [
        (b"no picture", "no picture that can be read"),
        ("../../nowhere.png", "nowhere.png cannot be read"),
        ("C:\\x\0.png", "cannot be read"),
        (np.full((8, 8), np.nan), "NaN"),
        (np.zeros((2, 3, 4, 5)), "was given as a picture"),
        (str(tmp_path), "cannot be read"),
    ]:
        with pytest.raises(DataError, match=words):
            editor.load(wrong)
    np.testing.assert_array_equal(editor.original, original)
    np.testing.assert_array_equal(editor.z, z)
    assert editor.state.edit["version"] == 1


def test_without_an_encoder_a_picture_is_searched_and_a_text_refused():
    def decode(z):
        basis = np.random.default_rng(0).standard_normal((DIMS, SIDE * SIDE), np.float32)
        return (1 / (1 + np.exp(-z @ basis))).reshape(-1, SIDE, SIDE)

    space = lw.LatentSpace(
        decode, latent_shape=DIMS, value_range=(0, 1), n_samples=40, prior="normal"
    )
    editor = lw.SampleEditor(space)
    told = []
    editor.load(
        space.decode(space.sample(1, seed=3))[0], on_progress=lambda *said: told.append(said[0])
    )
    assert told[0] == 0
    assert len(told) > 1
    assert np.abs(editor.difference).mean() < 0.03
    assert editor.spread is None
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        editor.load(np.zeros((SIDE, SIDE), np.float32), cancel=cancel)

    text = lw.Text(vocabulary=("a", "b", "c"), length=4, form="logits")

    def write(z):
        return np.repeat(z[:, None, :3], 4, axis=1)

    generator = lw.LatentSpace(write, latent_shape=3, modality=text, prior="normal")
    with pytest.raises(MissingEncoderError, match="only pictures can be placed"):
        lw.SampleEditor(generator).load("a b c")


def test_data_of_another_size_than_the_outputs_are_fitted():
    import torch
    from torch import nn

    class Shrinking(nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.into = nn.Sequential(nn.Flatten(), nn.Linear(144, 3))
            self.out = nn.Sequential(nn.Linear(3, 64), nn.Sigmoid(), nn.Unflatten(1, (1, 8, 8)))

        def encode(self, x):
            return self.into(x)

        def decode(self, z):
            return self.out(z)

    data = np.random.default_rng(0).uniform(size=(10, 1, 12, 12)).astype(np.float32)
    space = lw.LatentSpace(Shrinking(), data, progress=False)
    editor = lw.SampleEditor(space).load(np.full((12, 12), 0.5, np.float32))
    assert editor.original.shape == (8, 8, 1)
    np.testing.assert_allclose(
        editor.code, space.encode(np.full((1, 1, 12, 12), 0.5, np.float32))[0], atol=1e-2
    )


def test_the_edit_outlives_the_widget_and_not_the_space(space):
    first = lw.SampleEditor(space).load(space.samples([7])[0])
    original = first.original
    first.close()
    np.testing.assert_array_equal(lw.SampleEditor(space).original, original)
