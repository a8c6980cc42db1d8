"""Which dimensions deserve a slider, and turns at the model."""

import threading

import numpy as np
import pytest

from latentwidgets.modalities import Image
from latentwidgets.spaces import dead_dimensions
from latentwidgets.spaces.sensitivity import measure_effects
from latentwidgets.spaces.turns import TurnLock


def linear_decode(weights):
    return lambda codes: (codes @ weights).reshape(len(codes), 2, 2, 1).astype(np.float32)


def test_the_effect_of_a_linear_decoder_in_closed_form():
    generator = np.random.default_rng(0)
    weights, sd = generator.normal(size=(3, 4)), np.float32([1, 0.5, 2])
    codes = generator.normal(size=(50, 3)).astype(np.float32)
    found = measure_effects(linear_decode(weights), Image(2, 2).distance, codes, sd)
    np.testing.assert_allclose(found, sd * np.sqrt((weights**2).mean(axis=1)), rtol=1e-4)


def test_pixels_the_model_did_not_compute_are_left_out():
    weights = np.ones((2, 4))
    decode = linear_decode(weights)

    def partly(codes):
        images = decode(codes)
        images[:, 0, 0] = np.nan
        return images

    codes, sd = np.zeros((5, 2), np.float32), np.ones(2, np.float32)
    found = measure_effects(partly, Image(2, 2).distance, codes, sd)
    np.testing.assert_allclose(found, 1)


def test_dimensions_that_do_nothing_are_dead():
    effects = np.float32([0.2, 1e-4, 0.1, 0])
    assert dead_dimensions(effects).tolist() == [False, True, False, True]


def test_a_collapsed_dimension_of_little_effect_is_dead_and_a_small_scale_alone_is_not():
    effects, sd = np.float32([0.2, 0.003, 0.1]), np.float32([1, 0.05, 0.05])
    assert dead_dimensions(effects, sd).tolist() == [False, True, False]
    assert not dead_dimensions(effects).any()


def test_where_nothing_moves_nothing_is_folded_away():
    assert not dead_dimensions(np.zeros(3, np.float32)).any()


def test_turns_are_served_in_the_order_of_asking():
    lock, order, threads = TurnLock(), [], []

    def take(number):
        with lock:
            order.append(number)

    with lock:
        for number in range(5):
            thread = threading.Thread(target=take, args=(number,))
            thread.start()
            threads.append(thread)
            while len(lock._waiting) <= number:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(5))


def test_a_loop_that_takes_the_lock_again_lets_the_other_through():
    lock, taken, stop = TurnLock(), [], threading.Event()

    def background():
        while not stop.is_set():
            with lock:
                taken.append("background")

    thread = threading.Thread(target=background)
    thread.start()
    while not taken:
        pass
    for _ in range(20):
        with lock:
            taken.append("frame")
    stop.set()
    thread.join(10)
    assert taken.count("frame") == 20
    assert not thread.is_alive()


def test_an_error_under_the_lock_frees_it():
    lock = TurnLock()
    with pytest.raises(ZeroDivisionError), lock:
        _ = 1 / 0
    with lock:
        assert lock._held
    assert not lock._held


def test_an_interrupt_while_waiting_leaves_no_turn_that_nobody_takes(monkeypatch):
    lock = TurnLock()
    real = threading.Lock

    class Interrupted:
        """A lock whose second `acquire`, the wait, is interrupted."""

        def __init__(self):
            self.inner, self.count = real(), 0

        def acquire(self):
            self.count += 1
            if self.count == 2:
                raise KeyboardInterrupt
            return self.inner.acquire()

        def release(self):
            self.inner.release()

    with lock:
        monkeypatch.setattr("latentwidgets.spaces.turns.threading.Lock", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            lock.__enter__()
        assert not lock._waiting
    with lock:
        pass
