# SPDX-License-Identifier: Apache-2.0
"""The official spectrograms of reference clips, and the resampling between their rates."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class SpectrogramConfig:
    sample_rate: int
    bands: int
    highest: float  # Hz
    power: float
    htk: bool  # the mel scale; bands always have equal areas
    n_fft: int = 1024
    hop: int = 256


AUTOREGRESSIVE = SpectrogramConfig(22_050, 80, 8_000.0, power=2.0, htk=True)
DIFFUSION = SpectrogramConfig(24_000, 100, 12_000.0, power=1.0, htk=False)


def hertz_to_mel(hertz: Tensor, htk: bool) -> Tensor:
    if htk:
        return 2595.0 * torch.log10(1.0 + hertz / 700.0)
    logarithmic = 15.0 + torch.log(hertz.clamp(min=1.0) / 1000.0) * 27.0 / math.log(6.4)
    return torch.where(hertz < 1000.0, hertz * 3.0 / 200.0, logarithmic)


def mel_to_hertz(mel: Tensor, htk: bool) -> Tensor:
    if htk:
        return 700.0 * (10.0 ** (mel / 2595.0) - 1.0)
    logarithmic = 1000.0 * torch.exp((mel - 15.0) * math.log(6.4) / 27.0)
    return torch.where(mel < 15.0, mel * 200.0 / 3.0, logarithmic)


def filterbank(config: SpectrogramConfig) -> Tensor:
    """Triangles of equal area: [bands, n_fft / 2 + 1]."""
    ends = hertz_to_mel(torch.tensor([0.0, config.highest], dtype=torch.float64), config.htk)
    mels = torch.linspace(float(ends[0]), float(ends[1]), config.bands + 2, dtype=torch.float64)
    edges = mel_to_hertz(mels, config.htk).unsqueeze(1)
    bins = torch.linspace(0, config.sample_rate / 2, config.n_fft // 2 + 1, dtype=torch.float64)
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    triangles = torch.minimum(rising, falling).clamp(min=0)
    return (triangles * 2 / (edges[2:] - edges[:-2])).float()


class LogMelSpectrogram(nn.Module):
    """Waves [B, samples] to natural-log mels [B, bands, samples / hop + 1]."""

    filters: Tensor
    window: Tensor

    def __init__(self, config: SpectrogramConfig) -> None:
        super().__init__()
        self.n_fft = config.n_fft
        self.hop = config.hop
        self.power = config.power
        self.register_buffer("filters", filterbank(config))
        self.register_buffer("window", torch.hann_window(config.n_fft))

    def forward(self, wave: Tensor) -> Tensor:
        spectrum = torch.stft(
            wave, self.n_fft, self.hop, window=self.window, center=True, pad_mode="reflect", return_complex=True
        )
        bands = torch.matmul(self.filters, spectrum.abs() ** self.power)
        return torch.log(bands.clamp(min=1e-5))


class Resampler(nn.Module):
    """[samples] at one rate to another, by a windowed sinc of six zero crossings."""

    kernel: Tensor

    def __init__(self, source: int, target: int) -> None:
        super().__init__()
        common = math.gcd(source, target)
        self.down, self.up = source // common, target // common
        base = min(self.down, self.up) * 0.99
        self.width = math.ceil(6 * self.down / base)
        taps = torch.arange(-self.width, self.width + self.down, dtype=torch.float64) / self.down
        phases = torch.arange(self.up, dtype=torch.float64).unsqueeze(1) / self.up
        time = ((taps - phases) * base).clamp(-6, 6)
        kernel = torch.sinc(time) * torch.cos(math.pi * time / 12) ** 2 * base / self.down
        self.register_buffer("kernel", kernel.unsqueeze(1))

    def forward(self, wave: Tensor) -> Tensor:
        padded = nn.functional.pad(wave.double(), [self.width, self.width + self.down]).view(1, 1, -1)
        out = nn.functional.conv1d(padded, self.kernel, stride=self.down)  # [1, up, frames]
        length = (self.up * wave.size(0) + self.down - 1) // self.down
        return out[0].t().reshape(-1)[:length].to(wave.dtype)


def resample(wave: Tensor, source: int, target: int) -> Tensor:
    resampled: Tensor = Resampler(source, target)(wave)
    return resampled
