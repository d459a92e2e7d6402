# SPDX-License-Identifier: Apache-2.0
"""What can be measured of speech beside its teacher's: melody, loudness, spectra. Waves are mono at 24 kHz."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from testudo_voice.mel import MelConfig, MelSpectrogram

RATE, HOP = MelConfig().sample_rate, MelConfig().hop
CEPSTRA = 13
LOWEST_HZ, HIGHEST_HZ = 60, 400
ENOUGH_FRAMES = 20  # voiced in both, for a correlation


def log_mel(wave: np.ndarray) -> np.ndarray:
    """[bands, frames]."""
    return np.asarray(MelSpectrogram()(torch.from_numpy(np.ascontiguousarray(wave)).float()[None])[0].numpy())


def cepstra(log_mels: np.ndarray, count: int = CEPSTRA) -> np.ndarray:
    """Mel cepstra 1 to ``count`` of each frame [count, frames]: the log spectrum is their cosine series."""
    from scipy.fft import dct

    return np.asarray(dct(log_mels, axis=0)[1 : count + 1] / log_mels.shape[0])


def pitch(wave: np.ndarray) -> np.ndarray:
    """Praat's fundamental frequency of each mel frame in Hz, NaN where it is unvoiced."""
    import parselmouth

    frames = len(wave) // HOP
    if len(wave) < RATE // 10:  # less than Praat's window
        return np.full(frames, np.nan)
    track = parselmouth.Sound(wave.astype(np.float64), RATE).to_pitch(HOP / RATE, LOWEST_HZ, HIGHEST_HZ)
    return np.array([track.get_value_at_time((frame + 0.5) * HOP / RATE) for frame in range(frames)])


def semitones(hertz: np.ndarray) -> np.ndarray:
    """Of the voiced frames, from their median."""
    voiced = hertz[~np.isnan(hertz)]
    return np.asarray(12 * np.log2(voiced / np.median(voiced))) if len(voiced) > ENOUGH_FRAMES else np.zeros(0)


def energy(wave: np.ndarray) -> np.ndarray:
    """Level of each mel frame in dB, no lower than 50 dB under the loudest."""
    frames = wave[: len(wave) // HOP * HOP].reshape(-1, HOP).astype(np.float64)
    level = 10 * np.log10((frames**2).mean(1) + 1e-10)
    return np.asarray(np.maximum(level, level.max() - 50))


def spectral_floor(wave: np.ndarray) -> float:
    """Level of the quietest twentieth of frames in dB: what is left in pauses."""
    frames = wave[: len(wave) // HOP * HOP].reshape(-1, HOP)
    power = np.sort((frames**2).mean(1))[: max(1, len(frames) // 20)].mean()
    return float(10 * np.log10(power + 1e-12))


def global_variance(log_mels: np.ndarray) -> float:
    """Of the louder frames, mean of all bands; over-smooth speech has less (Toda and Tokuda, 2007)."""
    level = log_mels.mean(0)
    return float(log_mels[:, level >= np.median(level)].var(1).mean())


@dataclass(frozen=True)
class Beside:
    """One line beside its teacher's rendition; NaN where there is too little to measure."""

    length: float  # ratio
    distortion: float  # mel-cepstral, in dB (Kubichek, 1993)
    pitch_correlation: float
    energy_correlation: float
    spread: float  # deviation of pitch in semitones
    teacher_spread: float
    variance: float
    teacher_variance: float
    floor: float
    teacher_floor: float


def beside(ours: np.ndarray, theirs: np.ndarray) -> Beside:
    """Frames are compared after time alignment by cepstra."""
    from dtw import dtw

    mels = log_mel(ours), log_mel(theirs)
    a, b = (cepstra(mel) for mel in mels)
    path = dtw(a.T, b.T)
    gaps = np.linalg.norm(a[:, path.index1] - b[:, path.index2], axis=0)
    pitches, levels = (pitch(ours), pitch(theirs)), (energy(ours), energy(theirs))
    spread, teacher_spread = (float(found.std()) if len(found) else float("nan") for found in map(semitones, pitches))
    return Beside(
        len(ours) / len(theirs),
        float(10 / np.log(10) * np.sqrt(2) * gaps.mean()),
        _correlation(np.log(pitches[0])[path.index1], np.log(pitches[1])[path.index2]),
        _correlation(levels[0][path.index1], levels[1][path.index2]),
        spread,
        teacher_spread,
        global_variance(mels[0]),
        global_variance(mels[1]),
        spectral_floor(ours),
        spectral_floor(theirs),
    )


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    known = ~(np.isnan(a) | np.isnan(b))
    if known.sum() <= ENOUGH_FRAMES:
        return float("nan")
    a, b = a[known], b[known]
    if a.std() < 1e-3 or b.std() < 1e-3:  # a flat line follows nothing
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])
