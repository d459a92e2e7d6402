"""The pitch of training speech, a value a code: a target that makes codes and latents carry the melody."""

from __future__ import annotations

import torch

from testudo_voice.speech import SAMPLE_RATE, SAMPLES_PER_CODE

FRAME = 1024  # samples around the middle of a code
LOWEST_HZ, HIGHEST_HZ = 60, 350
VOICED = 0.5  # least height of the peak
OCTAVE_COST = 0.02  # for each octave below the highest pitch: of equal peaks the first is the period
PIECE = 8192  # codes at once


def log_pitch(wave: torch.Tensor) -> torch.Tensor:
    """Samples int16 [codes x 800] to log Hz in the middle of each code [codes], NaN where unvoiced.

    The peak of the autocorrelation, freed of the window's own (Boersma, 1993).
    """
    side = (FRAME - SAMPLES_PER_CODE) // 2
    padded = torch.nn.functional.pad(wave, (side, side))
    frames = padded.unfold(0, FRAME, SAMPLES_PER_CODE)
    return torch.cat([_of_frames(piece.float()) for piece in frames.split(PIECE)])


def _of_frames(frames: torch.Tensor) -> torch.Tensor:
    window = torch.hann_window(FRAME, device=frames.device)
    centred = (frames - frames.mean(1, keepdim=True)) * window
    correlation, of_window = _autocorrelation(centred), _autocorrelation(window[None])
    energy = correlation[:, :1]
    normalized = correlation / energy.clamp(min=1.0) * of_window[:, :1] / of_window
    shortest, longest = SAMPLE_RATE // HIGHEST_HZ, SAMPLE_RATE // LOWEST_HZ
    lags = torch.arange(shortest, longest, device=frames.device)
    peaks = normalized[:, shortest:longest]
    best = (peaks - OCTAVE_COST * torch.log2(lags / shortest)).argmax(1)
    voiced = peaks.gather(1, best[:, None])[:, 0] > VOICED
    loud = energy[:, 0] > 1e-3 * energy.max()
    log_hertz = torch.log(SAMPLE_RATE / lags[best])
    return torch.where(voiced & loud, log_hertz, torch.nan)


def _autocorrelation(frames: torch.Tensor) -> torch.Tensor:
    spectrum = torch.fft.rfft(frames, 2 * FRAME)
    return torch.fft.irfft(spectrum.abs().square())[:, : SAMPLE_RATE // LOWEST_HZ + 1]
