"""Data in every form: the same pictures give the same codes, in order, with their labels."""

import numpy as np
import pytest
import torch
from PIL import Image as Picture
from torch.utils.data import DataLoader, Dataset, IterableDataset, Subset, TensorDataset

from latentwidgets import LatentSpace
from latentwidgets.exceptions import (
    DataError,
    MissingEncoderError,
    ModelError,
    ShapeError,
)
from tests.spaces.small_models import LinearModel, TinyVAE

LABELS = list(range(40))


class Pairs(Dataset):
    def __init__(self, pictures, form):
        self.pictures, self.form = pictures, form
        self.read = []

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, index):
        self.read.append(index)
        return self.form(torch.from_numpy(self.pictures[index]), index)


def levels(pictures):
    return np.rint(pictures * 255).astype(np.uint8)


def in_batches(pictures, form):
    return (
        form(pictures[start : start + 7], LABELS[start : start + 7]) for start in range(0, 40, 7)
    )


FORMS = {
    "array": lambda p: p,
    "float64": lambda p: p.astype(np.float64),
    "tensor": torch.from_numpy,
    "half tensor with gradient": lambda p: torch.from_numpy(p).requires_grad_(),
    "list of arrays": list,
    "list of tensors": lambda p: [torch.from_numpy(one) for one in p],
    "nested lists": lambda p: p.tolist(),
    "read-only array": lambda p: np.frombuffer(p.tobytes(), np.float32).reshape(p.shape),
    "data set of x": lambda p: Pairs(p, lambda x, i: x),
    "loader of x": lambda p: DataLoader(Pairs(p, lambda x, i: x), batch_size=9),
    "generator of x": lambda p: in_batches(p, lambda x, y: x),
}

LABELLED = {
    "tensor data set": lambda p: TensorDataset(torch.from_numpy(p), torch.arange(40)),
    "data set of (x, y)": lambda p: Pairs(p, lambda x, i: (x, i)),
    "data set of (x, y, more)": lambda p: Pairs(p, lambda x, i: (x, torch.tensor(i), "more")),
    "data set of dicts": lambda p: Pairs(p, lambda x, i: {"pixel_values": x, "label": i}),
    "list of pairs": lambda p: list(zip(p, LABELS, strict=True)),
    "loader": lambda p: DataLoader(Pairs(p, lambda x, i: (x, i)), batch_size=9),
    "shuffling loader": lambda p: DataLoader(
        Pairs(p, lambda x, i: (x, i)), batch_size=9, shuffle=True, drop_last=True
    ),
    "shuffling loader of dicts": lambda p: DataLoader(
        Pairs(p, lambda x, i: {"x": x, "y": i}), batch_size=9, shuffle=True
    ),
    "generator of (x, y)": lambda p: in_batches(p, lambda x, y: (x, y)),
    "generator of dicts": lambda p: in_batches(p, lambda x, y: {"image": x, "target": y}),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_data_gives_the_same_codes(pictures, linear, form):
    space = LatentSpace(linear, FORMS[form](pictures), batch_size=16)
    expected = linear.encode(pictures).mean
    np.testing.assert_allclose(space.codes, expected, atol=1e-5)
    assert space.labels is None


@pytest.mark.parametrize("form", LABELLED)
def test_labels_in_the_data_stay_with_their_samples(pictures, linear, form):
    space = LatentSpace(linear, LABELLED[form](pictures))
    np.testing.assert_allclose(space.codes, linear.encode(pictures).mean, atol=1e-5)
    assert space.labels.tolist() == LABELS


def test_labels_given_go_before_labels_in_the_data(pictures, linear):
    data = TensorDataset(torch.from_numpy(pictures), torch.zeros(40))
    assert LatentSpace(linear, data, labels=LABELS).labels.tolist() == LABELS


def test_a_second_value_that_is_no_label_is_left(pictures, linear):
    data = TensorDataset(torch.from_numpy(pictures), torch.from_numpy(pictures))
    assert LatentSpace(linear, data).labels is None


def test_a_subset_sampler_gives_its_subset(pictures, linear):
    sampler = torch.utils.data.SubsetRandomSampler([5, 3, 30])
    loader = DataLoader(Pairs(pictures, lambda x, i: (x, i)), batch_size=2, sampler=sampler)
    space = LatentSpace(linear, loader)
    assert space.labels.tolist() == [5, 3, 30]
    np.testing.assert_allclose(space.samples([1])[0, ..., 0], pictures[3], atol=1e-6)


def test_a_subset_of_a_data_set(pictures, linear):
    data = Subset(Pairs(pictures, lambda x, i: (x, i)), [4, 2])
    assert LatentSpace(linear, data).labels.tolist() == [4, 2]


def test_an_iterable_data_set_is_read_once(pictures, linear):
    class Stream(IterableDataset):
        def __iter__(self):
            return iter(zip(pictures, LABELS, strict=True))

    space = LatentSpace(linear, DataLoader(Stream(), batch_size=8))
    assert space.labels.tolist() == LABELS
    assert not space.has_samples


def test_a_loader_keeps_its_collate_fn(pictures, linear):
    def doubled(items):
        return torch.stack([2 * x for x, _ in items]), [y for _, y in items]

    loader = DataLoader(
        Pairs(pictures, lambda x, i: (x, f"l{i}")), batch_size=9, collate_fn=doubled
    )
    space = LatentSpace(linear, loader)
    np.testing.assert_allclose(space.codes, linear.encode(2 * pictures).mean, atol=1e-5)
    assert space.labels[3] == "l3"


def test_reading_a_loader_leaves_the_users_random_state(pictures, linear):
    loader = DataLoader(Pairs(pictures, lambda x, i: x), batch_size=9, shuffle=True)
    state = torch.get_rng_state()
    assert len(LatentSpace(linear, loader).codes) == 40
    assert (torch.get_rng_state() == state).all()


def test_a_data_set_is_not_read_before_its_codes_are_asked_for(pictures, linear):
    data = Pairs(pictures, lambda x, i: x)
    space = LatentSpace(linear, data)
    assert set(data.read) <= set(range(16))
    assert "not yet encoded" in repr(space)
    assert len(space.codes) == 40
    assert "40 samples" in repr(space)


@pytest.mark.parametrize("shape", [(40, 8, 8), (40, 8, 8, 1), (40, 1, 8, 8)])
def test_grey_pictures_in_every_layout_reach_a_convolution(pictures, vae, shape):
    expected = LatentSpace(vae, pictures[:, None]).codes
    space = LatentSpace(vae, pictures.reshape(shape))
    np.testing.assert_allclose(space.codes, expected, atol=1e-5)
    np.testing.assert_allclose(space.samples([3])[0, ..., 0], pictures[3], atol=1e-6)


def test_flat_samples_are_shown_in_the_shape_of_the_outputs(pictures, linear):
    space = LatentSpace(linear, pictures.reshape(40, 64))
    np.testing.assert_allclose(space.samples([7])[0, ..., 0], pictures[7], atol=1e-6)


@pytest.mark.parametrize("tanh", [False, True])
def test_levels_are_brought_into_the_range_of_the_outputs(tanh):
    model = TinyVAE(channels=3, tanh=tanh)
    colours = np.random.default_rng(1).random((12, 8, 8, 3)).astype(np.float32)
    eight = levels(colours)
    exact = np.moveaxis(eight / np.float32(255), -1, 1)
    if tanh:
        exact = exact * 2 - 1
    space = LatentSpace(model, eight)
    assert space.modality.value_range == ((-1, 1) if tanh else (0, 1))
    expected = LatentSpace(model, exact.astype(np.float32))
    np.testing.assert_allclose(space.codes, expected.codes, atol=1e-5)
    np.testing.assert_allclose(space.samples([2]), eight[2:3] / 255, atol=1e-6)
    np.testing.assert_allclose(expected.samples([2]), eight[2:3] / 255, atol=1e-6)


def test_levels_of_a_model_that_works_in_levels_are_left(pictures):
    from sklearn.decomposition import PCA

    eight = levels(pictures).reshape(40, 64)
    fitted = PCA(5).fit(eight)
    space = LatentSpace(fitted, eight)
    np.testing.assert_allclose(space.codes, fitted.transform(eight), rtol=1e-3, atol=1e-2)
    np.testing.assert_allclose(space.samples([4])[0].ravel(), eight[4] / 255, atol=1e-6)


def as_pictures(pictures, mode):
    return [Picture.fromarray(one).convert(mode) for one in levels(pictures)]


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK", "P"])
def test_pil_images_of_any_mode_reach_a_grey_model(pictures, vae, mode):
    space = LatentSpace(vae, as_pictures(pictures, mode))
    assert space.samples([2]).shape == (1, 8, 8, 1)
    np.testing.assert_allclose(space.samples([2])[0, ..., 0], pictures[2], atol=0.01)
    np.testing.assert_allclose(space.codes, LatentSpace(vae, pictures[:, None]).codes, atol=0.01)


def test_grey_pil_images_reach_a_colour_model(pictures):
    space = LatentSpace(TinyVAE(channels=3), as_pictures(pictures, "L"))
    assert space.samples([0]).shape == (1, 8, 8, 3)
    assert space.codes.shape == (40, 3)


def test_a_pil_image_in_16_bits_is_not_clipped(vae):
    deep = np.linspace(0, 65535, 64).reshape(8, 8).astype(np.uint16)
    space = LatentSpace(vae, [Picture.fromarray(deep)] * 3)
    np.testing.assert_allclose(space.samples([0])[0, ..., 0], deep / 65535, atol=0.01)


def test_a_photo_is_turned_as_its_exif_says(vae):
    photo = Picture.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8))
    photo.getexif()[0x0112] = 3  # half a turn
    space = LatentSpace(vae, [photo] * 2)
    np.testing.assert_allclose(space.samples([0])[0, 0, 0, 0] * 255, 63, atol=0.5)


def test_pil_images_in_a_data_set_with_labels(pictures, vae):
    images = as_pictures(pictures, "L")
    space = LatentSpace(vae, Pairs(pictures, lambda x, i: (images[i], f"name {i}")))
    assert space.labels[5] == "name 5"
    np.testing.assert_allclose(space.samples([5])[0, ..., 0], pictures[5], atol=0.01)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (np.empty((0, 8, 8)), "data are empty"),
        ([], "data are empty"),
        (iter([]), "data are empty"),
        ("faces/", "data is a str"),
        ({"x": 1}, "data is a dict"),
        (5, "data is a int"),
        (np.float64(3), "single number"),
        (np.arange(5.0), "one number for each sample"),
        (np.array([["a"], ["b"]]), "dtype <U1"),
        (["a", 1], "str of dtype"),
        ([{"who": 1}], "keys .'who'."),
        ([np.zeros((8, 8)), np.zeros((8, 9))], r"different shapes, \(8, 8\) and \(8, 9\)"),
        (
            [Picture.new("L", (8, 8)), Picture.new("L", (9, 8))],
            "different sizes, 8.8 and 9.8 .number 1",
        ),
    ],
)
def test_data_that_cannot_be_used_is_one_clear_sentence(linear, data, said):
    with pytest.raises(DataError, match=said):
        LatentSpace(linear, data)


def test_a_broken_image_is_named(vae, tmp_path):
    path = tmp_path / "cut.png"
    Picture.fromarray(np.random.default_rng(0).integers(0, 255, (8, 8), np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:60])
    with (
        Picture.open(path) as image,
        pytest.raises(DataError, match="image of the data cannot be read"),
    ):
        LatentSpace(vae, [image])


def test_samples_of_another_size_than_the_encoder_takes(vae):
    with pytest.raises((ModelError, ShapeError)):
        LatentSpace(vae, np.zeros((5, 1, 20, 20), np.float32))


def test_data_for_a_model_without_encoder(pictures):
    with pytest.raises(MissingEncoderError, match="no encoder and data were given"):
        LatentSpace(LinearModel(can_encode=False), pictures)


def test_neither_data_nor_prior():
    with pytest.raises(DataError, match=r"no prior.*give data"):
        LatentSpace(LinearModel(prior=None))


@pytest.mark.parametrize("n", [39, 41])
def test_labels_of_another_length(pictures, linear, n):
    with pytest.raises(DataError, match=f"labels has {n} values for 40 samples"):
        LatentSpace(linear, pictures, labels=range(n))
    with pytest.raises(DataError, match=f"attributes.'a'. has {n} values for 40 samples"):
        LatentSpace(linear, pictures, attributes={"a": range(n)})


def test_labels_of_another_length_than_a_stream(pictures, linear):
    space = LatentSpace(linear, iter([pictures]), labels=range(39))
    with pytest.raises(DataError, match="39 values for 40 samples"):
        _ = space.labels


def test_rows_with_nan_are_dropped_with_their_labels(pictures, linear):
    pictures[3, 0, 0] = np.nan
    pictures[20] = np.inf
    space = LatentSpace(linear, pictures, labels=LABELS, attributes={"a": LABELS}, batch_size=16)
    with pytest.warns(UserWarning, match="2 of 40 samples were dropped") as caught:
        codes = space.codes
    assert len(caught) == 1
    assert space.dropped == 2
    assert space.n_samples == len(codes) == 38
    expected = [label for label in LABELS if label not in (3, 20)]
    assert space.labels.tolist() == space.attributes["a"].tolist() == expected
    np.testing.assert_allclose(space.samples([3])[0, ..., 0], pictures[4], atol=1e-6)
    assert "2 dropped" in repr(space)


def test_samples_whose_codes_are_nan_are_dropped(pictures, linear):
    linear.weights[0] = [np.nan, 0, 0, 0]
    with pytest.raises(DataError, match="All 40 samples"):
        _ = LatentSpace(linear, pictures).codes


def test_large_finite_values_are_no_overflow(pictures, linear):
    space = LatentSpace(linear, np.full((3, 8, 8), 1e37, np.float32))
    assert space.codes.shape == (3, 4)
    assert space.dropped == 0


def test_workers_read_in_order(pictures, linear):
    loader = DataLoader(
        TensorDataset(torch.from_numpy(pictures), torch.arange(40)),
        batch_size=10,
        num_workers=1,
        shuffle=True,
    )
    space = LatentSpace(linear, loader)
    assert space.labels.tolist() == LABELS


class DiesOnce(Dataset):
    """Its worker process is killed when it reads sample 25, while the flag file is there."""

    def __init__(self, pictures, flag):
        self.pictures, self.flag = torch.from_numpy(pictures), flag

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, index):
        import os

        if index == 25 and self.flag.exists() and torch.utils.data.get_worker_info():
            os._exit(1)
        return self.pictures[index], index


# Torch's signal handler may raise while the dead loader is being deleted, where Python ignores it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_worker_that_dies_is_said_and_what_was_encoded_stays(pictures, tmp_path):
    flag = tmp_path / "flag"
    flag.touch()
    seen = []
    model = LinearModel(before=lambda batch: seen.append(len(batch)))
    space = LatentSpace(model, DataLoader(DiesOnce(pictures, flag), batch_size=10, num_workers=1))
    with pytest.raises(DataError, match="worker process of the DataLoader died after"):
        _ = space.codes
    encoded = space._contents.encoding.position  # how far the workers were ahead is not ours to say
    assert encoded in (0, 10, 20)
    flag.unlink()
    seen.clear()
    np.testing.assert_allclose(space.codes, model.encode(pictures).mean, atol=1e-5)
    assert sum(seen[:-1]) == 40 - encoded
    assert space.labels.tolist() == LABELS


class FlattensChannelsFirst(torch.nn.Module):
    """Codes are the pixels, in the order of pictures with channels first."""

    def encode(self, x):
        return x.flatten(1)

    def decode(self, z):
        return z.view(-1, 3, 8, 8)


COLOURS = np.random.default_rng(5).integers(0, 256, (20, 8, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "data",
    [
        [Picture.fromarray(picture) for picture in COLOURS],
        COLOURS,
        COLOURS.astype(np.float32) / 255,
        torch.from_numpy(COLOURS),
        np.moveaxis(COLOURS, 3, 1),
    ],
    ids=["PIL", "levels", "floats", "tensor", "channels first"],
)
def test_colour_pictures_are_turned_for_a_model_whose_outputs_have_channels_first(data):
    space = LatentSpace(FlattensChannelsFirst(), data, value_range=(0, 1), progress=False)
    np.testing.assert_allclose(space.decode(space.codes), COLOURS / 255, atol=1e-6)
    np.testing.assert_allclose(space.samples([3])[0], COLOURS[3] / 255, atol=1e-6)


class Counted(IterableDataset):
    def __init__(self, pictures, form):
        self.pictures, self.form = pictures, form

    def __iter__(self):
        for index, picture in enumerate(self.pictures):
            yield self.form(torch.from_numpy(picture)[None], index)


@pytest.mark.parametrize(
    "form", [lambda x, y: (x, y), lambda x, y: {"image": x, "label": y}], ids=["pair", "dict"]
)
def test_an_iterable_data_set_gives_samples_with_their_labels(pictures, vae, form):
    space = LatentSpace(vae, Counted(pictures, form), progress=False)
    assert space.labels.tolist() == LABELS
    expected = LatentSpace(vae, pictures[:, None], progress=False).codes
    np.testing.assert_allclose(space.codes, expected, atol=1e-6)


def test_a_generator_of_single_labelled_samples_is_no_generator_of_batches(pictures, vae):
    singles = ((picture[None], index) for index, picture in enumerate(pictures))
    with pytest.raises(DataError, match=r"one sample at a time, of shape .1, 8, 8. with the label"):
        LatentSpace(vae, singles, progress=False)
