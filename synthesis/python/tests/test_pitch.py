"""Pitch on waves whose pitch is known."""

import math

import numpy as np
import pytest
import torch

from testudo_voice.pitch import log_pitch
from testudo_voice.speech import SAMPLE_RATE, SAMPLES_PER_CODE


@pytest.mark.parametrize("hertz", [80.0, 123.4, 210.0, 300.0])
def test_finds_the_pitch_of_a_voice_like_wave(hertz: float) -> None:
    time = np.arange(40 * SAMPLES_PER_CODE) / SAMPLE_RATE
    # Twelve harmonics with the first one weak, as behind a telephone: the period still counts.
    wave = sum(np.sin(2 * np.pi * hertz * n * time + n) * (0.1 if n == 1 else 1 / n) for n in range(1, 13))
    found = log_pitch(torch.from_numpy(8000 * wave).to(torch.int16))[1:-1]
    assert found.sub(math.log(hertz)).abs().max() < 0.02


def test_finds_none_in_noise_or_silence() -> None:
    noise = torch.from_numpy(np.random.default_rng(0).normal(0, 3000, 40 * SAMPLES_PER_CODE)).to(torch.int16)
    assert log_pitch(noise).isnan().float().mean() > 0.9
    assert log_pitch(torch.zeros_like(noise)).isnan().all()
