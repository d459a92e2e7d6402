# SPDX-License-Identifier: Apache-2.0
"""The starter's log-mel spectrogram.

Frames line up with samples: a wave of ``k x hop`` samples has exactly ``k`` frames.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class MelConfig:
    sample_rate: int = 24_000
    n_fft: int = 1024
    window: int = 1024
    hop: int = 256
    bands: int = 100
    floor: float = 1e-5


def slaney_filters(config: MelConfig) -> torch.Tensor:
    """Triangular filters [bands, n_fft / 2 + 1], Slaney's mel scale and area norm (Auditory Toolbox)."""
    linear, log_start, log_step = 200.0 / 3, 15.0, torch.log(torch.tensor(6.4)).item() / 27

    def to_mel(hertz: float) -> float:
        if hertz < 1000:
            return hertz / linear
        return log_start + torch.log(torch.tensor(hertz / 1000.0)).item() / log_step

    mels = torch.linspace(0.0, to_mel(config.sample_rate / 2), config.bands + 2, dtype=torch.float64)
    edges = torch.where(mels < log_start, mels * linear, 1000.0 * torch.exp(log_step * (mels - log_start)))
    bins = torch.linspace(0, config.sample_rate / 2, config.n_fft // 2 + 1, dtype=torch.float64)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    triangles = torch.minimum(rising, falling).clamp(min=0)
    return (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None]).float()


class MelSpectrogram(nn.Module):
    """Wave [B, samples] -> natural-log mel [B, bands, samples / hop]."""

    def __init__(self, config: MelConfig = MelConfig()) -> None:
        super().__init__()
        self.n_fft, self.window_length, self.hop = config.n_fft, config.window, config.hop
        self.floor = config.floor
        self.register_buffer("window", torch.hann_window(config.window), persistent=False)
        self.register_buffer("filters", slaney_filters(config), persistent=False)

    def forward(self, wave: torch.Tensor) -> torch.Tensor:
        pad = (self.n_fft - self.hop) // 2
        padded = nn.functional.pad(wave.unsqueeze(1), (pad, pad), mode="reflect").squeeze(1)
        spectrum = torch.stft(
            padded, self.n_fft, self.hop, self.window_length, self.window, center=False, return_complex=True
        )  # [B, n_fft / 2 + 1, frames]
        return torch.log((self.filters @ spectrum.abs()).clamp(min=self.floor))
