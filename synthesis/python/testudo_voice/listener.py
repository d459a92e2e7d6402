# SPDX-License-Identifier: Apache-2.0
"""The listener: a compact recognizer. Waves in; every 20 ms, how likely each letter is.

Log mel, a stem that halves the rate twice, ConvNeXt blocks (Liu et al., 2022) at 25 frames a second, and a head at
50. It has convolutions only, all of them symmetrical: what it says of a moment rests on the few seconds around it, so
it hears more and guesses less, and its letters are neither early nor late. It is trained by CTC (Graves et al., 2006).
"""

import re
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from testudo_voice.mel import MelConfig, slaney_filters
from testudo_voice.tokenizer import fold

BLANK, GAP = 0, 1
ALPHABET = " 'abcdefghijklmnopqrstuvwxyz"  # the classes after the blank
FRAME_SAMPLES = 480


@dataclass(frozen=True)
class ListenerConfig:
    bands: int = 80
    stem: int = 192
    channels: int = 256
    blocks: int = 9
    expansion: int = 4
    kernel: int = 13
    classes: int = 1 + len(ALPHABET)


LISTENER = ListenerConfig()
SMOKE_LISTENER = ListenerConfig(stem=32, channels=32, blocks=2, expansion=2, kernel=5)
MEL = MelConfig(window=600, hop=240, bands=LISTENER.bands)


def spoken_letters(text: str) -> str:
    """A spoken text as the listener writes it: words of a to z, apostrophes inside them, single gaps."""
    return plain_letters(fold(text))


def plain_letters(folded: str) -> str:
    text = re.sub("[^a-z']+", " ", folded)
    return " ".join(re.sub("(?<![a-z])'+|'+(?![a-z])", " ", text).split())


def classes_of(text: str) -> list[int]:
    return [1 + ALPHABET.index(character) for character in spoken_letters(text)]


class LogMel(nn.Module):
    """Waves [B, k x 240], silence around them -> [B, bands, k], about zero mean and unit deviation."""

    window: Tensor
    filters: Tensor

    def __init__(self, config: MelConfig = MEL) -> None:
        super().__init__()
        self.n_fft, self.hop, self.length, self.floor = config.n_fft, config.hop, config.window, config.floor
        self.register_buffer("window", torch.hann_window(config.window), persistent=False)
        self.register_buffer("filters", slaney_filters(config), persistent=False)

    def forward(self, waves: Tensor) -> Tensor:
        side = (self.n_fft - self.hop) // 2
        spectrum = torch.stft(
            F.pad(waves, [side, side]),
            self.n_fft,
            self.hop,
            self.length,
            self.window,
            center=False,
            return_complex=True,
        )
        magnitudes = torch.view_as_real(spectrum).square().sum(3).sqrt()
        mel = torch.log(torch.matmul(self.filters, magnitudes).clamp(min=self.floor))
        return (mel + 6.0) / 2.5


class Block(nn.Module):
    """Depthwise convolution, then a frame-wise two-layer network: [B, T, C], nothing beyond a row's end."""

    def __init__(self, channels: int, expansion: int, kernel: int, scale: float) -> None:
        super().__init__()
        self.side = kernel // 2
        self.depthwise = nn.Conv1d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.norm = nn.LayerNorm(channels)
        self.widen = nn.Linear(channels, expansion * channels)
        self.narrow = nn.Linear(expansion * channels, channels)
        self.scale = nn.Parameter(torch.full((channels,), scale))

    def forward(self, x: Tensor, inside: Tensor) -> Tensor:
        """``inside`` [B, T, 1]: 1 within a row, 0 beyond it."""
        y = self._convolve((x * inside).transpose(1, 2)).transpose(1, 2)
        return x + self.scale * self.narrow(F.gelu(self.widen(self.norm(y))))

    def _convolve(self, x: Tensor) -> Tensor:
        """In single precision: in half, cuDNN would plan anew for every length that it meets."""
        weight, bias = self.depthwise.weight.float(), self.depthwise.bias
        assert bias is not None
        return F.conv1d(x.float(), weight, bias.float(), padding=self.side, groups=weight.size(0)).to(x.dtype)


class Listener(nn.Module):
    def __init__(self, config: ListenerConfig = LISTENER) -> None:
        super().__init__()
        self.log_mel = LogMel()
        self.first = nn.Conv1d(config.bands, config.stem, 6, stride=2, padding=2)
        self.first_norm = nn.LayerNorm(config.stem)
        self.second = nn.Conv1d(config.stem, config.channels, 4, stride=2, padding=1)
        self.second_norm = nn.LayerNorm(config.channels)
        self.blocks = nn.ModuleList(
            Block(config.channels, config.expansion, config.kernel, 1 / config.blocks) for _ in range(config.blocks)
        )
        self.norm = nn.LayerNorm(config.channels)
        self.widen_time = nn.ConvTranspose1d(config.channels, config.stem, 4, stride=2, padding=1)
        self.last = Block(config.stem, 2, 9, 1.0)
        self.last_norm = nn.LayerNorm(config.stem)
        self.head = nn.Linear(config.stem, config.classes)

    def forward(self, waves: Tensor, samples: Tensor) -> Tensor:
        """Waves [B, N] at 24 kHz, their lengths [B] -> natural-log probabilities [B, ceil(N / 480), classes].

        Frame ``t`` covers samples 480 t to 480 (t + 1). What lies beyond a row's length is not heard.
        """
        N = waves.size(1)
        device = self.head.weight.device
        samples = samples.to(device)
        waves = F.pad(waves.to(device).float(), [0, -N % 960])
        waves = waves * (torch.arange(waves.size(1), device=device) < samples.unsqueeze(1))
        frames = torch.div(samples + 479, 480, rounding_mode="floor")
        _, scores = self.scores(self.log_mel(waves), frames)
        return F.log_softmax(scores[:, : (N + 479) // 480].float(), 2)

    def scores(self, mel: Tensor, frames: Tensor) -> tuple[Tensor, Tensor]:
        """Log mels [B, bands, 2T], T even, and frames [B] of each row -> body [B, T / 2, C], logits [B, T, classes]."""
        place = torch.arange(mel.size(2), device=mel.device)
        dtype = self.head.weight.dtype
        of_mel = (place < 2 * frames.unsqueeze(1)).to(dtype).unsqueeze(1)
        fine = (place[: mel.size(2) // 2] < frames.unsqueeze(1)).to(dtype).unsqueeze(2)
        coarse = fine[:, ::2]
        early = F.gelu(self.first_norm(self.first(mel.to(dtype) * of_mel).transpose(1, 2)))
        x = self.second_norm(self.second((early * fine).transpose(1, 2)).transpose(1, 2))
        for block in self.blocks:
            x = block(x, coarse)
        body = self.norm(x)
        late = self.widen_time((body * coarse).transpose(1, 2)).transpose(1, 2)
        late = self.last(early + late, fine)
        return body, self.head(self.last_norm(late))
