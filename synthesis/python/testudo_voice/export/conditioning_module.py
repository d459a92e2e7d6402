# SPDX-License-Identifier: Apache-2.0
"""Reference clips to a voice's latents, as `conditioning.pt`."""

import torch
from torch import Tensor, nn

from testudo_voice.autoregressive import Autoregressive
from testudo_voice.diffusion import DiffusionDecoder


class ConditioningModule(nn.Module):
    """Both latents of a clip, the mean over its pieces of the length that training used.

    `spectrogram` turns waves [1, samples] into natural-log mels [1, bands, samples / hop].
    """

    def __init__(
        self,
        autoregressive: Autoregressive,
        diffusion: DiffusionDecoder,
        spectrogram: nn.Module,
        hop: int,
        piece: int,
        shift: float,
        scale: float,
    ) -> None:
        super().__init__()
        self.spectrogram = spectrogram
        self.conditioning_encoder = autoregressive.conditioning_encoder
        self.contextual_embedder = diffusion.contextual_embedder
        self.precision = nn.Parameter(torch.zeros(1), requires_grad=False)  # that of the weights
        self.hop = hop
        self.piece = piece  # mel frames
        self.shift = shift
        self.scale = scale

    @torch.jit.export
    def latents(self, clip: Tensor) -> tuple[Tensor, Tensor]:
        """[N] to [D] and [2C]; what is left after the last whole piece is not heard."""
        shortest = self.piece * self.hop
        if clip.size(0) < shortest:
            raise ValueError(f"Cannot use a clip of {clip.size(0)} samples: at least {shortest} are needed")
        pieces = clip.size(0) // shortest
        clip = clip[: pieces * shortest].to(self.precision.device).float()
        mel = self.spectrogram(clip.unsqueeze(0))[0]  # [bands, frames]
        mels = mel.view(mel.size(0), pieces, self.piece).transpose(0, 1)
        voice = self.conditioning_encoder(mels.to(self.precision))  # [pieces, D]
        scaled = ((mels - self.shift) / self.scale).to(self.precision)
        timbre = self.contextual_embedder(scaled)  # [pieces, 2C, frames / 4]
        return voice.float().mean(0), timbre.float().mean((0, 2))
