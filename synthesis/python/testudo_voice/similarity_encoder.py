# SPDX-License-Identifier: Apache-2.0
"""The transformer encoder that both similarity models share (names of the official checkpoints)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HEAD_WIDTH = 64
ROTATED = 32  # the first channels of each head


class RmsNorm(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim
        self.g = nn.Parameter(torch.ones(dim))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, [self.dim], self.g, 1e-16)


class Rotation(nn.Module):
    """Positions as angles (Su et al., 2021): pairs of a head's first channels turn, the others stay."""

    inv_freq: Tensor

    def __init__(self) -> None:
        super().__init__()
        exponents = torch.arange(0, ROTATED, 2).float() / ROTATED
        self.register_buffer("inv_freq", 10000.0**-exponents)
        self.staying = HEAD_WIDTH - ROTATED

    def forward(self, length: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """What each channel is multiplied with, and what its partner is: [T, 1, 64] each."""
        time = torch.arange(length, device=self.inv_freq.device).float()
        angles = time.view(-1, 1, 1) * self.inv_freq.float()
        cos = F.pad(torch.cat([angles.cos(), angles.cos()], 2), [0, self.staying], value=1.0)
        sin = F.pad(torch.cat([-angles.sin(), angles.sin()], 2), [0, self.staying])
        return cos.to(dtype), sin.to(dtype)


class Attention(nn.Module):
    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        inner = heads * HEAD_WIDTH
        self.heads = heads
        self.width = HEAD_WIDTH
        self.parts = [ROTATED // 2, ROTATED // 2, HEAD_WIDTH - ROTATED]
        self.to_q = nn.Linear(dim, inner, bias=False)
        self.to_k = nn.Linear(dim, inner, bias=False)
        self.to_v = nn.Linear(dim, inner, bias=False)
        self.to_out = nn.Linear(inner, dim)

    def _turned(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """[B, T, inner] to [B, heads, T, 64]."""
        x = x.view(x.size(0), x.size(1), self.heads, self.width)
        first, second, rest = x.split(self.parts, -1)
        return torch.addcmul(x * cos, torch.cat([second, first, rest], -1), sin).transpose(1, 2)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        q, k = self._turned(self.to_q(x), cos, sin), self._turned(self.to_k(x), cos, sin)
        y = F.scaled_dot_product_attention(q, k, self._turned(self.to_v(x), cos, sin))
        return self.to_out(y.transpose(1, 2).flatten(2))


class GatedProjection(nn.Module):
    def __init__(self, dim: int, inner: int) -> None:
        super().__init__()
        self.proj = nn.Linear(dim, 2 * inner)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.proj(x).chunk(2, dim=-1)
        return value * F.gelu(gate)


class FeedForward(nn.Module):
    def __init__(self, dim: int, multiple: int) -> None:
        super().__init__()
        inner = dim * multiple
        self.net = nn.Sequential(GatedProjection(dim, inner), nn.Identity(), nn.Identity(), nn.Linear(inner, dim))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        return self.net(x)


class Wrapped(nn.Module):
    """One more level of names, as one of the checkpoints has it."""

    def __init__(self, wrap: nn.Module) -> None:
        super().__init__()
        self.wrap = wrap

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        return self.wrap(x, cos, sin)


class AttentionLayers(nn.Module):
    def __init__(self, dim: int, depth: int, heads: int, multiple: int, wrapped: bool) -> None:
        super().__init__()
        parts: list[nn.Module] = []
        for _ in range(depth):
            for part in (Attention(dim, heads), FeedForward(dim, multiple)):
                norm = nn.ModuleList([RmsNorm(dim)])
                parts.append(nn.ModuleList([norm, Wrapped(part) if wrapped else part]))
        self.layers = nn.ModuleList(parts)
        self.rotary_pos_emb = Rotation()

    def forward(self, x: Tensor) -> Tensor:
        cos, sin = self.rotary_pos_emb(x.size(1), x.dtype)
        for layer in self.layers:
            x = x + layer[1](layer[0][0](x), cos, sin)
        return x


class Transformer(nn.Module):
    def __init__(self, dim: int, depth: int, heads: int, multiple: int, wrapped: bool) -> None:
        super().__init__()
        self.attn_layers = AttentionLayers(dim, depth, heads, multiple, wrapped)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.attn_layers(x))
