import wave

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.figure import Figure

import latentwidgets as lw
from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.modalities import modality_from

SOUND = lw.Audio(8000, samples=64, channels=2, layout="CS")
SPECTRUM = lw.Audio(8000, samples=1024, channels=1, form="magnitude", layout="FT", n_fft=256)
waves = arrays(np.float32, (2, 2, 64), elements=st.floats(-3, 3, width=32))


def tone(pitch=440.0, samples=1024, rate=8000):
    return (0.5 * np.sin(2 * np.pi * pitch * np.arange(samples) / rate)).astype(np.float32)


@settings(max_examples=40, deadline=None)
@given(waves)
def test_waveforms_are_turned_and_clipped(raw):
    sound = SOUND.to_canonical(raw)
    np.testing.assert_array_equal(sound, np.clip(raw, -1, 1).swapaxes(1, 2))
    np.testing.assert_array_equal(SOUND.to_canonical(SOUND.from_canonical(sound)), sound)
    np.testing.assert_array_equal(SOUND.from_samples(sound), sound)


@pytest.mark.parametrize(
    ("shape", "layout", "size"),
    [((3, 900), "S", (900, 1)), ((3, 2, 900), "CS", (900, 2)), ((3, 900, 2), "SC", (900, 2))],
)
def test_the_arrangement_is_told_from_outputs(shape, layout, size):
    sound = lw.Audio(16000).fitted(np.zeros(shape))
    assert (sound.layout, sound.shape, sound.raw_shape) == (layout, size, shape[1:])


def test_a_spectrogram_tells_its_window():
    sound = lw.Audio(16000, form="magnitude").fitted(np.zeros((2, 129, 17)))
    assert (sound.n_fft, sound.shape, sound.raw_shape) == (256, (1024, 1), (129, 17))
    assert "Griffin-Lim" in sound.describe()["note"]
    assert SOUND.describe()["note"] is None


def test_griffin_lim_finds_a_sound_of_these_magnitudes():
    original = tone()[None, :, None]
    magnitude = SPECTRUM.from_canonical(original)
    found = SPECTRUM.to_canonical(magnitude)
    error = np.linalg.norm(SPECTRUM.from_canonical(found) - magnitude) / np.linalg.norm(magnitude)
    assert error < 0.15
    spectrum = np.abs(np.fft.rfft(found[0, :, 0]))
    assert np.argmax(spectrum) * 8000 / 1024 == pytest.approx(440, abs=8)
    np.testing.assert_array_equal(found, SPECTRUM.to_canonical(magnitude))


def test_more_iterations_come_closer():
    magnitude = SPECTRUM.from_canonical(tone()[None, :, None])

    def error(iterations):
        sound = lw.Audio(8000, form="magnitude", iterations=iterations).fitted(magnitude)
        again = sound.from_canonical(sound.to_canonical(magnitude))
        return np.linalg.norm(again - magnitude)

    assert error(1) > error(8) > error(64)


def test_scipys_transform_has_the_same_magnitudes():
    from scipy.signal import stft

    ours = SPECTRUM.from_canonical(tone()[None, :, None])[0]
    _, _, theirs = stft(tone(), nperseg=256, noverlap=192, boundary="zeros", padded=False)
    np.testing.assert_allclose(ours, np.abs(theirs) * 128, atol=1e-3)


def test_what_was_not_computed_stays_known():
    raw = np.zeros((1, 2, 64), np.float32)
    raw[0, 1, 5], raw[0, 0, 6] = np.nan, -np.inf
    sound = SOUND.to_canonical(raw)
    assert np.argwhere(np.isnan(sound[0])).tolist() == [[5, 1], [6, 0]]
    assert SOUND.to_payload(sound[0]).not_finite == 2
    magnitude = np.zeros((2, *SPECTRUM.raw_shape), np.float32)
    magnitude[1, 3, 3] = np.nan
    found = SPECTRUM.to_canonical(magnitude)
    assert np.isfinite(found[0]).all()
    assert np.isnan(found[1]).all()


def test_samples_in_whole_numbers_are_scaled():
    plain = lw.Audio(8000, samples=3, channels=1, layout="S")
    levels = np.array([[-32768, 0, 16384]], np.int16)
    assert plain.from_samples(levels)[0, :, 0].tolist() == [-1.0, 0.0, 0.5]


def test_the_distance_is_root_mean_square():
    zeros = np.zeros((1, 64, 2), np.float32)
    assert SOUND.distance(zeros, zeros + 0.5)[0] == pytest.approx(0.5)
    assert SOUND.distance(zeros - 1, zeros + 1)[0] == 1


def test_a_small_picture_is_as_wide_as_the_sound_is_loud():
    quiet, loud = np.zeros((64, 2), np.float32), np.ones((64, 2), np.float32)
    loud[::2] = -1
    pictures = SOUND.pictures(np.stack([quiet, loud]), 30)
    assert pictures.shape == (2, 20, 30, 4)
    assert (pictures[0, ..., 3].sum(axis=0) == 1).all()
    assert pictures[1, ..., 3].all()


def test_a_wav_file_holds_what_was_heard(tmp_path):
    sound = np.stack([tone(samples=64), -tone(samples=64)], axis=1)
    sound[3] = np.nan
    path = SOUND.write_wav(sound, tmp_path / "a.wav")
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        levels = np.frombuffer(file.readframes(64), "<i2").reshape(64, 2)
    np.testing.assert_allclose(levels / 32767, np.nan_to_num(sound), atol=1 / 32767)
    with pytest.raises(ShapeError, match="A sound of shape"):
        SOUND.write_wav(sound[:3], tmp_path / "b.wav")


@pytest.mark.parametrize(
    "sound", [SOUND, lw.Audio(16000, form="magnitude").fitted(np.zeros((2, 129, 17)))]
)
def test_a_description_makes_the_same_sound_again(sound):
    assert modality_from(sound.describe_raw()).describe_raw() == sound.describe_raw()


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf")])
def test_an_impossible_rate_is_refused(rate):
    with pytest.raises(OptionError, match="is no rate: give samples a second"):
        lw.Audio(rate)


def test_a_window_of_an_odd_length_is_refused():
    with pytest.raises(OptionError, match="n_fft=255 is odd"):
        lw.Audio(8000, form="magnitude", n_fft=255)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sample_rate": 0}, "sample_rate=0"),
        ({"samples": 10**12}, "samples="),
        ({"layout": "FT"}, "does not go with form='waveform'"),
        ({"form": "mp3"}, "form='mp3'"),
        ({"iterations": 10**6}, "iterations="),
        ({"channels": "2"}, "channels='2'"),
    ],
)
def test_a_strangers_description_is_refused(change, words):
    with pytest.raises(OptionError, match=words):
        modality_from({**SOUND.describe_raw(), **change})


def test_what_is_no_sound_is_refused():
    with pytest.raises(ShapeError, match="give form='magnitude' for a spectrogram"):
        lw.Audio(8000).fitted(np.zeros((2, 129, 17)))
    with pytest.raises(ShapeError, match="no waveform of samples=7"):
        lw.Audio(8000, samples=7).fitted(np.zeros((2, 8)))
    with pytest.raises(ShapeError, match="was expected"):
        SOUND.to_canonical(np.zeros((1, 64)))
    with pytest.raises(DataError, match="are numbers"):
        SOUND.from_samples(["a.wav"])


def test_a_figure_has_the_waveform_above_the_spectrogram():
    axes = Figure().subplots()
    SOUND.draw(axes, np.stack([tone(samples=64), tone(samples=64)], axis=1))
    wave_axes, spectrum = axes.child_axes
    assert len(wave_axes.lines) == 2
    assert wave_axes.lines[0].get_xdata()[-1] == pytest.approx(63 / 8000)
    assert spectrum.get_xlabel() == "time (s)"
    assert spectrum.get_ylim() == (0, 4)


def test_the_spectrogram_of_a_tone_is_loudest_at_its_pitch():
    axes = Figure().subplots()
    plain = lw.Audio(8000, samples=4096)
    plain.draw(axes, tone(1000, samples=4096)[:, None])
    levels = axes.child_axes[1].images[0].get_array()
    assert np.argmax(levels.mean(axis=1)) / (len(levels) - 1) * 4000 == pytest.approx(1000, abs=20)


def test_a_figure_of_silence_of_what_was_not_computed_and_of_one_sample():
    for samples in (1, 2, 700):
        sound = lw.Audio(8000, samples=samples, form="waveform")
        for value in (0, np.nan):
            figure = Figure()
            sound.draw(figure.subplots(), np.full((samples, 1), value, np.float32))
            figure.canvas.draw()


def test_where_nothing_is_said_there_is_one_channel():
    assert lw.Audio(8000, samples=5).raw_shape == (5,)
    assert lw.Audio(8000, samples=5, channels=2).raw_shape == (2, 5)
    spectrum = lw.Audio(8000, samples=128, form="magnitude", n_fft=64, hop=16)
    assert (spectrum.shape, spectrum.raw_shape) == ((128, 1), (33, 9))
    with pytest.raises(OptionError, match="not known yet: give samples"):
        _ = lw.Audio(8000).shape


@pytest.mark.parametrize("change", [{"samples": 130}, {"channels": 2}])
def test_a_spectrogram_has_whole_hops_of_one_channel(change):
    fields = {"samples": 128, "form": "magnitude", "n_fft": 64, "hop": 16, **change}
    with pytest.raises(OptionError, match="A spectrogram with hop=16 cannot have samples=1"):
        lw.Audio(8000, **fields)


def test_unsigned_samples_are_silent_in_their_middle():
    plain = lw.Audio(8000, samples=3)
    levels = np.array([[0, 128, 192]], np.uint8)
    assert plain.from_samples(levels)[0, :, 0].tolist() == [-1.0, 0.0, 0.5]
