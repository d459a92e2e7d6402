"""Building blocks that several networks of the family share."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class GroupNorm(nn.GroupNorm):
    """Over [B, C, T]; the number of groups follows from the channels.

    A group is a row of a layer norm, which takes fewer calls; sums are in single precision there.
    """

    def __init__(self, channels: int) -> None:
        super().__init__(group_count(channels), channels)

    def normalised(self, x: Tensor) -> Tensor:
        """Without the affine part."""
        B, C, T = x.shape
        rows = x.reshape(B * self.num_groups, -1)
        return F.layer_norm(rows, [rows.size(1)], eps=self.eps).view(B, C, T)

    def forward(self, x: Tensor) -> Tensor:
        return torch.addcmul(self.bias.unsqueeze(1), self.normalised(x), self.weight.unsqueeze(1))


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
        """[1, heads, length, length], indexed by query and key."""
        device = self.relative_attention_bias.weight.device
        distance = torch.arange(1 - length, length, device=device)  # key minus query
        by_distance = self.relative_attention_bias(relative_bucket(distance)).t() * self.scale
        return by_distance.unfold(1, length, 1).flip(1).unsqueeze(0)


def relative_bucket(distance: Tensor) -> Tensor:
    """Bucket of each distance (key minus query): exact up to 7, logarithmic from 8 to 64."""
    magnitude = distance.abs()
    ratio = torch.log(magnitude.clamp(min=1).float() / 8) / math.log(8.0)
    logarithmic = (8 + (ratio * 8).to(torch.int64)).clamp(max=15)
    bucket = torch.where(magnitude < 8, magnitude, logarithmic)
    return bucket + 16 * (distance > 0).to(torch.int64)


class AttentionBlock(nn.Module):
    """Self-attention over time with a residual connection, without a causal mask."""

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
        """[B, C, T] to the same."""
        return self.attend(x.transpose(1, 2), self.bias(x.size(2))).transpose(1, 2)

    def bias(self, length: int) -> Tensor:
        """What is added to the scores, [1, heads or 1, P, P]: whoever attends often at one length keeps it.

        P is the length rounded up to a multiple of 8, as fused attention wants it; what lies
        beyond the length is masked.
        """
        padding = -length % 8
        positions = self.relative_pos_embeddings
        if positions is None:
            bias = torch.zeros([1, 1, length, length], dtype=self.qkv.weight.dtype, device=self.qkv.weight.device)
        else:
            bias = positions(length)
        return F.pad(F.pad(bias, [0, padding], value=float("-inf")), [0, 0, 0, padding])

    def attend(self, x: Tensor, bias: Tensor) -> Tensor:
        """[B, T, C] to the same, under the bias of T."""
        B, T, C = x.shape
        P = bias.size(2)
        y = F.pad(self.norm(x.transpose(1, 2)).transpose(1, 2), [0, 0, 0, P - T])  # [B, P, C]
        # Channels are grouped by head first, then into query, key and value.
        qkv = pointwise(y, self.qkv.weight, self.qkv.bias).view(B, P, self.heads, 3, C // self.heads)
        qkv = qkv.permute(3, 0, 2, 1, 4)
        y = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], bias)  # [B, heads, P, C / heads]
        y = pointwise(y.transpose(1, 2).reshape(B, P, C), self.proj_out.weight, self.proj_out.bias)
        return x + y[:, :T]


def pointwise(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A convolution of kernel 1 over [B, T, C]: with channels last, products are aligned whatever T is."""
    return F.linear(x, weight.squeeze(2), bias)


def convolve3(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A convolution of kernel 3, padded to the same length: [B, T, in] to [B, T, out]."""
    C = x.size(2)
    windows = F.pad(x, [0, 0, 1, 1]).flatten(1).unfold(1, 3 * C, C)  # [B, T, 3 in], tap by tap
    return F.linear(windows.contiguous(), weight.transpose(1, 2).flatten(1), bias)


def store_by_taps(network: nn.Module) -> None:
    """Lays the weights of kernel 3 out as `convolve3` reads them, so that it need not copy them."""
    for part in network.modules():
        if isinstance(part, nn.Conv1d) and part.kernel_size == (3,):
            by_taps = part.weight.detach().transpose(1, 2).contiguous()  # [out, 3, in]
            part.weight = nn.Parameter(by_taps.transpose(1, 2))
