from types import SimpleNamespace
from urllib.error import URLError

import numpy as np
import pytest
import sklearn.datasets

import latentwidgets as lw
from latentwidgets.exceptions import DataError


def offline(**options):
    raise URLError("Name or service not known")


@pytest.mark.parametrize(
    ("name", "fetcher"),
    [
        ("mnist", "fetch_openml"),
        ("fashion-mnist", "fetch_openml"),
        ("olivetti", "fetch_olivetti_faces"),
        ("lfw", "fetch_lfw_people"),
    ],
)
def test_without_a_network_it_is_said_what_to_do(monkeypatch, name, fetcher):
    monkeypatch.setattr(sklearn.datasets, fetcher, offline)
    with pytest.raises(
        DataError, match=r"cannot be downloaded \(Name or service not known\).*lw.zoo.load_idx"
    ):
        lw.zoo.data(name)


@pytest.mark.parametrize(("name", "seven"), [("mnist", 7), ("fashion-mnist", "sneaker")])
def test_openml_sets(monkeypatch, name, seven):
    asked = {}

    def fetch(**options):
        asked.update(options)
        pixels = np.tile(np.arange(784) % 256, (10_020, 1))
        return SimpleNamespace(data=pixels, target=np.array(["7"] * 10_020, dtype=object))

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    data = lw.zoo.data(name)
    assert asked["name"] in {"mnist_784", "Fashion-MNIST"}
    assert data.samples.shape == (10_020, 1, 28, 28)
    assert data.samples.dtype == np.float32
    np.testing.assert_allclose(data.samples[3, 0].ravel(), (np.arange(784) % 256) / 255, rtol=1e-6)
    assert data.labels[0] == seven
    assert data.is_test.tolist() == [False] * 20 + [True] * 10_000


def test_olivetti_holds_out_two_pictures_of_each_person(monkeypatch):
    bunch = SimpleNamespace(
        images=np.zeros((40, 64, 64), np.float32), target=np.repeat(np.arange(4), 10)
    )
    monkeypatch.setattr(sklearn.datasets, "fetch_olivetti_faces", lambda: bunch)
    data = lw.zoo.data("olivetti")
    assert data.samples.shape == (40, 1, 64, 64)
    np.testing.assert_array_equal(np.bincount(data.labels[data.is_test]), [2, 2, 2, 2])


def test_lfw_is_read_from_the_files_it_comes_in(monkeypatch, tmp_path):
    from PIL import Image as Pillow

    home = tmp_path / "lfw_home"
    for person in ("Ada_Lovelace", "Alan_Turing"):
        folder = home / "lfw_funneled" / person
        folder.mkdir(parents=True)
        for i in range(6):
            Pillow.new("RGB", (250, 250), (255, 0, 0)).save(folder / f"{person}_{i + 1:04}.jpg")
    for name in ("pairsDevTrain.txt", "pairsDevTest.txt", "pairs.txt"):
        (home / name).write_text("")
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    data = lw.zoo.data("lfw")
    assert data.samples.shape == (12, 3, 64, 64)
    np.testing.assert_allclose(data.samples.mean((0, 2, 3)), [1, 0, 0], atol=0.02)
    assert set(data.labels) == {"Ada Lovelace", "Alan Turing"}


def test_a_name_that_is_none():
    with pytest.raises(
        ValueError, match=r"There are no built-in data 'cifar'.*cats.*downloaded.*mnist"
    ):
        lw.zoo.data("cifar")
