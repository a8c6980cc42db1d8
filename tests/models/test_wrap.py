import numpy as np
import pytest
import torch
from signatures import ConvVAE, OfficialVAE, dcgan
from torch import nn

from latentwidgets.exceptions import DataError, ModelError, OptionError, ShapeError
from latentwidgets.modalities import Image
from latentwidgets.models import LatentModel, wrap


def test_the_repr_says_on_one_line_what_was_found(grey):
    said = repr(wrap(OfficialVAE(), grey))
    assert said == (
        "<OfficialVAE on cpu: code (5,), prior normal; picture 8x8x1 from flat output in [0, 1] "
        "(its last activation); encodes samples flattened>"
    )


def test_all_that_is_inferred_can_be_said_instead():
    modality = Image(4, 16, 1, "flat", (0, 2))
    wrapped = wrap(OfficialVAE(), modality=modality, prior="uniform", name="mine", latent_shape=5)
    assert wrapped.modality is modality
    assert (wrapped.prior, wrapped.name) == ("uniform", "mine")
    assert wrap(OfficialVAE(), prior="none").prior is None
    assert wrap(OfficialVAE(), output_shape=(4, 16)).modality.shape == (4, 16, 1)
    assert wrap(OfficialVAE(), value_range=(0, 2)).modality.value_range == (0, 2)


def test_a_model_wrapped_already_is_given_back(grey):
    wrapped = wrap(OfficialVAE(), grey)
    assert isinstance(wrapped, LatentModel)
    assert wrap(wrapped) is wrapped
    assert wrap(wrapped, grey, device="cpu", seed=3) is wrapped
    with pytest.raises(OptionError, match="wrapped already"):
        wrap(wrapped, latent_shape=3)


class Seven:
    """An object of a class of ours that satisfies the protocol by itself."""

    name, latent_shape, modality, prior = "seven", (2,), Image(1, 1), None
    can_encode, device = False, "cpu"

    def decode(self, codes): ...
    def encode(self, samples): ...
    def fingerprint(self): ...
    def to(self, device): ...


def test_a_model_of_the_users_own_needs_no_adapter():
    own = Seven()
    assert wrap(own) is own


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (None, "object of type NoneType"),
        (3, "object of type int"),
        (nn.Linear, "The class Linear.*give an instance"),
        ("vae.pt", "weights_only=True"),
        ({"weight": torch.zeros(1)}, "load_state_dict"),
        ((1, 2, 3), "tuple of 3"),
        ((nn.Linear(2, 2), 3), "The decoder of the pair.*int"),
        ((3, len), "cannot be called"),
    ],
)
def test_what_is_no_model_is_told_in_one_sentence(model, words):
    with pytest.raises(ModelError, match=words):
        wrap(model)


@pytest.mark.parametrize(
    "options",
    [
        {"prior": "gaussian"},
        {"modality": "image"},
        {"latent_shape": 0},
        {"latent_shape": "8"},
        {"latent_shape": (2.5,)},
        {"output_shape": ()},
        {"value_range": (1, 0)},
        {"device": "tpu"},
    ],
)
def test_an_option_outside_what_it_accepts_is_refused(options):
    with pytest.raises(OptionError):
        wrap(OfficialVAE(), **options)


def test_a_latent_shape_that_does_not_fit_is_told_with_the_models_words():
    with pytest.raises(ShapeError, match=r"takes no codes of latent_shape=\(7,\).*mat1"):
        wrap(OfficialVAE(), latent_shape=7)


def test_outputs_that_are_no_square_are_asked_for_by_name():
    with pytest.raises(ShapeError, match="give output_shape="):
        wrap(nn.Linear(3, 60))
    assert wrap(nn.Linear(3, 60), output_shape=(6, 10)).modality.shape == (6, 10, 1)


@pytest.mark.parametrize("data", [np.zeros((0, 8, 8)), np.zeros(8), np.array([["a"]]), [[None]]])
def test_a_sample_that_is_no_batch_of_numbers_is_refused(data):
    with pytest.raises(DataError):
        wrap(OfficialVAE(), data)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (nn.Sigmoid(), (0, 1)),
        (nn.Tanh(), (-1, 1)),
        (nn.Hardtanh(), (-1, 1)),
        (nn.Hardtanh(0, 6), (0, 6)),
        (nn.Sequential(nn.Sigmoid(), nn.Unflatten(1, (1, 8, 8))), (0, 1)),
        (nn.Sequential(nn.Sigmoid(), nn.Dropout(0.5)), (0, 1)),
    ],
    ids=str,
)
def test_the_last_activation_tells_the_range(end, expected):
    wrapped = wrap(nn.Sequential(nn.Linear(4, 64), end), np.linspace(0, 255, 128).reshape(2, 8, 8))
    assert wrapped.modality.value_range == expected


def test_an_activation_that_is_not_the_last_operation_tells_nothing():
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 64)

        def forward(self, z):
            return torch.tanh(self.layer(z)).mul_(255).add_(255).div_(2)

    wrapped = wrap(Scaled(), np.linspace(0, 255, 128).reshape(2, 8, 8))
    assert wrapped.modality.value_range == (0, 255)
    assert "from the data" in repr(wrapped)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (0, 16), (0, 255)])
def test_the_datas_range_serves_where_no_activation_is_seen(low, high):
    data = np.linspace(low, high, 128).reshape(2, 8, 8)
    model = nn.Sequential(nn.Linear(4, 64), _Times(high))
    assert wrap(model, data).modality.value_range == (low, high)


class _Times(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ((6, 3, 8, 8), "as given"),
        ((6, 8, 8, 3), "channels first"),
    ],
)
def test_samples_are_shaped_as_the_encoder_demands(shape, said):
    data = np.random.default_rng(0).random(shape)
    wrapped = wrap(ConvVAE(), data)
    assert f"encodes samples {said}" in repr(wrapped)
    first = data if shape[1] == 3 else np.moveaxis(data, 3, 1)
    np.testing.assert_allclose(
        wrapped.encode(data).mean, wrap(ConvVAE(), first).encode(first).mean, atol=2
    )


@pytest.mark.parametrize("n", [1, 2, 5])
def test_grey_pictures_get_the_channel_axis_that_a_convolution_wants(n):
    encoder = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(144, 4))
    decoder = nn.Sequential(nn.Linear(4, 64), nn.Sigmoid(), nn.Unflatten(1, (1, 8, 8)))
    data = np.random.default_rng(0).random((n, 8, 8))
    wrapped = wrap((encoder, decoder), data)
    assert "encodes samples with a channel axis" in repr(wrapped)
    with torch.no_grad():
        expected = encoder(torch.tensor(data[:, None], dtype=torch.float32))
    np.testing.assert_allclose(wrapped.encode(data).mean, expected, atol=1e-6)


def test_eight_bit_samples_reach_the_encoder_as_given():
    data = np.full((2, 64), 200, np.uint8)
    seen = []

    class Looks(OfficialVAE):
        def encode(self, x):
            seen.append((x.dtype, x.max().item()))
            return super().encode(x)

    wrap(Looks(), data).encode(data)
    assert set(seen) == {(torch.float32, 200.0)}


def test_samples_may_be_tensors(grey):
    model = OfficialVAE()
    from_tensor = wrap(model, torch.tensor(grey, requires_grad=True))
    np.testing.assert_array_equal(
        from_tensor.encode(torch.tensor(grey)).mean, from_tensor.encode(grey).mean
    )


def test_torch_is_not_imported_for_a_model_without_it():
    import subprocess
    import sys

    code = (
        "import sys, numpy as np, latentwidgets.models as m\n"
        "w = m.wrap(lambda z: np.zeros((len(z), 8, 8)), latent_shape=2)\n"
        "w.decode(np.zeros((1, 2), np.float32)); w.fingerprint(); m.free_memory('cpu')\n"
        "heavy = {'torch', 'sklearn', 'matplotlib', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_generator_is_the_same_with_and_without_data():
    model = dcgan()
    data = np.random.default_rng(0).uniform(-1, 1, (4, 3, 32, 32))
    assert wrap(model, data).modality == wrap(model).modality
