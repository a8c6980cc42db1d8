"""`place`: a file that a visitor uploads, as bytes that may be anything."""

import io

import numpy as np
import pytest
from PIL import Image as Pillow

import latentwidgets as lw
from latentwidgets.modalities.payload import to_rgba
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
    assert 0 <= result["error"] < 1e-3
    assert result["scale_label"] == "the data's reconstructions"
    np.testing.assert_array_equal(view.z, lw.DecodedView(space).z)  # the page moves, when it wants


def test_a_lone_generator_is_searched_with_progress(page, generator):
    view = lw.DecodedView(generator)
    z = generator.sample(1, seed=3)
    key = page.send(view, "place", file=as_file(generator.decode(z)[0]))
    content, buffers = page.reply(key)
    assert content["ok"], content["error"]
    assert content["result"]["method"] == "differences"
    assert content["result"]["error"] < 1e-3
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
        (None, "no array of uint8"),
        (np.zeros(7 * 2**20 + 1, np.uint8), "sizes|elements"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_kernel_lives(page, space, file, words):
    import re

    view = lw.DecodedView(space)
    assert re.search(words, page.fails(view, "place", file=file))
    assert page.ask(view, "decode", z=np.zeros(DIMS, np.float32))["device"]


def test_nothing_is_placed_among_texts(page):
    text = lw.Text(vocabulary=("a", "b", "c"), length=4, form="logits")

    def decode(z):
        return np.repeat(z[:, None, :3], 4, axis=1)

    view = lw.DecodedView(lw.LatentSpace(decode, latent_shape=3, modality=text, prior="normal"))
    assert "no image" in page.fails(view, "place", file=upload(Pillow.new("L", (8, 8))))
