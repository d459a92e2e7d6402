# SPDX-License-Identifier: Apache-2.0
"""HiFi-GAN (Kong et al., 2020) on the latents of codes: the official streaming decoder."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.weight_norm import NormedConv1d, NormedConvTranspose1d

DILATIONS = (1, 3, 5)


@dataclass(frozen=True)
class HifiganConfig:
    """Sizes; the defaults are those of the official model."""

    inputs: int = 1024
    voice_channels: int = 1024
    channels: int = 512
    kernels: tuple[int, ...] = (3, 7, 11)
    upsample_factors: tuple[int, ...] = (8, 8, 2, 2)
    upsample_kernels: tuple[int, ...] = (16, 16, 4, 4)
    stretch: tuple[int, int, int] = (4, 24000, 22050)  # latents to frames: times 4, then from one rate to another


class ResidualBlock(nn.Module):
    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.convs1 = nn.ModuleList(NormedConv1d(channels, channels, kernel, d) for d in DILATIONS)
        self.convs2 = nn.ModuleList(NormedConv1d(channels, channels, kernel) for _ in DILATIONS)

    def forward(self, x: Tensor) -> Tensor:
        for dilated, plain in zip(self.convs1, self.convs2):  # noqa: B905 (TorchScript has no strict)
            x = x + plain(F.leaky_relu(dilated(F.leaky_relu(x, 0.1)), 0.1))
        return x


class Hifigan(nn.Module):
    """Latents [B, M, D], of codes from number `first` on, and a voice [B, D] to waves [B, 1, samples]."""

    def __init__(self, config: HifiganConfig) -> None:
        super().__init__()
        self.stretch, self.rate, self.from_rate = config.stretch
        self.kernels = len(config.kernels)
        channels = config.channels
        self.conv_pre = NormedConv1d(config.inputs, channels, 7)
        self.cond_layer = nn.Conv1d(config.voice_channels, channels, 1)
        ups, blocks = [], []
        for factor, kernel in zip(config.upsample_factors, config.upsample_kernels, strict=True):
            ups.append(NormedConvTranspose1d(channels, channels // 2, kernel, factor))
            channels //= 2
            blocks += [ResidualBlock(channels, size) for size in config.kernels]
        self.ups = nn.ModuleList(ups)
        self.resblocks = nn.ModuleList(blocks)
        self.conv_post = NormedConv1d(channels, 1, 7)

    def upsample(self, latents: Tensor, first: int = 0) -> Tensor:
        """[B, M, D] to [B, D, frames]; a frame lies between two latents by its place in the whole."""
        x = F.interpolate(latents.transpose(1, 2), scale_factor=float(self.stretch), mode="linear")
        begin, length = first * self.stretch, x.size(2)
        frames = torch.arange(
            begin * self.rate // self.from_rate,
            (begin + length) * self.rate // self.from_rate,
            dtype=torch.float64,
            device=x.device,
        )
        place = ((frames + 0.5) * self.from_rate / self.rate - 0.5 - begin).clamp(0.0, length - 1.0)
        left = place.to(torch.int64)
        share = (place - left).to(x.dtype)
        return x[:, :, left] * (1 - share) + x[:, :, (left + 1).clamp(max=length - 1)] * share

    def forward(self, latents: Tensor, voice: Tensor, first: int = 0) -> Tensor:
        x = self.conv_pre(self.upsample(latents, first)) + self.cond_layer(voice.unsqueeze(2))
        for stage, up in enumerate(self.ups):
            x = up(F.leaky_relu(x, 0.1))
            x = self._mean_of_blocks(stage, x)
        return torch.tanh(self.conv_post(F.leaky_relu(x, 0.01)))

    def _mean_of_blocks(self, stage: int, x: Tensor) -> Tensor:
        total = torch.zeros_like(x)
        for i, block in enumerate(self.resblocks):
            if i // self.kernels == stage:
                total = total + block(x)
        return total / self.kernels
