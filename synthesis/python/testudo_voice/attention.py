"""Building blocks that several networks of the family share."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class LayerNorm(nn.LayerNorm):
    """Layer norm that is computed in single precision whatever the precision of the network."""

    def forward(self, x: Tensor) -> Tensor:
        y = F.layer_norm(x.float(), self.normalized_shape, self.weight.float(), self.bias.float(), self.eps)
        return y.to(x.dtype)


class GroupNorm(nn.GroupNorm):
    """Group norm in single precision; the number of groups follows from the channels."""

    def __init__(self, channels: int) -> None:
        super().__init__(group_count(channels), channels)

    def forward(self, x: Tensor) -> Tensor:
        y = F.group_norm(x.float(), self.num_groups, self.weight.float(), self.bias.float(), self.eps)
        return y.to(x.dtype)


def group_count(channels: int) -> int:
    """The family's rule: few groups for few channels, and always a divisor of the channels."""
    groups = 8 if channels <= 16 else 16 if channels <= 64 else 32
    while channels % groups != 0:
        groups //= 2
    if groups <= 2:
        raise ValueError(f"{channels} channels leave only {groups} groups to normalise; need > 2")
    return groups


class RelativeBias(nn.Module):
    """A learned bias per head and bucket of distance: T5's rule, both directions."""

    BUCKETS = 32
    MAX_DISTANCE = 64

    def __init__(self, heads: int, scale: float) -> None:
        super().__init__()
        self.scale = scale
        self.relative_attention_bias = nn.Embedding(self.BUCKETS, heads)

    def forward(self, length: int) -> Tensor:
        """[heads, length, length], indexed by query and key."""
        device = self.relative_attention_bias.weight.device
        distance = torch.arange(1 - length, length, device=device)  # key minus query
        by_distance = self.relative_attention_bias(relative_bucket(distance)).t() * self.scale
        return by_distance.unfold(1, length, 1).flip(1)


def relative_bucket(distance: Tensor) -> Tensor:
    """Bucket of each distance (key minus query): exact up to 7, logarithmic from 8 to 64."""
    magnitude = distance.abs()
    ratio = torch.log(magnitude.clamp(min=1).float() / 8) / math.log(8.0)
    logarithmic = (8 + (ratio * 8).to(torch.int64)).clamp(max=15)
    bucket = torch.where(magnitude < 8, magnitude, logarithmic)
    return bucket + 16 * (distance > 0).to(torch.int64)


class AttentionBlock(nn.Module):
    """Self-attention over time with a residual connection, without a causal mask: [B, C, T]."""

    def __init__(self, channels: int, heads: int, relative: bool = False) -> None:
        super().__init__()
        if channels % heads != 0:
            raise ValueError(f"{channels} channels cannot be split into {heads} heads")
        self.heads = heads
        self.norm = GroupNorm(channels)
        self.qkv = nn.Conv1d(channels, 3 * channels, 1)
        self.proj_out = nn.Conv1d(channels, channels, 1)
        nn.init.zeros_(self.proj_out.weight)
        nn.init.zeros_(self.proj_out.bias)  # type: ignore[arg-type]
        self.relative_pos_embeddings = RelativeBias(heads, math.sqrt(channels // heads)) if relative else None

    def forward(self, x: Tensor) -> Tensor:
        B, C, T = x.shape
        width = C // self.heads
        # Channels are grouped by head first, then into query, key and value.
        qkv = self.qkv(self.norm(x)).reshape(B, self.heads, 3, width, T)
        scale = width**-0.25
        q = (qkv[:, :, 0] * scale).transpose(2, 3)  # [B, heads, T, width]
        k = qkv[:, :, 1] * scale  # [B, heads, width, T]
        v = qkv[:, :, 2].transpose(2, 3)  # [B, heads, T, width]
        scores = torch.matmul(q, k).float()
        if self.relative_pos_embeddings is not None:
            scores = scores + self.relative_pos_embeddings(T).float()
        weights = torch.softmax(scores, dim=-1).to(x.dtype)
        y = torch.matmul(weights, v)  # [B, heads, T, width]
        return x + self.proj_out(y.transpose(2, 3).reshape(B, C, T))
