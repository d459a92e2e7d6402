"""Vocoders as `vocoder.pt`: a natural-log mel to a waveform."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.export.randomness import normal
from testudo_voice.univnet import UnivNet


class VocoderModule(nn.Module):
    """Wraps a network of `forward(mel [1, bands, S]) -> [1, S x hop]`.

    `tail` frames of silence are appended to the mel, and their samples cut again.
    """

    def __init__(self, network: nn.Module, tail: int = 0) -> None:
        super().__init__()
        self.network = network
        self.tail = tail
        self.precision = nn.Parameter(torch.zeros(1), requires_grad=False)  # that of the weights

    @torch.jit.export
    def waveform(self, mel: Tensor, key: Tensor) -> Tensor:
        """[bands, S] to [S x hop] within [-1, 1]; this kind of vocoder draws nothing by the key."""
        wave = self.network(with_silence(mel.to(self.precision), self.tail).unsqueeze(0))
        return cut(wave, mel.size(1), self.tail)


class UnivNetModule(nn.Module):
    """UnivNet, which shapes noise; the official pipeline appends 10 frames of silence."""

    def __init__(self, network: UnivNet, tail: int = 10) -> None:
        super().__init__()
        self.network = network
        self.tail = tail
        self.noise_channels = network.config.noise_channels
        self.precision = nn.Parameter(torch.zeros(1), requires_grad=False)

    @torch.jit.export
    def waveform(self, mel: Tensor, key: Tensor) -> Tensor:
        """[bands, S] to [S x hop] within [-1, 1]."""
        device = self.precision.device
        noise = self.noise(key.to(device), mel.size(1) + self.tail).to(self.precision)
        padded = with_silence(mel.to(self.precision), self.tail)
        wave = self.network(noise.unsqueeze(0), padded.unsqueeze(0))
        return cut(wave, mel.size(1), self.tail)

    def noise(self, key: Tensor, frames: int) -> Tensor:
        return normal(key, self.noise_channels, frames)


def with_silence(mel: Tensor, frames: int) -> Tensor:
    return F.pad(mel, [0, frames], value=-11.5129)


def cut(wave: Tensor, frames: int, tail: int) -> Tensor:
    samples = wave.reshape(-1).float().clamp(-1.0, 1.0)
    return samples[: samples.size(0) // (frames + tail) * frames].clone()
