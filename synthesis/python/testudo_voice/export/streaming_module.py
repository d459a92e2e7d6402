# SPDX-License-Identifier: Apache-2.0
"""The decoder of the streaming variant, as `streaming.pt`: latents to a waveform at once."""

import torch
from torch import Tensor, nn

from testudo_voice.hifigan import Hifigan


class StreamingModule(nn.Module):
    def __init__(self, network: Hifigan) -> None:
        super().__init__()
        self.network = network
        self.precision = nn.Parameter(torch.zeros(1), requires_grad=False)

    @torch.jit.export
    def waveform(self, latents: Tensor, conditioning: Tensor, first: int) -> Tensor:
        """[M, D] of codes from number `first` on and a voice's [D] to [samples], within [-1, 1]."""
        voice = conditioning.to(self.precision).unsqueeze(0)
        wave = self.network(latents.to(self.precision).unsqueeze(0), voice, first)
        return wave.reshape(-1).float().clamp(-1.0, 1.0)
