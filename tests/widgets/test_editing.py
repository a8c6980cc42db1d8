"""`place`, `edited`, `keep_lost`: what a visitor draws, types or uploads, which may be anything."""

import io
import re
import tempfile

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

import latentwidgets as lw
from latentwidgets.modalities.payload import to_rgba
from tests.spaces.media import KINDS, make_medium
from tests.widgets.conftest import DIMS, SIDE, N


def upload(image, kind="PNG"):
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return np.frombuffer(buffer.getvalue(), np.uint8)


def as_file(picture):
    return upload(Pillow.fromarray((picture[..., 0] * 255).round().astype(np.uint8)))


def rgba(picture):
    return picture["pixels"].reshape(picture["height"], picture["width"], 4)


@pytest.fixture
def generator():
    def decode(z):
        basis = np.random.default_rng(0).standard_normal((DIMS, SIDE * SIDE), np.float32)
        return (1 / (1 + np.exp(-z @ basis))).reshape(-1, SIDE, SIDE)

    return lw.LatentSpace(
        decode, latent_shape=DIMS, value_range=(0, 1), n_samples=N, prior="normal"
    )


def test_a_picture_is_encoded_where_there_is_an_encoder(page, space):
    view = lw.DecodedView(space)
    picture = space.samples([7])[0]
    result = page.ask(view, "place", file=as_file(picture))
    assert result["method"] == "encoder"
    np.testing.assert_allclose(result["z"], space.codes[7], atol=0.02)
    np.testing.assert_allclose(rgba(result["original"]), to_rgba(picture), atol=1)
    np.testing.assert_array_equal(
        rgba(result["reconstruction"]), to_rgba(space.decode(result["z"])[0])
    )
    assert 0 <= result["error"] < 0.03
    assert result["error"] == pytest.approx(
        float(np.sqrt(np.mean((space.decode(result["z"])[0] - picture) ** 2))), abs=2e-3
    )
    assert result["scale_label"] == "the data's own samples"
    assert result["spread"] is None
    assert result["notices"] == []
    np.testing.assert_array_equal(view.z, lw.DecodedView(space).z)  # the page moves, when it wants


def test_what_is_placed_aside_is_not_edited(page, space):
    view = lw.DecodedView(space)
    first = page.ask(view, "place", file=as_file(space.samples([7])[0]))
    aside = page.ask(view, "place", file=as_file(space.samples([9])[0]), aside=True)
    assert (first["version"], aside["version"]) == (1, 0)
    np.testing.assert_allclose(aside["z"], space.codes[9], atol=0.02)
    assert view.state.edit == {"version": 1, "keep_lost": False}
    np.testing.assert_array_equal(page.ask(view, "edited")["edit"]["z"], first["z"])


def test_a_lone_generator_is_searched_with_progress(page, generator):
    view = lw.DecodedView(generator)
    z = generator.sample(1, seed=3)
    key = page.send(view, "place", file=as_file(generator.decode(z)[0]))
    content, buffers = page.reply(key)
    assert content["ok"], content["error"]
    assert content["result"]["method"] == "differences"
    assert content["result"]["error"] < 0.03
    told = [entry["result"] for entry in page.progress if entry["id"] == key]
    assert told
    assert told[0]["step"] == 0
    assert told[0]["total"] > 0
    assert told[0]["picture"]["width"] == SIDE
    assert buffers


def test_a_search_may_be_cancelled(page):
    def decode(z):
        return np.clip(0.5 + z[:, :64] * 0.1, 0, 1).reshape(-1, 8, 8)

    slow = lw.LatentSpace(decode, latent_shape=512, value_range=(0, 1), n_samples=400)
    view = lw.DecodedView(slow)
    key = page.send(view, "place", file=upload(Pillow.new("L", (8, 8), 200)))
    page.wait_for(lambda: any(entry["id"] == key for entry in page.progress))
    page.send(view, "cancel", target=key)
    content, _ = page.reply(key)
    assert not content["ok"]
    assert content["cancelled"]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (np.frombuffer(b"no picture", np.uint8), "no picture that can be read"),
        (np.zeros(0, np.uint8), "file is empty"),
        (np.zeros(3, np.float32), "no array of uint8"),
        ("/etc/passwd", "no array of uint8"),
        (None, "Nothing was given to place"),
        (np.zeros(7 * 2**20 + 1, np.uint8), "sizes|elements"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_kernel_lives(page, space, file, words):
    view = lw.DecodedView(space)
    assert re.search(words, page.fails(view, "place", file=file))
    assert page.ask(view, "decode", z=np.zeros(DIMS, np.float32))["device"]


def test_of_texts_without_an_encoder_nothing_is_placed(page):
    text = lw.Text(vocabulary=("a", "b", "c"), length=4, form="logits")

    def decode(z):
        return np.repeat(z[:, None, :3], 4, axis=1)

    view = lw.DecodedView(lw.LatentSpace(decode, latent_shape=3, modality=text, prior="normal"))
    assert "has no encoder" in page.fails(view, "place", text="a b")
    assert "no text in UTF-8" in page.fails(view, "place", file=upload(Pillow.new("L", (8, 8))))


# -- every kind ------------------------------------------------------------------------------


def own_of(space):
    """Something of one's own for a space of each kind: the payload of a `place`, the original."""
    sample = space.samples([3])
    modality = space.modality
    if modality.kind == "text":
        return {"text": modality.read(sample)[0]}, None
    if modality.kind == "melody":
        return {"values": sample[0].reshape(-1)}, sample[0]
    if modality.kind == "audio":
        with tempfile.TemporaryDirectory() as folder:
            data = modality.write_wav(sample[0], f"{folder}/a.wav").read_bytes()
        return {"file": np.frombuffer(data, np.uint8)}, sample[0]
    lines = [",".join(map(repr, row)) for row in sample[0].tolist()]
    return {"text": "left,right\n" + "\n".join(lines)}, sample[0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_and_encoded(page, kind):
    space = make_medium(kind)
    view = lw.DecodedView(space)
    payload, original = own_of(space)
    result = page.ask(view, "place", **payload)
    assert result["method"] == "encoder"
    shown = result["original"]["values"].reshape(space.modality.shape)
    if original is None:
        assert space.modality.read(shown[None])[0] == payload["text"]
    else:
        np.testing.assert_allclose(shown, original, atol=1e-4)
        np.testing.assert_allclose(result["z"], space.codes[3].reshape(-1), atol=1e-3)
    reconstruction = result["reconstruction"]["values"].reshape(space.modality.shape)
    np.testing.assert_allclose(reconstruction, space.decode(result["z"])[0], atol=1e-5)
    has_spread = kind in ("text", "melody")  # the small models of the others tell the mean only
    assert (result["spread"] is not None) == has_spread
    if has_spread:
        assert result["spread"].shape == result["z"].shape
        assert (result["spread"] > 0).all()
    told = page.ask(view, "edited")
    assert told["ink"] is None
    assert told["edit"]["version"] == result["version"] == 1


def test_all_views_hear_of_what_is_edited_and_a_reload_finds_it(page, space):
    view = lw.DecodedView(space)
    assert page.ask(view, "edited")["edit"] is None
    file = as_file(space.samples([7])[0])
    page.ask(view, "place", file=file)
    assert view.state.edit == {"version": 1, "keep_lost": False}
    assert any("edit" in state for _, state in page.updates)
    page.ask(view, "keep_lost", on=True)
    assert view.state.edit == {"version": 1, "keep_lost": True}
    # An error leaves what was there.
    page.fails(view, "place", file=np.frombuffer(b"no picture", np.uint8))
    assert view.state.edit == {"version": 1, "keep_lost": True}
    view.close()
    again = lw.DecodedView(space)
    told = page.ask(again, "edited")
    assert told["edit"]["version"] == 1
    np.testing.assert_allclose(told["edit"]["z"], space.codes[7], atol=0.02)


def test_what_was_edited_before_is_brought_back_for_an_undo(page, space, monkeypatch):
    view = lw.SampleEditor(space)
    first = page.ask(view, "place", file=as_file(space.samples([7])[0]))
    second = page.ask(view, "place", file=as_file(space.samples([3])[0]))
    page.ask(view, "restore_edit", version=first["version"])
    np.testing.assert_array_equal(view.code.reshape(-1), first["z"])
    assert page.ask(view, "edited")["edit"]["version"] == first["version"]
    page.ask(view, "restore_edit", version=0)
    assert view.result is None
    assert page.ask(view, "edited")["edit"] is None
    page.ask(view, "restore_edit", version=second["version"])
    np.testing.assert_array_equal(view.code.reshape(-1), second["z"])
    monkeypatch.setattr("latentwidgets.widgets.edits.MOST_BYTES", 1)
    page.ask(view, "place", file=as_file(space.samples([5])[0]))
    assert "too long ago" in page.fails(view, "restore_edit", version=first["version"])


def test_the_page_cannot_set_what_is_edited(page, space):
    view = lw.DecodedView(space)
    data = {"method": "update", "state": {"edit": {"version": 9}}, "buffer_paths": []}
    page.say(view.state, data)
    assert view.state.edit == {"version": 0, "keep_lost": False}
    assert "neither true nor false" in page.fails(view, "keep_lost", on="yes")


@pytest.mark.parametrize(
    ("kind", "payload", "words"),
    [
        ("text", {"text": "The zebra sees a cat."}, "word 2 “zebra” is outside"),
        ("text", {"text": "x" * (2 * 2**20 + 1)}, "no text of at most"),
        ("text", {"text": 7}, "no text of at most"),
        ("text", {"values": np.zeros(3, np.float32)}, "Notes were given"),
        ("melody", {"values": np.zeros(80, np.float32)}, "no note yet"),
        ("melody", {"values": np.full(80, 0.7, np.float32)}, "another grid"),
        ("melody", {"values": np.full(80, np.nan, np.float32)}, "NaN"),
        ("melody", {"values": np.ones(81, np.float32)}, "elements|sizes"),
        ("melody", {"file": np.frombuffer(b"MThd", np.uint8)}, "MIDI"),
        ("audio", {"file": np.frombuffer(b"ID3 and so on", np.uint8)}, "no WAV file"),
        ("audio", {"text": "la la"}, "give a file"),
        ("series", {"text": "1,2\n3,x"}, "Line 2 has 'x'"),
        ("series", {"text": "2,2,3\n1,5,6\n1,1,1"}, "columns"),
        ("series", {}, "Nothing was given"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_the_kernel_lives(page, kind, payload, words):
    space = make_medium(kind)
    view = lw.DecodedView(space)
    assert re.search(words, page.fails(view, "place", **payload))
    assert view.state.edit["version"] == 0
    assert page.ask(view, "decode", z=space.codes[0].reshape(-1))["device"]


# -- drawings --------------------------------------------------------------------------------


def drawing(paper=0, ink=255):
    """A seven, small and in a corner."""
    picture = Pillow.new("L", (320, 320), paper)
    stroke = [(60, 40), (140, 40), (90, 160)]
    ImageDraw.Draw(picture).line(stroke, fill=ink, width=24, joint="curve")
    return upload(picture)


def test_a_drawing_is_centred_and_scaled_as_the_data_are_on_request(page):
    space = lw.zoo.load("digits/vae")
    view = lw.DecodedView(space)
    assert page.ask(view, "edited")["ink"] == {"paper": [0, 0, 0], "drawn": True}
    plain = page.ask(view, "place", file=drawing())
    fitted = page.ask(view, "place", file=drawing(), like_data=True)
    assert fitted["error"] < 0.5 * plain["error"]
    assert fitted["notices"] == ["It was centred and scaled as the data are."]
    assert fitted["spread"].shape == (16,)
    labels = space.labels[space.nearest(fitted["z"], k=9)[0]]
    assert np.bincount(labels.astype(int)).argmax() == 7
    ink = rgba(fitted["original"])[..., 0] > 60
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert rows[-1] - rows[0] >= 6  # it fills the picture, as the data do
    assert abs(np.mean([columns[0], columns[-1]]) - 3.5) <= 1.5
    # Dark on light is turned round.
    turned = page.ask(view, "place", file=drawing(255, 0), like_data=True)
    np.testing.assert_allclose(rgba(turned["original"]), rgba(fitted["original"]), atol=2)
    assert "Nothing is drawn" in page.fails(
        view, "place", file=upload(Pillow.new("L", (320, 320))), like_data=True
    )


def test_what_is_not_drawn_on_paper_cannot_be_fitted(page, space):
    view = lw.DecodedView(space)
    assert page.ask(view, "edited")["ink"]["drawn"] is False
    assert "no drawings on plain paper" in page.fails(view, "place", file=drawing(), like_data=True)
