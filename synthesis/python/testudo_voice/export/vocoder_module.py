# SPDX-License-Identifier: Apache-2.0
"""Vocoders as `vocoder.pt`: a natural-log mel to a waveform."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.export.randomness import normal
from testudo_voice.univnet import UnivNet


class VocoderModule(nn.Module):
    """Wraps a network of `forward(mels [B, bands, S]) -> [B, S x hop]`.

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
        return self._waves(mel.unsqueeze(0))[0]

    @torch.jit.export
    def waveforms(self, mels: Tensor, frames: Tensor, keys: Tensor) -> Tensor:
        """Several utterances [B, bands, S], silence after each row's own frames [B]: [B, S x hop]."""
        return self._waves(silenced(mels.to(self.precision.device), frames))

    def _waves(self, mels: Tensor) -> Tensor:
        waves = self.network(with_silence(mels.to(self.precision), self.tail))
        return cut(waves, mels.size(2), self.tail)


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
        return self._waves(mel.unsqueeze(0), key.view(1))[0]

    @torch.jit.export
    def waveforms(self, mels: Tensor, frames: Tensor, keys: Tensor) -> Tensor:
        """Several utterances [B, bands, S], silence after each row's own frames [B]: [B, S x hop]."""
        return self._waves(silenced(mels.to(self.precision.device), frames), keys)

    def _waves(self, mels: Tensor, keys: Tensor) -> Tensor:
        noise = self.noise(keys.to(self.precision.device), mels.size(2) + self.tail).to(self.precision)
        waves = self.network(noise, with_silence(mels.to(self.precision), self.tail))
        return cut(waves, mels.size(2), self.tail)

    def noise(self, keys: Tensor, frames: int) -> Tensor:
        """[B, channels, frames]."""
        return normal(keys, self.noise_channels, frames)


def silenced(mels: Tensor, frames: Tensor) -> Tensor:
    """Mels [B, bands, S] with silence after each row's own frames [B]."""
    place = torch.arange(mels.size(2), device=mels.device)
    beyond = place.unsqueeze(0) >= frames.to(mels.device).unsqueeze(1)
    return mels.masked_fill(beyond.unsqueeze(1), -11.5129)


def with_silence(mels: Tensor, frames: int) -> Tensor:
    """Followed by so many frames of silence, as a natural-log mel has it."""
    return F.pad(mels, [0, frames], value=-11.5129)


def cut(waves: Tensor, frames: int, tail: int) -> Tensor:
    """[B, samples] within [-1, 1], without the tail's."""
    samples = waves.reshape(waves.size(0), -1).float().clamp(-1.0, 1.0)
    return samples[:, : samples.size(1) // (frames + tail) * frames].clone()
