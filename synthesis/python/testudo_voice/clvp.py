# SPDX-License-Identifier: Apache-2.0
"""CLVP: how well speech codes fit a text; it ranks candidates."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.similarity_encoder import Transformer


@dataclass(frozen=True)
class ClvpConfig:
    """Sizes; the defaults are those of the official model."""

    text_dim: int = 768
    speech_dim: int = 768
    latent_dim: int = 768
    text_tokens: int = 256
    speech_tokens: int = 8192
    text_depth: int = 20
    speech_depth: int = 20
    text_heads: int = 12
    speech_heads: int = 12


class Encoder(nn.Module):
    def __init__(self, dim: int, depth: int, heads: int) -> None:
        super().__init__()
        self.transformer = Transformer(dim, depth, heads, multiple=2, wrapped=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.transformer(x)


class Clvp(nn.Module):
    def __init__(self, config: ClvpConfig) -> None:
        super().__init__()
        self.temperature = nn.Parameter(torch.tensor(1.0))
        self.text_emb = nn.Embedding(config.text_tokens, config.text_dim)
        self.to_text_latent = nn.Linear(config.text_dim, config.latent_dim, bias=False)
        self.speech_emb = nn.Embedding(config.speech_tokens, config.speech_dim)
        self.to_speech_latent = nn.Linear(config.speech_dim, config.latent_dim, bias=False)
        self.text_transformer = Encoder(config.text_dim, config.text_depth, config.text_heads)
        self.speech_transformer = Encoder(config.speech_dim, config.speech_depth, config.speech_heads)

    def text_latent(self, text: Tensor) -> Tensor:
        """Ids with the one trailing stop [B, N] to [B, latent], of length 1."""
        pooled = self.text_transformer(self.text_emb(text)).mean(1)
        return F.normalize(self.to_text_latent(pooled).float(), dim=1)

    def speech_latent(self, codes: Tensor) -> Tensor:
        """All codes, silence too, [B, M] to [B, latent], of length 1."""
        pooled = self.speech_transformer(self.speech_emb(codes)).mean(1)
        return F.normalize(self.to_speech_latent(pooled).float(), dim=1)

    def forward(self, text: Tensor, codes: Tensor) -> Tensor:
        """Similarity of each row's text and codes: [B]."""
        product = (self.text_latent(text) * self.speech_latent(codes)).sum(1)
        return product * self.temperature.float().exp()
