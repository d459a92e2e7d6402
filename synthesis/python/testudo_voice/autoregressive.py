# SPDX-License-Identifier: Apache-2.0
"""The autoregressive model: spoken text and a voice to speech codes and their latents.

One sequence `[conditioning, text, codes]` runs through a GPT-2 trunk. Parameter names and
orientations are those of the official checkpoint.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.attention import AttentionBlock


@dataclass(frozen=True)
class AutoregressiveConfig:
    """Sizes; the defaults are those of the official model."""

    layers: int = 30
    model_dim: int = 1024
    heads: int = 16
    max_text_tokens: int = 402
    max_mel_tokens: int = 604
    max_conditioning_inputs: int = 2
    number_text_tokens: int = 255  # without the start token, which gets a row of its own
    start_text_token: int = 255
    stop_text_token: int = 0
    number_mel_codes: int = 8194  # with start and stop
    start_mel_token: int = 8192
    stop_mel_token: int = 8193
    mel_bands: int = 80
    conditioning_blocks: int = 6
    dropout: float = 0.0

    @property
    def text_positions(self) -> int:
        return self.max_text_tokens + 2

    @property
    def mel_positions(self) -> int:
        return self.max_mel_tokens + 2 + self.max_conditioning_inputs


class Projection(nn.Module):
    """A linear layer whose weight is stored [in, out], as GPT-2 checkpoints do."""

    def __init__(self, inputs: int, outputs: int, std: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        nn.init.normal_(self.weight, std=std)

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() == 2:
            return torch.addmm(self.bias, x, self.weight)
        return F.linear(x, self.weight.t(), self.bias)


class CausalAttention(nn.Module):
    def __init__(self, dim: int, heads: int, dropout: float, residual_std: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.c_attn = Projection(dim, 3 * dim, 0.02)
        self.c_proj = Projection(dim, dim, residual_std)

    def join(self, y: Tensor) -> Tensor:
        """[B, heads, T, D / heads] to [B, T, D]."""
        B, H, T, W = y.shape
        return self.c_proj(y.transpose(1, 2).reshape(B, T, H * W))

    def forward(self, x: Tensor) -> Tensor:
        B, T, D = x.shape
        q, k, v = self.c_attn(x).view(B, T, 3, self.heads, D // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        dropout = self.dropout if self.training else 0.0
        return self.join(F.scaled_dot_product_attention(q, k, v, dropout_p=dropout, is_causal=True))


class FeedForward(nn.Module):
    def __init__(self, dim: int, residual_std: float) -> None:
        super().__init__()
        self.c_fc = Projection(dim, 4 * dim, 0.02)
        self.c_proj = Projection(4 * dim, dim, residual_std)

    def forward(self, x: Tensor) -> Tensor:
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, config: AutoregressiveConfig) -> None:
        super().__init__()
        dim = config.model_dim
        residual_std = 0.02 / math.sqrt(2 * config.layers)
        self.ln_1 = nn.LayerNorm(dim)
        self.attn = CausalAttention(dim, config.heads, config.dropout, residual_std)
        self.ln_2 = nn.LayerNorm(dim)
        self.mlp = FeedForward(dim, residual_std)
        self.dropout = config.dropout

    def forward(self, x: Tensor) -> Tensor:
        x = x + F.dropout(self.attn(self.ln_1(x)), self.dropout, self.training)
        return x + F.dropout(self.mlp(self.ln_2(x)), self.dropout, self.training)


class Trunk(nn.Module):
    def __init__(self, config: AutoregressiveConfig) -> None:
        super().__init__()
        self.dropout = config.dropout
        self.h = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.ln_f = nn.LayerNorm(config.model_dim)

    def forward(self, x: Tensor) -> Tensor:
        x = F.dropout(x, self.dropout, self.training)
        for block in self.h:
            x = block(x)
        return self.ln_f(x)


class ConditioningEncoder(nn.Module):
    """A mel of one clip to one vector: the first time position of an attention stack."""

    def __init__(self, config: AutoregressiveConfig) -> None:
        super().__init__()
        dim = config.model_dim
        self.init = nn.Conv1d(config.mel_bands, dim, 1)
        self.attn = nn.Sequential(*(AttentionBlock(dim, config.heads) for _ in range(config.conditioning_blocks)))

    def forward(self, mel: Tensor) -> Tensor:
        return self.attn(self.init(mel))[:, :, 0]


class PositionTable(nn.Module):
    def __init__(self, positions: int, dim: int) -> None:
        super().__init__()
        self.emb = nn.Embedding(positions, dim)
        nn.init.normal_(self.emb.weight, std=0.02)


class Autoregressive(nn.Module):
    """Text and voice to codes.

    `forward` is teacher forcing over framed sequences: text `[start, ids..., stop]` and codes
    `[start, codes..., stop]`. The latent of an input predicts the code after it.
    """

    def __init__(self, config: AutoregressiveConfig) -> None:
        super().__init__()
        self.config = config
        dim = config.model_dim
        self.conditioning_encoder = ConditioningEncoder(config)
        self.text_embedding = nn.Embedding(config.number_text_tokens + 1, dim)
        self.mel_embedding = nn.Embedding(config.number_mel_codes, dim)
        self.gpt = Trunk(config)
        self.mel_pos_embedding = PositionTable(config.mel_positions, dim)
        self.text_pos_embedding = PositionTable(config.text_positions, dim)
        self.final_norm = nn.LayerNorm(dim)
        self.text_head = nn.Linear(dim, config.number_text_tokens + 1)
        self.mel_head = nn.Linear(dim, config.number_mel_codes)
        for module in (self.text_embedding, self.mel_embedding, self.text_head, self.mel_head):
            nn.init.normal_(module.weight, std=0.02)

    def conditioning_latent(self, mels: Tensor) -> Tensor:
        """[B, clips, bands, T] to [B, D]: the mean over the clips."""
        B, clips, bands, T = mels.shape
        each = self.conditioning_encoder(mels.reshape(B * clips, bands, T))
        return each.view(B, clips, -1).mean(1)

    def embed_text(self, text: Tensor) -> Tensor:
        """[B, N] framed ids to [B, N, D]."""
        return self.text_embedding(text) + self.text_pos_embedding.emb.weight[: text.size(1)]

    def embed_codes(self, codes: Tensor) -> Tensor:
        """[B, M] framed codes to [B, M, D]."""
        return self.mel_embedding(codes) + self.mel_pos_embedding.emb.weight[: codes.size(1)]

    def forward(
        self,
        conditioning: Tensor,
        text: Tensor,
        text_lengths: Tensor,
        codes: Tensor,
        code_lengths: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Text logits [B, N, ids], code logits [B, M, codes], latents [B, M, D].

        Outputs beyond a row's own lengths are meaningless. Each row is packed without gaps, with
        its padding at the end, so that a causal mask is all that attention needs.
        """
        B, N = text.shape
        M = codes.size(1)
        parts = [conditioning.unsqueeze(1), self.embed_text(text), self.embed_codes(codes)]
        x = torch.cat(parts, 1)  # [B, 1 + N + M, D] with gaps
        length = int((text_lengths + code_lengths).max()) + 1
        packed = torch.arange(length, device=x.device).unsqueeze(0)  # [1, length]
        text_end = 1 + text_lengths.unsqueeze(1)  # [B, 1]
        source = torch.where(packed < text_end, packed, packed - text_end + 1 + N)
        y = self.final_norm(self.gpt(take(x, source.clamp(max=N + M))))
        text_at = 1 + torch.arange(N, device=x.device).expand(B, N)
        codes_at = text_end + torch.arange(M, device=x.device)
        latents = take(y, codes_at.clamp(max=length - 1))
        text_states = take(y, text_at.clamp(max=length - 1))
        return self.text_head(text_states), self.mel_head(latents), latents


def take(x: Tensor, positions: Tensor) -> Tensor:
    """x [B, T, D] at positions [B, S] to [B, S, D]."""
    return x.gather(1, positions.unsqueeze(2).expand(-1, -1, x.size(2)))
