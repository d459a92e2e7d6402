# SPDX-License-Identifier: Apache-2.0
"""Random voices, as `random.pt`."""

import torch
from torch import Tensor, nn

from testudo_voice.export.randomness import mix, normal
from testudo_voice.random_latents import RandomLatents


class RandomVoiceModule(nn.Module):
    def __init__(self, autoregressive: RandomLatents, diffusion: RandomLatents) -> None:
        super().__init__()
        self.autoregressive = autoregressive
        self.diffusion = diffusion
        self.dim = autoregressive.channels
        self.channels = diffusion.channels
        self.precision = nn.Parameter(torch.zeros(1), requires_grad=False)

    @torch.jit.export
    def latents(self, key: Tensor) -> tuple[Tensor, Tensor]:
        """[D] and [2C]; the same key gives the same voice."""
        key = key.to(self.precision.device)
        voice = self.autoregressive(normal(key, 1, self.dim).to(self.precision))
        timbre = self.diffusion(normal(mix(key, torch.ones_like(key)), 1, self.channels).to(self.precision))
        return voice[0].float(), timbre[0].float()
