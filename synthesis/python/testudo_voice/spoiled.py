# SPDX-License-Identifier: Apache-2.0
"""Speech spoiled on purpose, each time in one way: measures that do not notice it are worth nothing.

Every function takes a wave at 24 kHz and returns one of the same length.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from testudo_voice.measures import HIGHEST_HZ, LOWEST_HZ, RATE, log_mel, pitch
from testudo_voice.mel import MelConfig, slaney_filters

N_FFT, HOP = 1024, 256


def _spectrum(wave: np.ndarray) -> torch.Tensor:
    window = torch.hann_window(N_FFT)
    return torch.stft(torch.from_numpy(wave).float(), N_FFT, HOP, window=window, return_complex=True)


def _wave(spectrum: torch.Tensor, length: int) -> np.ndarray:
    return torch.istft(spectrum, N_FFT, HOP, window=torch.hann_window(N_FFT), length=length).numpy()


def flat_pitch(wave: np.ndarray) -> np.ndarray:
    """All on one note, the median, by overlap and add."""
    import parselmouth
    from parselmouth.praat import call

    hertz = pitch(wave)
    if np.isnan(hertz).all():
        return wave
    sound = parselmouth.Sound(wave.astype(np.float64), RATE)
    manipulation = call(sound, "To Manipulation", 0.01, LOWEST_HZ, HIGHEST_HZ)
    tier = call("Create PitchTier", "flat", 0, sound.duration)
    call(tier, "Add point", sound.duration / 2, float(np.nanmedian(hertz)))
    call([tier, manipulation], "Replace pitch tier")
    made = call(manipulation, "Get resynthesis (overlap-add)").values[0]
    return np.pad(made[: len(wave)], (0, max(0, len(wave) - len(made)))).astype(np.float32)


def griffin_lim(wave: np.ndarray, rounds: int = 32) -> np.ndarray:
    """Phases guessed from the mel spectrogram (Griffin and Lim, 1984): what a vocoder is there to avoid."""
    whole = wave[: len(wave) // HOP * HOP]
    mel = torch.from_numpy(np.exp(log_mel(whole)))
    magnitudes = (torch.linalg.pinv(slaney_filters(MelConfig())) @ mel).clamp(min=1e-7)
    magnitudes = torch.nn.functional.pad(magnitudes, (0, 1), mode="replicate")  # frames of the centred transform
    phases = torch.rand(magnitudes.shape, generator=torch.Generator().manual_seed(0)) * 2 * torch.pi
    for _ in range(rounds):
        made = _wave(torch.polar(magnitudes, phases), len(whole))
        phases = _spectrum(made).angle()
    return np.pad(made, (0, len(wave) - len(whole)))


def noise(wave: np.ndarray, below_db: float = 25.0) -> np.ndarray:
    """White noise under the speech."""
    level = np.sqrt(np.mean(wave.astype(np.float64) ** 2)) * 10 ** (-below_db / 20)
    return (wave + np.random.default_rng(0).normal(0, level, len(wave))).astype(np.float32)


def low_pass(wave: np.ndarray, hertz: float = 3500.0) -> np.ndarray:
    """As if through a telephone."""
    from scipy.signal import butter, sosfiltfilt

    return np.asarray(sosfiltfilt(butter(8, hertz, fs=RATE, output="sos"), wave), dtype=np.float32)


def metallic(wave: np.ndarray) -> np.ndarray:
    """Phases rounded to two values: the ring of a vocoder that has lost them."""
    spectrum = _spectrum(wave)
    return _wave(torch.polar(spectrum.abs(), (spectrum.angle() / torch.pi).round() * torch.pi), len(wave))


SPOILED: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "flatPitch": flat_pitch,
    "griffinLim": griffin_lim,
    "noise": noise,
    "lowPass": low_pass,
    "metallicPhase": metallic,
}
