# SPDX-License-Identifier: Apache-2.0
"""The starter's vocoder: log mel -> complex spectrum -> wave.

ConvNeXt blocks at the frame rate and one inverse Fourier transform (Siuzdak, 2023, "Vocos"): about ten
times cheaper on a CPU than upsampling by convolutions.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass(frozen=True)
class VocoderConfig:
    bands: int = 100
    channels: int = 384
    blocks: int = 6
    expansion: int = 3
    n_fft: int = 1024
    hop: int = 256


class ConvNeXtBlock(nn.Module):
    """Depthwise convolution, then a frame-wise two-layer network (Liu et al., 2022): [B, C, S]."""

    def __init__(self, channels: int, expansion: int, scale: float) -> None:
        super().__init__()
        self.depthwise = nn.Conv1d(channels, channels, 7, padding=3, groups=channels)
        self.norm = nn.LayerNorm(channels, eps=1e-5)
        self.widen_channels = nn.Linear(channels, expansion * channels)
        self.narrow_channels = nn.Linear(expansion * channels, channels)
        self.scale = nn.Parameter(torch.full((channels,), scale))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm(self._convolve(x).transpose(1, 2))
        y = self.scale * self.narrow_channels(F.gelu(self.widen_channels(y)))
        return x + y.transpose(1, 2)

    def _convolve(self, x: torch.Tensor) -> torch.Tensor:
        """In single precision: in half, cuDNN would plan anew for every length that it meets."""
        weight, bias = self.depthwise.weight.float(), self.depthwise.bias
        assert bias is not None
        return F.conv1d(x.float(), weight, bias.float(), padding=3, groups=weight.size(0)).to(x.dtype)


class Vocoder(nn.Module):
    def __init__(self, config: VocoderConfig) -> None:
        super().__init__()
        self.n_fft, self.hop = config.n_fft, config.hop
        self.inlet = nn.Conv1d(config.bands, config.channels, 7, padding=3)
        self.norm = nn.LayerNorm(config.channels, eps=1e-5)
        self.blocks = nn.ModuleList(
            ConvNeXtBlock(config.channels, config.expansion, 1 / config.blocks) for _ in range(config.blocks)
        )
        self.final_norm = nn.LayerNorm(config.channels, eps=1e-5)
        self.head = nn.Linear(config.channels, config.n_fft + 2)
        self.register_buffer("window", torch.hann_window(config.n_fft))

    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        """Log mel [B, bands, S] -> wave [B, S x hop] within [-1, 1]."""
        x = self.inlet(mel / 4 + 1)
        x = self.norm(x.transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        spectrum = self.head(self.final_norm(x.transpose(1, 2))).float()  # [B, S, n_fft + 2]
        magnitude, phase = spectrum.chunk(2, dim=2)
        magnitude = torch.exp(magnitude).clamp(max=100.0)
        magnitude = F.pad(magnitude[:, :, 1:], [1, 0])  # at 0 Hz there is nothing to hear, only an offset
        return self._inverse(torch.complex(magnitude * torch.cos(phase), magnitude * torch.sin(phase)))

    def _inverse(self, spectrum: torch.Tensor) -> torch.Tensor:
        """Windowed overlap-add of [B, S, n_fft / 2 + 1]; the Fourier transform exists in float32 only."""
        window = self.window.float()
        frames = torch.fft.irfft(spectrum, self.n_fft, dim=2) * window  # [B, S, n_fft]
        count = frames.size(1)
        length = (count - 1) * self.hop + self.n_fft
        wave = self._overlap_add(frames, length)
        envelope = self._overlap_add((window * window).expand(1, count, self.n_fft), length)
        side = (self.n_fft - self.hop) // 2
        wave = wave[:, side : length - side] / envelope[:, side : length - side].clamp(min=1e-8)
        return wave.clamp(-1.0, 1.0)

    def _overlap_add(self, frames: torch.Tensor, length: int) -> torch.Tensor:
        added = F.fold(frames.transpose(1, 2), (1, length), (1, self.n_fft), stride=(1, self.hop))
        return added.view(frames.size(0), length)
