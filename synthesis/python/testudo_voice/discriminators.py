# SPDX-License-Identifier: Apache-2.0
"""Small discriminators of waves, for training: by period (Kong et al., 2020) and by spectrum (Jang et al., 2021)."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import weight_norm

Response = tuple[torch.Tensor, list[torch.Tensor]]


class PeriodDiscriminator(nn.Module):
    def __init__(self, period: int, channels: int = 32) -> None:
        super().__init__()
        self.period = period
        widths = [1, channels, 4 * channels, 8 * channels, 8 * channels]
        self.layers = nn.ModuleList(weight_norm(nn.Conv2d(i, o, (5, 1), (3, 1), (2, 0))) for i, o in pairwise(widths))
        self.out = weight_norm(nn.Conv2d(widths[-1], 1, (3, 1), 1, (1, 0)))

    def forward(self, wave: torch.Tensor) -> Response:
        kept = wave.size(1) // self.period * self.period
        x = wave[:, :kept].view(wave.size(0), 1, -1, self.period)
        return _respond(self.layers, self.out, x)


class SpectrumDiscriminator(nn.Module):
    """Of compressed magnitudes, or ``with_phase`` of real and imaginary parts (Kumar et al., 2023)."""

    def __init__(self, n_fft: int, channels: int = 32, with_phase: bool = False) -> None:
        super().__init__()
        self.n_fft, self.with_phase = n_fft, with_phase
        self.register_buffer("window", torch.hann_window(n_fft), persistent=False)
        shapes = [
            (2 if with_phase else 1, (1, 1)),
            (channels, (1, 2)),
            (channels, (1, 2)),
            (channels, (1, 2)),
            (channels, (1, 1)),
        ]
        self.layers = nn.ModuleList(
            weight_norm(nn.Conv2d(i, channels, (3, 9 if place < 4 else 3), stride, (1, 4 if place < 4 else 1)))
            for place, (i, stride) in enumerate(shapes)
        )
        self.out = weight_norm(nn.Conv2d(channels, 1, 3, 1, 1))

    def forward(self, wave: torch.Tensor) -> Response:
        with torch.autocast(wave.device.type, enabled=False):
            spectrum = torch.stft(wave.float(), self.n_fft, self.n_fft // 4, window=self.window, return_complex=True)
            magnitude = spectrum.abs() + (1e-3 if self.with_phase else 1e-5)
            if self.with_phase:
                x = torch.view_as_real(spectrum * magnitude.pow(-0.7)).permute(0, 3, 2, 1)
            else:
                x = magnitude.pow(0.3).transpose(1, 2).unsqueeze(1)
        return _respond(self.layers, self.out, x)


def _respond(layers: nn.ModuleList, out: nn.Module, x: torch.Tensor) -> Response:
    features = []
    for layer in layers:
        x = F.leaky_relu(layer(x), 0.1)
        x = x.contiguous(memory_format=torch.channels_last) if x.is_cuda else x  # what tensor cores take
        features.append(x)
    return out(x), features


class Discriminators(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        # The attribute's name is part of checkpoints.
        self.judges = nn.ModuleList(
            [PeriodDiscriminator(period) for period in (2, 3, 5, 7, 11)]
            + [SpectrumDiscriminator(n_fft) for n_fft in (512, 1024, 2048)]
            + [SpectrumDiscriminator(n_fft, with_phase=True) for n_fft in (512, 1024, 2048)]
        )

    def forward(self, wave: torch.Tensor) -> list[Response]:
        return [discriminator(wave) for discriminator in self.judges]


def discriminator_loss(real: list[Response], made: list[Response]) -> torch.Tensor:
    """Hinge loss of the discriminators."""
    losses = [
        F.relu(1 - r[0].float()).mean() + F.relu(1 + m[0].float()).mean() for r, m in zip(real, made, strict=True)
    ]
    return torch.stack(losses).mean()


def adversarial_loss(made: list[Response]) -> torch.Tensor:
    return torch.stack([F.relu(1 - m[0].float()).mean() for m in made]).mean()


def feature_loss(real: list[Response], made: list[Response]) -> torch.Tensor:
    distances = [
        F.l1_loss(b.float(), a.float())
        for r, m in zip(real, made, strict=True)
        for a, b in zip(r[1], m[1], strict=True)
    ]
    return torch.stack(distances).mean()
