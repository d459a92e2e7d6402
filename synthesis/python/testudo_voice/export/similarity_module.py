# SPDX-License-Identifier: Apache-2.0
"""The networks that rank candidates, as `clvp.pt` and `cvvp.pt`."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.clvp import Clvp
from testudo_voice.cvvp import Cvvp
from testudo_voice.export.official_conditioning_module import NormedMel


class ClvpModule(nn.Module):
    """How well codes fit texts; rows may belong to different utterances."""

    def __init__(self, network: Clvp) -> None:
        super().__init__()
        self.network = network

    @torch.jit.export
    def text_latent(self, text: Tensor) -> Tensor:
        """Ids without framing [N] to [E]."""
        ids = F.pad(text, [0, 1]).to(self.network.temperature.device)  # one stop id, as it was trained
        return self.network.text_latent(ids.unsqueeze(0))[0]

    @torch.jit.export
    def scores(self, texts: Tensor, codes: Tensor) -> Tensor:
        """Text latents [B, E] against codes [B, M], all of the full length, silence too: [B]."""
        speech = self.network.speech_latent(codes.to(self.network.temperature.device))
        return (texts * speech).sum(1) * self.network.temperature.float().exp()


class CvvpModule(nn.Module):
    """How well codes fit the voice of a clip."""

    def __init__(self, network: Cvvp, norms: Tensor) -> None:
        super().__init__()
        self.network = network
        self.normed_mel = NormedMel(norms)

    @torch.jit.export
    def scores(self, clip: Tensor, codes: Tensor) -> Tensor:
        """A clip [N] at 22,050 Hz against codes [B, M]: [B]."""
        temperature = self.network.temperature
        mel = self.normed_mel(clip.to(temperature.device).float().clamp(-1.0, 1.0)).to(temperature.dtype)
        return self.network(mel, codes.to(temperature.device))
