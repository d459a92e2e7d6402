# SPDX-License-Identifier: Apache-2.0
"""BigVGAN (Lee et al., 2023), the fork's vocoder: periodic activations without aliasing."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.hifigan import DILATIONS
from testudo_voice.weight_norm import NormedConv1d, NormedConvTranspose1d

TAPS = 12


@dataclass(frozen=True)
class BigvganConfig:
    """Sizes; the defaults are those of the base model for 100 bands at 24 kHz."""

    bands: int = 100
    channels: int = 512
    kernels: tuple[int, ...] = (3, 7, 11)
    upsample_factors: tuple[int, ...] = (8, 8, 2, 2)
    upsample_kernels: tuple[int, ...] = (16, 16, 4, 4)


BASE = BigvganConfig()
LARGE = BigvganConfig(channels=1536, upsample_factors=(4, 4, 2, 2, 2, 2), upsample_kernels=(8, 8, 4, 4, 4, 4))


def lowpass() -> Tensor:
    """Half-band Kaiser-windowed sinc of 12 taps: [1, 1, 12]."""
    cutoff, half_width = 0.25, 0.3
    attenuation = 2.285 * (TAPS // 2 - 1) * math.pi * 4 * half_width + 7.95
    window = torch.kaiser_window(TAPS, periodic=False, beta=0.1102 * (attenuation - 8.7))
    time = torch.arange(-TAPS // 2, TAPS // 2) + 0.5
    taps = 2 * cutoff * window * torch.sinc(2 * cutoff * time)
    return (taps / taps.sum()).view(1, 1, TAPS)


class SnakeBeta(nn.Module):
    """x + sin^2(a x) / b, with a and b per channel, stored as logarithms."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.zeros(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        frequency = torch.exp(self.alpha.float()).view(1, -1, 1)
        magnitude = torch.exp(self.beta.float()).view(1, -1, 1)
        wave = torch.sin(x.float() * frequency)
        return (x.float() + wave * wave / (magnitude + 1e-9)).to(x.dtype)


class Upsample(nn.Module):
    filter: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filter", lowpass())

    def forward(self, x: Tensor) -> Tensor:
        C = x.size(1)
        kernel = self.filter.to(x.dtype).expand(C, -1, -1)
        y = 2 * F.conv_transpose1d(F.pad(x, [5, 5], mode="replicate"), kernel, stride=2, groups=C)
        return y[:, :, 15:-15]


class Lowpass(nn.Module):
    filter: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filter", lowpass())

    def forward(self, x: Tensor) -> Tensor:
        C = x.size(1)
        kernel = self.filter.to(x.dtype).expand(C, -1, -1)
        return F.conv1d(F.pad(x, [5, 6], mode="replicate"), kernel, stride=2, groups=C)


class Downsample(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lowpass = Lowpass()

    def forward(self, x: Tensor) -> Tensor:
        return self.lowpass(x)


class Activation(nn.Module):
    """The activation at twice the rate, so that what it adds above half the rate can be cut."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.act = SnakeBeta(channels)
        self.upsample = Upsample()
        self.downsample = Downsample()

    def forward(self, x: Tensor) -> Tensor:
        return self.downsample(self.act(self.upsample(x)))


class ResidualBlock(nn.Module):
    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.convs1 = nn.ModuleList(NormedConv1d(channels, channels, kernel, d) for d in DILATIONS)
        self.convs2 = nn.ModuleList(NormedConv1d(channels, channels, kernel) for _ in DILATIONS)
        self.activations = nn.ModuleList(Activation(channels) for _ in range(2 * len(DILATIONS)))

    def forward(self, x: Tensor) -> Tensor:
        y = x
        for i, activation in enumerate(self.activations):  # before a dilated and a plain one in turn
            y = activation(y)
            for j, (dilated, plain) in enumerate(zip(self.convs1, self.convs2)):  # noqa: B905
                if i == 2 * j:
                    y = dilated(y)
                if i == 2 * j + 1:
                    x = x + plain(y)
                    y = x
        return x


class Bigvgan(nn.Module):
    """Natural-log mel [B, bands, S] to waves [B, 1, S x hop]."""

    def __init__(self, config: BigvganConfig) -> None:
        super().__init__()
        self.kernels = len(config.kernels)
        channels = config.channels
        self.conv_pre = NormedConv1d(config.bands, channels, 7)
        ups: list[nn.Module] = []
        blocks: list[nn.Module] = []
        self.hop = 1
        for factor, kernel in zip(config.upsample_factors, config.upsample_kernels, strict=True):
            self.hop *= factor
            ups.append(nn.ModuleList([NormedConvTranspose1d(channels, channels // 2, kernel, factor)]))
            channels //= 2
            blocks += [ResidualBlock(channels, size) for size in config.kernels]
        self.ups = nn.ModuleList(ups)
        self.resblocks = nn.ModuleList(blocks)
        self.activation_post = Activation(channels)
        self.conv_post = NormedConv1d(channels, 1, 7)

    def forward(self, mel: Tensor) -> Tensor:
        x = self.conv_pre(mel)
        for stage, up in enumerate(self.ups):
            x = up[0](x)
            x = self._mean_of_blocks(stage, x)
        return torch.tanh(self.conv_post(self.activation_post(x)))

    def _mean_of_blocks(self, stage: int, x: Tensor) -> Tensor:
        total = torch.zeros_like(x)
        for i, block in enumerate(self.resblocks):
            if i // self.kernels == stage:
                total = total + block(x)
        return total / self.kernels
