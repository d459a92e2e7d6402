# SPDX-License-Identifier: Apache-2.0
"""CVVP: how well speech codes fit the voice of a clip; optional in ranking candidates."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.attention import AttentionBlock
from testudo_voice.similarity_encoder import Transformer


@dataclass(frozen=True)
class CvvpConfig:
    """Sizes; the defaults are those of the official model."""

    dim: int = 512
    heads: int = 8
    codes: int = 8192
    voice_depth: int = 8
    speech_depth: int = 8
    latent_multiplier: int = 1
    mel_bands: int = 80


class CollapsingEncoder(nn.Module):
    """[B, T, D] to [B, D]: the mean over time of what a transformer and an attention block make."""

    def __init__(self, dim: int, depth: int, heads: int) -> None:
        super().__init__()
        self.transformer = Transformer(dim, depth, heads, multiple=1, wrapped=False)
        self.pre_combiner = nn.Sequential(nn.Conv1d(dim, dim, 1), AttentionBlock(dim, heads), nn.Conv1d(dim, dim, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.pre_combiner(self.transformer(x).transpose(1, 2)).mean(2)


class CodeEmbedding(nn.Module):
    def __init__(self, codes: int, dim: int) -> None:
        super().__init__()
        self.emb = nn.Embedding(codes, dim)


class Cvvp(nn.Module):
    def __init__(self, config: CvvpConfig) -> None:
        super().__init__()
        dim, latent = config.dim, config.dim * config.latent_multiplier
        self.temperature = nn.Parameter(torch.tensor(1.0))
        self.cond_emb = nn.Sequential(
            nn.Conv1d(config.mel_bands, dim // 2, 5, stride=2, padding=2),
            nn.Conv1d(dim // 2, dim, 3, stride=2, padding=1),
        )
        self.conditioning_transformer = CollapsingEncoder(dim, config.voice_depth, config.heads)
        self.to_conditioning_latent = nn.Linear(dim, latent, bias=False)
        self.speech_emb = CodeEmbedding(config.codes, dim)
        self.speech_transformer = CollapsingEncoder(dim, config.speech_depth, config.heads)
        self.to_speech_latent = nn.Linear(dim, latent, bias=False)

    def forward(self, mel: Tensor, codes: Tensor) -> Tensor:
        """Normed mels of a clip [B, bands, T] against codes [B, M]: [B]."""
        voice = self.conditioning_transformer(self.cond_emb(mel).transpose(1, 2))
        speech = self.speech_transformer(self.speech_emb.emb(codes))
        voice = F.normalize(self.to_conditioning_latent(voice).float(), dim=1)
        speech = F.normalize(self.to_speech_latent(speech).float(), dim=1)
        return (voice * speech).sum(1) * self.temperature.float().exp()
