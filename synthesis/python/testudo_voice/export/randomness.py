# SPDX-License-Identifier: Apache-2.0
"""Counter-based randomness: the same key and counter give the same number, wherever and whenever.

TorchScript has no generator per row, and a take must not depend on its neighbours; so every random
number is a hash of its key and of its place.
"""

import math

import torch
from torch import Tensor


def logical_shift(x: Tensor, bits: int) -> Tensor:
    """Right shift of int64 that fills with zeros."""
    return (x >> bits) & ((1 << (64 - bits)) - 1)


def mix(key: Tensor, counter: Tensor) -> Tensor:
    """Splitmix64's finaliser of key and counter (int64, broadcast), in wrapping arithmetic."""
    x = key + (counter + 1) * -7046029254386353131  # 0x9E3779B97F4A7C15
    x = (x ^ logical_shift(x, 30)) * -4658895280553007687  # 0xBF58476D1CE4E5B9
    x = (x ^ logical_shift(x, 27)) * -7723592293110705685  # 0x94D049BB133111EB
    return x ^ logical_shift(x, 31)


def uniform(key: Tensor, counter: Tensor) -> Tensor:
    """Float64 in the open interval (0, 1): 24 bits, and never an end of the interval."""
    return (logical_shift(mix(key, counter), 40).double() + 0.5) / 16777216.0


def gumbel(key: Tensor, counter: Tensor) -> Tensor:
    """Float32 noise; logits plus it are largest at a draw from their softmax."""
    return -torch.log(-torch.log(uniform(key, counter))).float()


def normal(key: Tensor, channels: int, frames: int) -> Tensor:
    """Float32 [..., channels, frames] of N(0, 1) for keys [...], in which a value does not depend on the length.

    Frames 2j and 2j + 1 are the two values of one Box-Muller transform.
    """
    pairs = (frames + 1) // 2
    channel = torch.arange(channels, device=key.device).unsqueeze(1) * (1 << 20)
    even = channel + 2 * torch.arange(pairs, device=key.device).unsqueeze(0)
    key = key.unsqueeze(-1).unsqueeze(-1)
    radius = torch.sqrt(-2.0 * torch.log(uniform(key, even)))
    angle = 2.0 * math.pi * uniform(key, even + 1)
    both = torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], -1)
    return both.flatten(-2)[..., :frames].float()
