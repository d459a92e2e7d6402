# SPDX-License-Identifier: Apache-2.0
"""Reference clips to a voice's latents as the official pipeline makes them, as `conditioning.pt`."""

from dataclasses import replace
from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.spectrogram import AUTOREGRESSIVE, DIFFUSION, LogMelSpectrogram, Resampler


class NormedMel(nn.Module):
    """[samples] at 22,050 Hz to the mel that the autoregressive model and CVVP know: [1, bands, 517]."""

    SAMPLES: Final[int] = 132_300  # 6 s

    norms: Tensor

    def __init__(self, norms: Tensor) -> None:
        super().__init__()
        self.spectrogram = LogMelSpectrogram(replace(AUTOREGRESSIVE, bands=norms.size(0)))
        self.register_buffer("norms", norms.clone().view(-1, 1))

    def forward(self, clip: Tensor) -> Tensor:
        return self.spectrogram(fitted(clip, self.SAMPLES).unsqueeze(0)) / self.norms


class OfficialConditioningModule(nn.Module):
    """The start of a clip, at 22,050 Hz whatever the rate of the output, padded with silence.

    The reference takes a random piece of a long clip: here the same clip gives the same voice.
    """

    TIMBRE_SAMPLES: Final[int] = 102_400  # 4.27 s at 24,000 Hz

    def __init__(self, encoder: nn.Module, embedder: nn.Module, norms: Tensor, bands: int) -> None:
        super().__init__()
        self.normed_mel = NormedMel(norms)
        self.resampler = Resampler(AUTOREGRESSIVE.sample_rate, DIFFUSION.sample_rate)
        self.spectrogram = LogMelSpectrogram(replace(DIFFUSION, bands=bands))
        self.conditioning_encoder = encoder
        self.contextual_embedder = embedder
        self.precision = nn.Parameter(torch.zeros(1), requires_grad=False)  # that of the weights

    @torch.jit.export
    def latents(self, clip: Tensor) -> tuple[Tensor, Tensor]:
        """[N] to [D] and [2C]."""
        if clip.size(0) == 0:
            raise ValueError("Cannot use an empty clip")
        clip = clip.to(self.precision.device).float().clamp(-1.0, 1.0)
        voice = self.conditioning_encoder(self.normed_mel(clip).to(self.precision))
        wave = fitted(self.resampler(clip), self.TIMBRE_SAMPLES).clamp(-1.0, 1.0)
        timbre = self.contextual_embedder(self.spectrogram(wave.unsqueeze(0)).to(self.precision))
        return voice[0].float(), timbre[0].float().mean(1)


def fitted(wave: Tensor, samples: int) -> Tensor:
    return F.pad(wave[:samples], [0, max(0, samples - wave.size(0))])
