# SPDX-License-Identifier: Apache-2.0
"""Random voices: noise to a conditioning latent, by the official generator networks."""

import torch.nn.functional as F
from torch import Tensor, nn


class RandomLatents(nn.Module):
    """N(0, 1) noise [B, channels] to latents [B, channels]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.rate = 0.1  # Weights are stored divided by it.
        self.scale = self.rate * channels**-0.5
        self.layers = nn.ModuleList(nn.Linear(channels, channels) for _ in range(6))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers[:-1]:
            x = F.linear(x, layer.weight * self.scale, layer.bias * self.rate)
            x = F.leaky_relu(x, 0.2) * 2**0.5
        return self.layers[-1](x)
