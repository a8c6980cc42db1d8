"""Encoding of a whole data set: in order, interrupted, gone on with, and where memory is short."""

import threading

import numpy as np
import pytest
import torch

from latentwidgets import LatentSpace
from latentwidgets.exceptions import DataError, DecodeError, OptionError
from tests.spaces.small_models import LinearModel


class StopAfter:
    """Raises an error once, at the given batch."""

    def __init__(self, number, error=KeyboardInterrupt):
        self.number, self.error = number, error
        self.sizes = []

    def __call__(self, samples):
        if len(self.sizes) == self.number and self.error is not None:
            error, self.error = self.error, None
            raise error
        self.sizes.append(len(samples))


def batches_of(pictures):
    return (pictures[start : start + 10] for start in range(0, len(pictures), 10))


@pytest.mark.parametrize("form", [np.asarray, list, batches_of], ids=["array", "list", "stream"])
def test_an_interrupt_keeps_what_was_encoded_and_the_next_call_goes_on(pictures, form):
    stop = StopAfter(2)
    model = LinearModel(before=stop)
    space = LatentSpace(model, form(pictures), labels=range(40), batch_size=10)
    with pytest.raises(KeyboardInterrupt):
        _ = space.codes
    assert "20 encoded" in repr(space)
    codes = space.codes
    assert stop.sizes == [10, 10, 10, 10]
    np.testing.assert_allclose(codes, model.encode(pictures).mean, atol=1e-5)
    assert space.labels.tolist() == list(range(40))


def test_an_interrupt_inside_the_data_goes_on_too(pictures, linear):
    class Interrupted(torch.utils.data.Dataset):
        pressed = True

        def __len__(self):
            return 40

        def __getitem__(self, index):
            if index == 25 and self.pressed:
                self.pressed = False
                raise KeyboardInterrupt
            return pictures[index], index

    space = LatentSpace(linear, Interrupted(), batch_size=10)
    with pytest.raises(KeyboardInterrupt):
        _ = space.labels
    assert space.labels.tolist() == list(range(40))
    np.testing.assert_allclose(space.codes, linear.encode(pictures).mean, atol=1e-5)


def test_a_generator_that_ended_in_an_error_is_never_taken_for_complete(pictures, linear):
    def generate():
        yield pictures[:10]
        yield pictures[10:20]
        raise KeyboardInterrupt

    space = LatentSpace(linear, generate())
    with pytest.raises(KeyboardInterrupt):
        _ = space.codes
    with pytest.raises(DataError, match="stopped with an error after 20 samples"):
        _ = space.codes


def test_an_error_of_the_model_is_said_and_the_next_call_goes_on(pictures):
    model = LinearModel(before=StopAfter(1, RuntimeError("no such kernel")))
    space = LatentSpace(model, pictures, batch_size=10)
    with pytest.raises(DecodeError, match="no such kernel"):
        _ = space.codes
    assert space.codes.shape == (40, 4)


class Memory:
    """Says that memory ran out for batches above a size, as torch does."""

    def __init__(self, room, error=None):
        self.room, self.sizes = room, []
        self.error = error or torch.OutOfMemoryError("CUDA out of memory. Tried to allocate")

    def __call__(self, rows):
        self.sizes.append(len(rows))
        if len(rows) > self.room:
            raise self.error


@pytest.mark.parametrize("error", [None, MemoryError(), RuntimeError("can't allocate memory")])
def test_the_batch_is_halved_where_memory_runs_out_and_the_size_kept(pictures, error):
    memory = Memory(5, error)
    model = LinearModel(before=memory)
    space = LatentSpace(model, pictures, batch_size=16)
    np.testing.assert_allclose(space.codes, LinearModel().encode(pictures).mean, atol=1e-5)
    assert memory.sizes[:3] == [16, 8, 4]
    assert max(memory.sizes[2:]) == 4


def test_the_tensors_of_a_failed_batch_are_free_before_the_next_try(pictures):
    """The error's traceback holds them, so recovery must be outside the except block."""
    import weakref

    class Held:
        pass

    alive, seen = [], []

    def before(rows):
        seen.append([ref() is not None for ref in alive])
        held = Held()
        alive.append(weakref.ref(held))
        if len(rows) > 5:
            raise MemoryError

    space = LatentSpace(LinearModel(before=before), pictures, batch_size=20)
    assert space.codes.shape == (40, 4)
    assert not any(any(states) for states in seen)


def test_the_model_moves_to_the_cpu_where_one_row_does_not_fit(pictures):
    model = LinearModel()
    model.device = "cuda"

    def before(rows):
        if model.device == "cuda":
            raise torch.OutOfMemoryError("CUDA out of memory")

    model.before = before
    space = LatentSpace(model, pictures)
    with pytest.warns(UserWarning, match="moves to the CPU"):
        assert space.codes.shape == (40, 4)
    assert model.moved == ["cpu"]
    assert space.device == "cpu"


def test_memory_that_is_short_on_the_cpu_is_an_error_not_a_loop(pictures):
    space = LatentSpace(LinearModel(before=Memory(0)), pictures)
    with pytest.raises(DecodeError, match="even for one row on the CPU"):
        _ = space.codes


def test_decoding_too_is_halved(linear):
    decode, sizes = linear.decode, []

    def tight(codes):
        sizes.append(len(codes))
        if len(codes) > 3:
            raise MemoryError
        return decode(codes)

    linear.decode = tight
    space = LatentSpace(linear)
    codes = space.codes[:10]
    np.testing.assert_allclose(space.decode(codes), decode(codes), atol=1e-6)
    assert sizes[:3] == [10, 5, 2]


@pytest.mark.parametrize("batch_size", [0, -1, 1.5, "large", True, None])
def test_a_batch_size_that_is_none(pictures, linear, batch_size):
    with pytest.raises(OptionError, match="batch_size="):
        LatentSpace(linear, pictures, batch_size=batch_size)


def test_large_samples_go_in_small_batches():
    sizes = []
    model = LinearModel(before=lambda rows: sizes.append(len(rows)))
    model.weights = np.zeros((2**20, 4), np.float32)
    samples = np.zeros((20, 2**20), np.float32)  # 4 MiB each
    assert LatentSpace(model, samples).codes.shape == (20, 4)
    assert max(sizes) == 16


def test_two_threads_that_ask_at_once_encode_once(pictures):
    sizes = []
    model = LinearModel(before=lambda rows: sizes.append(len(rows)))
    space = LatentSpace(model, pictures, batch_size=5)
    start, found = threading.Barrier(4), []

    def ask():
        start.wait()
        found.append(space.codes)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sizes) == 40
    assert all(codes is found[0] for codes in found)


def test_a_data_set_is_never_in_memory_at_once(linear):
    import tracemalloc

    class Large(torch.utils.data.Dataset):
        def __len__(self):
            return 20_000

        def __getitem__(self, index):
            return np.full((8, 8), index / 20_000, np.float32)

    space = LatentSpace(linear, Large(), batch_size=100)
    tracemalloc.start()
    codes = space.codes
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert codes.shape == (20_000, 4)
    assert peak - codes.nbytes < 1.5e6  # the samples are 5.1 MB


def test_a_long_encoding_shows_a_bar_and_a_quiet_one_none(pictures, linear, capsys, monkeypatch):
    monkeypatch.setattr("latentwidgets.spaces.encoding.BAR_DELAY", 0)
    _ = LatentSpace(linear, pictures).codes
    assert "Encoding" in capsys.readouterr().err
    _ = LatentSpace(linear, pictures, progress=False).codes
    assert capsys.readouterr().err == ""
