# SPDX-License-Identifier: Apache-2.0
"""The voice encoder, as the renderer has it; VoiceEncoderIT expects the same numbers."""

import numpy as np
import pytest
import torch

from testudo_voice.voice_encoder import embedding


def hum(hertz: float, dark: float, rate: int = 24_000) -> np.ndarray:
    """Harmonics that fall off: a hum of its own pitch and colour."""
    time = np.arange(2 * rate) / rate
    return np.asarray(sum(0.1 * np.sin(2 * np.pi * hertz * n * time) * np.exp(-dark * n) for n in range(1, 20)))


def test_tells_voices_apart_whatever_their_level_and_rate() -> None:
    voice, other = embedding(hum(110, 0.2), 24_000), embedding(hum(220, 0.5), 24_000)
    assert np.linalg.norm(voice) == pytest.approx(1, abs=1e-5)
    assert voice @ embedding(0.2 * hum(110, 0.2, 16_000), 16_000) == pytest.approx(1, abs=0.01)
    assert voice @ other == pytest.approx(0.537, abs=0.005)


def test_hears_silence_and_short_sounds() -> None:
    assert np.isfinite(embedding(np.zeros(100), 24_000)).all()
    assert np.isfinite(embedding(hum(110, 0.2)[:2000], 24_000)).all()


def test_refuses_rates_without_the_sounds_that_it_knows() -> None:
    with pytest.raises(torch.jit.Error, match="Cannot compare voices at 8000"):  # type: ignore[type-var]
        embedding(np.zeros(8000), 8000)
