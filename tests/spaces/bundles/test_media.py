"""Bundles of text, melodies, sound and series."""

import json
import subprocess
import sys

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import BundleError
from latentwidgets.modalities import Text
from tests.spaces import media
from tests.spaces.bundles.forging import forge
from tests.spaces.media import KINDS, N


@pytest.fixture(scope="module", params=KINDS)
def saved(request, tmp_path_factory):
    space = media.make_medium(request.param)
    path = tmp_path_factory.mktemp(request.param) / "small.latent"
    return space, space.save(path)


def test_it_opens_and_means_the_same(saved, tmp_path):
    space, path = saved
    opened = lw.open(path)
    assert opened.modality == space.modality
    np.testing.assert_allclose(opened.decode(space.codes), space.decode(space.codes), atol=1e-3)
    np.testing.assert_array_equal(opened.effects(), space.effects())
    kept, own = opened.samples(range(N)), space.samples(range(N))
    tolerance = 1 / 32767 if space.modality.kind == "audio" else 0
    np.testing.assert_allclose(kept, own, atol=tolerance)
    assert opened.modality.texts(kept) == space.modality.texts(own)
    np.testing.assert_allclose(opened.encode(kept[:2]), space.codes[:2], atol=1e-3)
    assert opened.save(tmp_path / "again.latent").read_bytes() == path.read_bytes()


def test_neither_torch_nor_what_draws_is_imported(saved):
    _, path = saved
    script = (
        "import sys, latentwidgets as lw; space = lw.open(sys.argv[1]); "
        "space.decode(space.codes[:2]); space.samples([0]); "
        "print([name for name in ('torch', 'sklearn', 'matplotlib') if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_samples_too_large_are_left_out_and_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setitem(lw.spaces.bundles.kept.MOST_BYTES, "audio", 100)
    opened = lw.open(media.make_medium("audio").save(tmp_path / "large.latent"))
    assert not opened.has_samples
    assert "the samples themselves are not in it" in repr(opened)
    with pytest.raises(lw.DataError, match="holds no samples"):
        opened.samples([0])


def forged(saved, bad, change):
    forge(saved[1], bad, change)
    with pytest.raises(BundleError, match="cannot be opened as a space") as caught:
        lw.open(bad)
    assert len(str(caught.value)) < 400


def test_hostile_outputs_are_refused(saved, tmp_path):
    kind = saved[0].modality.kind
    bad = tmp_path / "bad.latent"

    def changed(name, value):
        def change(manifest, _):
            manifest["modality"][name] = value

        return change

    def without(name):
        def change(manifest, _):
            del manifest["modality"][name]

        return change

    fields = saved[0].modality.describe_raw()
    fields.pop("note", None)  # follows from the form
    for name in fields:
        forged(saved, bad, without(name))
        for value in (-1, {"a": []}, [[{}]]):
            forged(saved, bad, changed(name, value))
    forged(saved, bad, changed("kind", "picture"))
    large = {"text": "length", "melody": "steps", "audio": "samples", "series": "steps"}[kind]
    forged(saved, bad, changed(large, 2**30))

    def version_1(manifest, _):
        manifest["version"] = 1

    forged(saved, bad, version_1)


def test_hostile_samples_are_refused(saved, tmp_path):
    bad = tmp_path / "bad.latent"
    dtype = {"text": np.int32, "melody": np.uint8, "audio": np.int16, "series": np.float32}
    own = dtype[saved[0].modality.kind]
    shape = lw.open(saved[1]).parts.contents.kept.numbers.shape

    def holding(array):
        def change(_, members):
            import io

            file = io.BytesIO()
            np.save(file, array, allow_pickle=array.dtype == object)
            members["outputs.npy"] = file.getvalue()

        return change

    forged(saved, bad, holding(np.zeros((shape[0] - 1, *shape[1:]), own)))
    forged(saved, bad, holding(np.zeros(shape, np.float64)))
    forged(saved, bad, holding(np.full(shape, "x", object)))
    if own in (np.int32, np.uint8):
        forged(saved, bad, holding(np.full(shape, 200, own)))
    if own == np.float32:
        forged(saved, bad, holding(np.full(shape, np.nan, own)))

    def twice(manifest, _):
        manifest["samples"]["from_data"] = False

    forged(saved, bad, twice)


def test_words_of_a_stranger_stay_data(tmp_path):
    hostile = '<img src=x onerror="alert(1)"></script>'
    words = (*media.VOCABULARY[:-1], hostile)
    space = lw.LatentSpace(media.TextVAE(), media.make_ids(), modality=Text(words), progress=False)
    opened = lw.open(space.save(tmp_path / "words.latent"))
    texts = opened.modality.read(opened.samples(range(N)))
    assert any(hostile in text for text in texts)
    assert json.loads(json.dumps(opened.modality.describe()))["vocabulary"][-1] == hostile
