import numpy as np
import pytest
import torch

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.data.heartbeats import (
    INTERVAL,
    N_STEPS,
    draw_heartbeats,
    load_heartbeats_data,
)
from latentwidgets.zoo.data.tones import (
    N_SAMPLES,
    SAMPLE_RATE,
    draw_tones,
    load_tones_data,
    tone_controls,
)
from latentwidgets.zoo.networks.sound import ToneVAE, analyze
from latentwidgets.zoo.train.pitch import centroid, pitch


def test_yin_reads_the_pitch_of_a_sine_and_hears_none_in_noise():
    time = np.arange(N_SAMPLES) / SAMPLE_RATE
    for number in (48.0, 60.5, 69.0, 79.0):
        frequency = 440 * 2 ** ((number - 69) / 12)
        wave = 0.5 * np.sin(2 * np.pi * frequency * time).astype(np.float32)
        assert pitch(wave, SAMPLE_RATE) == pytest.approx(number, abs=0.05)
    noise = np.random.default_rng(0).normal(0, 0.2, N_SAMPLES).astype(np.float32)
    assert np.isnan(pitch(noise, SAMPLE_RATE))
    assert np.isnan(pitch(np.zeros(N_SAMPLES, np.float32), SAMPLE_RATE))


def test_tones_have_the_pitch_and_the_brightness_that_they_were_made_with():
    waves, factors = draw_tones(12, seed=4)
    assert waves.shape == (12, N_SAMPLES)
    assert np.abs(waves).max() < 1
    heard = [pitch(wave, SAMPLE_RATE) for wave in waves]
    np.testing.assert_allclose(heard, factors["pitch"], atol=0.1)
    held = {"pitch": 60, "noise": 0.0, "attack": 0.2, "vibrato": 0.0}
    heights = [
        centroid(draw_tones(1, brightness=value, **held)[0][0], SAMPLE_RATE)
        for value in (0.0, 0.5, 1.0)
    ]
    assert heights[0] < heights[1] < heights[2]


def test_attack_and_noise_are_heard():
    held = {"pitch": 60, "brightness": 0.5, "vibrato": 0.0}
    quick, slow = (
        np.abs(draw_tones(1, attack=value, noise=0, **held)[0][0, :800]).mean() for value in (0, 1)
    )
    assert quick > 2 * slow
    end = slice(4000, 8000)
    clean, breathy = (
        draw_tones(1, attack=0, noise=value, **held)[0][0, end] for value in (0.0, 1.0)
    )
    period = 16000 / (440 * 2 ** ((60 - 69) / 12))
    lag = round(10 * period)  # ten periods later a tone is itself again, noise is not

    def strange(wave):
        return np.square(wave[lag:] - wave[:-lag]).mean() / np.square(wave).mean()

    assert strange(breathy) > 2 * strange(clean)


def test_the_analysis_finds_the_controls():
    waves, factors = draw_tones(8, seed=6, vibrato=0, noise=0)
    controls = tone_controls(factors)
    with torch.inference_mode():
        found = analyze(torch.from_numpy(waves)).numpy()
    assert found.shape == (8, 126)
    inner = slice(6, 42)
    heard = 63.5 + 9 * found[:, :48][:, inner]
    np.testing.assert_allclose(heard.mean(axis=1), controls.pitch[:, inner].mean(axis=1), atol=0.05)
    np.testing.assert_allclose(found[:, 48:52], controls.harmonics[:, :4], atol=0.15)


def test_the_synthesizer_plays_its_controls():
    torch.manual_seed(0)
    module = ToneVAE().eval()
    with torch.no_grad():
        for values in module.tuning.parameters():
            values.zero_()
        module.tuning.bias.fill_((60 - 63.5) / 9)
        last = module.decoder.straight
        last.bias[-1] = -6.0  # little noise
        last.bias[24:-1] = 0.0
    with torch.inference_mode():
        wave = module.decode(torch.zeros(1, 8))
    assert wave.shape == (1, N_SAMPLES)
    assert float(wave.abs().max()) <= 1
    assert pitch(wave[0].numpy(), SAMPLE_RATE) == pytest.approx(60, abs=0.02)


def test_heartbeats_beat_at_their_rate():
    series, factors = draw_heartbeats(6, seed=1, rate=75, phase=0, axis=30, t_wave=0.2, st_level=0)
    assert series.shape == (6, N_STEPS, 2)
    assert set(factors["rate"]) == {75}
    period = round(60 / 75 / INTERVAL)
    peaks = N_STEPS // 2 + period * np.array([-1, 0, 1])
    for beats in series[:, :, 1]:
        assert np.all(beats[peaks] > 0.9 * beats.max())  # R waves, a period apart
    np.testing.assert_allclose(
        series[:, peaks[1]].mean(axis=1), 0.866 * factors["r_wave"], rtol=0.15
    )


def test_the_axis_turns_between_the_leads():
    first, _ = draw_heartbeats(1, rate=60, phase=0, axis=0, r_wave=1)
    second, _ = draw_heartbeats(1, rate=60, phase=0, axis=60, r_wave=1)
    middle = N_STEPS // 2
    assert first[0, middle, 0] > first[0, middle, 1]
    assert second[0, middle, 1] > second[0, middle, 0]


@pytest.mark.parametrize("draw", [draw_tones, draw_heartbeats])
def test_a_seed_gives_the_same_and_factors_are_checked(draw):
    first, again, other = draw(3, 1)[0], draw(3, 1)[0], draw(3, 2)[0]
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    with pytest.raises(OptionError, match="no factor 'colour'"):
        draw(3, colour=1)
    name = "pitch" if draw is draw_tones else "rate"
    with pytest.raises(OptionError, match=f"{name} is -1"):
        draw(3, **{name: -1})


def test_the_data_come_with_their_modalities():
    tones = load_tones_data()
    assert tones.samples.shape == (1400, N_SAMPLES)
    assert tones.modality.sample_rate == SAMPLE_RATE
    assert tones.modality.from_samples(tones.samples[:2]).shape == (2, N_SAMPLES, 1)
    assert tones.modality.from_samples(tones.samples[:2]).nbytes // 2 < 64_000
    beats = load_heartbeats_data()
    assert beats.modality.units == ("mV", "mV")
    assert beats.modality.from_samples(beats.samples[:2]).shape == (2, N_STEPS, 2)
    assert set(beats.factors) <= set(beats.attributes)
