# SPDX-License-Identifier: Apache-2.0
"""The least time that a device could need for the stages, from the work they do and what it can do.

Operations are counted as two for each multiplication with its addition. Bytes are what must come
from memory: weights once a call, and the cache of keys and values once a step.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch.utils.flop_counter import FlopCounterMode

from testudo_voice.autoregressive import AutoregressiveConfig
from testudo_voice.diffusion import DiffusionConfig
from testudo_voice.official_shapes import Shapes
from testudo_voice.univnet import UnivNet, UnivNetConfig

FRAMING = 5  # positions of a prefix beside its text: voice, start, two stops, start of the codes


@dataclass(frozen=True)
class Ceiling:
    """What a device was seen to do, with a large product and a large copy."""

    operations_per_second: float
    bytes_per_second: float

    def seconds(self, operations: float, bytes_moved: float) -> float:
        return max(operations / self.operations_per_second, bytes_moved / self.bytes_per_second)


def measured(device: torch.device, dtype: torch.dtype) -> Ceiling:
    size = 8192 if device.type == "cuda" else 1024
    a, b = (torch.randn(size, size, device=device).to(dtype) for _ in range(2))
    source = torch.empty(size * size * 16, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    product = seconds_of(lambda: torch.mm(a, b), device)
    copy = seconds_of(lambda: target.copy_(source), device)
    return Ceiling(2 * size**3 / product, 2 * source.numel() / copy)


def seconds_of(call: Callable[[], object], device: torch.device, times: int = 10) -> float:
    for _ in range(3):
        call()
    synchronize(device)
    start = time.perf_counter()
    for _ in range(times):
        call()
    synchronize(device)
    return (time.perf_counter() - start) / times


def synchronize(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


class Roofline:
    """Floors in seconds; `width` is the bytes of a weight."""

    def __init__(self, shapes: Shapes, ceiling: Ceiling, width: int) -> None:
        self.ar = shapes.autoregressive
        self.decoder = shapes.diffusion
        self.ceiling = ceiling
        self.width = width
        self.vocoder_per_frame = vocoder_operations(shapes.vocoder)

    def prefill(self, tokens: int) -> float:
        positions = tokens + FRAMING
        operations = positions * (2 * trunk_weights(self.ar) + 2 * self.ar.layers * self.ar.model_dim * positions)
        return self.ceiling.seconds(operations, self.width * trunk_weights(self.ar))

    def decoding(self, steps: int, rows: list[tuple[int, int]]) -> float:
        """So many steps, in which rows of (tokens, codes) were decoded."""
        weights = trunk_weights(self.ar) + self.ar.model_dim * self.ar.number_mel_codes
        codes = sum(count for _, count in rows)
        context = sum(count * (tokens + FRAMING + count / 2) for tokens, count in rows)
        per_position = self.ar.layers * self.ar.model_dim
        operations = 2 * weights * codes + 4 * per_position * context
        return self.ceiling.seconds(operations, self.width * (weights * steps + 2 * per_position * context))

    def diffusion(self, codes: int, evaluations: int, rows: int) -> float:
        frames = self.decoder.frames(codes)
        per_frame = decoder_weights(self.decoder)
        attention = 4 * self.decoder.channels * (self.decoder.layers + self.decoder.integrator_layers) * frames
        return self.ceiling.seconds(evaluations * rows * frames * (2 * per_frame + attention), 0)

    def vocoder(self, codes: int) -> float:
        return self.ceiling.seconds(self.vocoder_per_frame * self.decoder.frames(codes), 0)


def trunk_weights(ar: AutoregressiveConfig) -> int:
    return 12 * ar.model_dim**2 * ar.layers


def decoder_weights(decoder: DiffusionConfig) -> int:
    """What each frame of the mel is multiplied with."""
    layers = decoder.layers + decoder.integrator_layers
    squares = 8 * layers + 4 * decoder.residual_blocks + 2
    return squares * decoder.channels**2 + 3 * decoder.channels * (decoder.in_channels + decoder.out_channels)


@torch.no_grad()
def vocoder_operations(config: UnivNetConfig, frames: int = 16) -> float:
    """Operations for a frame, counted in a run."""
    network = UnivNet(config)
    with FlopCounterMode(display=False) as counter:
        network(torch.zeros(1, config.noise_channels, frames), torch.zeros(1, config.bands, frames))
    return counter.get_total_flops() / frames
