# SPDX-License-Identifier: Apache-2.0
"""The starter's codec: mel -> 23.4 codes a second -> mel. It serves training only; no bundle holds it.

Phone targets on the codes make them carry what was said, pitch targets the melody: codes learned from the
mel error alone sound closer and are understood worse.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from testudo_voice.speakers import TEACHERS_VOICES, timbres
from testudo_voice.speech import PHONES


@dataclass(frozen=True)
class CodecConfig:
    bands: int = 100
    channels: int = 320
    codes: int = 1024
    dim: int = 64
    blocks: int = 3
    phones: int = PHONES
    decay: float = 0.99


class ResidualBlock(nn.Module):
    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, channels)
        self.conv = nn.Conv1d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.out = nn.Conv1d(channels, channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.out(F.gelu(self.conv(F.gelu(self.norm(x)))))


class Quantizer(nn.Module):
    """Nearest entry of a codebook that follows its inputs by a moving average (van den Oord, 2017, A.1)."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.decay = config.decay
        self.register_buffer("entries", torch.randn(config.codes, config.dim))
        self.register_buffer("counts", torch.ones(config.codes))
        self.register_buffer("sums", self.entries.clone())

    def nearest(self, x: torch.Tensor) -> torch.Tensor:
        """Vectors [N, dim] -> codes [N]."""
        with torch.autocast(x.device.type, enabled=False):
            return (self.entries.square().sum(1) - 2 * x @ self.entries.T).argmin(1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """[N, dim] -> (straight-through entries [N, dim], codes [N])."""
        codes = self.nearest(x)
        if self.training:
            self._follow(x.detach(), codes)
        chosen = self.entries[codes]
        return x + (chosen - x).detach(), codes

    @torch.no_grad()
    def restart(self, x: torch.Tensor) -> None:
        """Every entry becomes one of the inputs."""
        self.entries.copy_(x[torch.randint(len(x), (len(self.entries),), device=x.device)])
        self.sums.copy_(self.entries)
        self.counts.fill_(1)

    @torch.no_grad()
    def _follow(self, x: torch.Tensor, codes: torch.Tensor) -> None:
        counts = torch.bincount(codes, minlength=len(self.entries)).float()
        sums = torch.zeros_like(self.sums).index_add_(0, codes, x)
        self.counts.lerp_(counts, 1 - self.decay)
        self.sums.lerp_(sums, 1 - self.decay)
        dead = self.counts < 0.05
        fresh = x[torch.randint(len(x), (len(dead),), device=x.device)]
        self.sums.copy_(torch.where(dead[:, None], fresh, self.sums))
        self.counts.copy_(torch.where(dead, torch.ones_like(self.counts), self.counts))
        self.entries.copy_(self.sums / self.counts[:, None])


class Codec(nn.Module):
    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.config = config
        width = config.channels
        dilations = [1, 3, 1, 3, 1, 3][: config.blocks]
        self.encoder = nn.Sequential(
            nn.Conv1d(config.bands, width, 5, padding=2),
            *(ResidualBlock(width, 1) for _ in range(1)),
            nn.Conv1d(width, width, 4, stride=2, padding=1),
            *(ResidualBlock(width, 1) for _ in range(1)),
            nn.Conv1d(width, width, 4, stride=2, padding=1),
            *(ResidualBlock(width, dilation) for dilation in dilations),
            nn.Conv1d(width, config.dim, 1),
        )
        self.quantizer = Quantizer(config)
        self.phone_heads = nn.Linear(config.dim, 3 * config.phones)
        self.pitch_head = nn.Linear(config.dim, 1)
        self.speaker = nn.Embedding(len(TEACHERS_VOICES), width)
        self.register_buffer("timbres", torch.from_numpy(timbres()), persistent=False)
        self.inlet = nn.Conv1d(config.dim, width, 3, padding=1)
        self.decoder = nn.Sequential(
            *(ResidualBlock(width, dilation) for dilation in dilations),
            nn.ConvTranspose1d(width, width, 4, stride=2, padding=1),
            ResidualBlock(width, 1),
            nn.ConvTranspose1d(width, width, 4, stride=2, padding=1),
            ResidualBlock(width, 1),
            nn.Conv1d(width, config.bands, 5, padding=2),
        )

    def encode(self, mel: torch.Tensor) -> torch.Tensor:
        """Log mel [B, bands, 4M] -> vectors [B, M, dim]."""
        return self.encoder(mel / 4 + 1).transpose(1, 2)

    def codes(self, mel: torch.Tensor) -> torch.Tensor:
        """Log mel [B, bands, 4M] -> codes [B, M]."""
        vectors = self.encode(mel)
        return self.quantizer.nearest(vectors.flatten(0, 1).float()).view(vectors.shape[:2])

    def decode(self, vectors: torch.Tensor, speakers: torch.Tensor) -> torch.Tensor:
        """Vectors [B, M, dim] -> log mel [B, bands, 4M]."""
        x = self.inlet(vectors.transpose(1, 2)) + (self.timbres[speakers] @ self.speaker.weight)[:, :, None]
        return (self.decoder(x) - 1) * 4
