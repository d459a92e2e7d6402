"""The transformer encoder that both similarity models share (names of the official checkpoints)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HEAD_WIDTH = 64
ROTATED = 32  # the first channels of each head


class RmsNorm(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.g = nn.Parameter(torch.ones(dim))
        self.scale = dim**-0.5

    def forward(self, x: Tensor) -> Tensor:
        length = x.float().norm(2, [2], True) * self.scale
        return (x.float() / length.clamp(min=1e-8)).to(x.dtype) * self.g


class RotaryAngles(nn.Module):
    """Positions as angles (Su et al., 2021): [T, 32], two equal halves."""

    inv_freq: Tensor

    def __init__(self) -> None:
        super().__init__()
        exponents = torch.arange(0, ROTATED, 2).float() / ROTATED
        self.register_buffer("inv_freq", 10000.0**-exponents)

    def forward(self, length: int) -> Tensor:
        time = torch.arange(length, device=self.inv_freq.device).float()
        angles = time.unsqueeze(1) * self.inv_freq.float().unsqueeze(0)
        return torch.cat([angles, angles], 1)


def rotate(x: Tensor, angles: Tensor) -> Tensor:
    """[B, heads, T, 64]: turns pairs of the first channels, leaves the others."""
    width = angles.size(1)
    turned, rest = x[..., :width], x[..., width:]
    first, second = turned.chunk(2, dim=-1)
    quarter = torch.cat([-second, first], -1)
    return torch.cat([turned * angles.cos().to(x.dtype) + quarter * angles.sin().to(x.dtype), rest], -1)


class Attention(nn.Module):
    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        inner = heads * HEAD_WIDTH
        self.heads = heads
        self.width = HEAD_WIDTH
        self.to_q = nn.Linear(dim, inner, bias=False)
        self.to_k = nn.Linear(dim, inner, bias=False)
        self.to_v = nn.Linear(dim, inner, bias=False)
        self.to_out = nn.Linear(inner, dim)

    def _split(self, x: Tensor, angles: Tensor) -> Tensor:
        B, T, _ = x.shape
        return rotate(x.view(B, T, self.heads, self.width).transpose(1, 2), angles)

    def forward(self, x: Tensor, angles: Tensor) -> Tensor:
        q = self._split(self.to_q(x), angles) * self.width**-0.5
        k, v = self._split(self.to_k(x), angles), self._split(self.to_v(x), angles)
        weights = torch.softmax(torch.matmul(q, k.transpose(2, 3)).float(), -1).to(v.dtype)
        return self.to_out(torch.matmul(weights, v).transpose(1, 2).flatten(2))


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

    def forward(self, x: Tensor, angles: Tensor) -> Tensor:
        return self.net(x)


class Wrapped(nn.Module):
    """One more level of names, as one of the checkpoints has it."""

    def __init__(self, wrap: nn.Module) -> None:
        super().__init__()
        self.wrap = wrap

    def forward(self, x: Tensor, angles: Tensor) -> Tensor:
        return self.wrap(x, angles)


class AttentionLayers(nn.Module):
    def __init__(self, dim: int, depth: int, heads: int, multiple: int, wrapped: bool) -> None:
        super().__init__()
        parts: list[nn.Module] = []
        for _ in range(depth):
            for part in (Attention(dim, heads), FeedForward(dim, multiple)):
                norm = nn.ModuleList([RmsNorm(dim)])
                parts.append(nn.ModuleList([norm, Wrapped(part) if wrapped else part]))
        self.layers = nn.ModuleList(parts)
        self.rotary_pos_emb = RotaryAngles()

    def forward(self, x: Tensor) -> Tensor:
        angles = self.rotary_pos_emb(x.size(1))
        for layer in self.layers:
            x = x + layer[1](layer[0][0](x), angles)
        return x


class Transformer(nn.Module):
    def __init__(self, dim: int, depth: int, heads: int, multiple: int, wrapped: bool) -> None:
        super().__init__()
        self.attn_layers = AttentionLayers(dim, depth, heads, multiple, wrapped)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.attn_layers(x))
