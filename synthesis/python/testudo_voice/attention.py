"""Building blocks that several networks of the family share."""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Padding(NamedTuple):
    """Rows of different lengths side by side, each padded to T positions."""

    mask: Tensor  # [T, B, 1], 1 within a row's own length, else 0, in the type of the activations
    mask32: Tensor  # the same in single precision
    excess: Tensor  # [1, B, 1, 1], T over the row's own length, in single precision
    keys: Tensor  # [B, 1, 1, P], 0 within, else minus infinity: added to attention's scores


def padding_of(lengths: Tensor, positions: int, like: Tensor) -> Padding:
    """Rows of these lengths [B] in so many positions, for activations of the type of `like`."""
    place = torch.arange(positions + -positions % 8, device=lengths.device)
    outside = place.unsqueeze(0) >= lengths.unsqueeze(1)  # [B, P]
    mask32 = (~outside[:, :positions]).t().unsqueeze(2).float()
    keys = torch.zeros(outside.shape, dtype=like.dtype, device=lengths.device)
    keys = keys.masked_fill(outside, float("-inf")).unsqueeze(1).unsqueeze(1)
    excess = (positions / lengths.float()).view(1, -1, 1, 1)
    return Padding(mask32.to(like.dtype), mask32, excess, keys)


def repeated(padding: Padding | None, times: int) -> Padding | None:
    """The padding of all rows, so many times one after the other."""
    if padding is None:
        return None
    return Padding(
        padding.mask.repeat(1, times, 1),
        padding.mask32.repeat(1, times, 1),
        padding.excess.repeat(1, times, 1, 1),
        padding.keys.repeat(times, 1, 1, 1),
    )


def masked(x: Tensor, padding: Padding | None) -> Tensor:
    """[T, B, C] with zeros beyond each row's length, which is what a convolution sees beyond an end."""
    return x if padding is None else x * padding.mask


class GroupNorm(nn.GroupNorm):
    """Over [T, B, C]; the number of groups follows from the channels. Sums are in single precision."""

    def __init__(self, channels: int) -> None:
        super().__init__(group_count(channels), channels)

    def normalised(self, x: Tensor, padding: Padding | None = None) -> Tensor:
        """Without the affine part; what lies beyond a row's length does not count."""
        if padding is not None:
            return groups_within_lengths(x, self.num_groups, self.eps, padding)
        if x.is_cuda and not torch.is_grad_enabled():
            return groups_as_channels(x, self.num_groups, self.eps)
        return groups_as_rows(x, self.num_groups, self.eps)

    def forward(self, x: Tensor, padding: Padding | None = None) -> Tensor:
        return torch.addcmul(self.bias, self.normalised(x, padding), self.weight)


def groups_within_lengths(x: Tensor, groups: int, eps: float, padding: Padding) -> Tensor:
    """Moments over all positions with zeros beyond each row's length, corrected for how many zeros there are."""
    T, B, C = x.shape
    inside = (x * padding.mask32).view(T, B, groups, C // groups)
    variance, mean = torch.var_mean(inside, [0, 3], correction=0, keepdim=True)  # [1, B, groups, 1]
    square = (variance + mean * mean) * padding.excess
    mean = mean * padding.excess
    inverse_deviation = torch.rsqrt((square - mean * mean).clamp(min=0.0) + eps)
    if x.is_cuda and not torch.is_grad_enabled():
        channels = x.reshape(T, B * groups, C // groups)
        moments = mean.view(-1), inverse_deviation.view(-1)
        return torch.batch_norm_elemt(channels, None, None, moments[0], moments[1], eps).view(T, B, C)
    return ((x.view(T, B, groups, C // groups) - mean) * inverse_deviation).to(x.dtype).view(T, B, C)


def groups_as_channels(x: Tensor, groups: int, eps: float) -> Tensor:
    """Groups as the channels of a batch norm, on a GPU, where copies and calls cost most; it has no gradient."""
    T, B, C = x.shape
    channels = x.reshape(T, B * groups, C // groups)
    mean, inverse_deviation = torch.batch_norm_stats(channels, eps)
    return torch.batch_norm_elemt(channels, None, None, mean, inverse_deviation, eps).view(T, B, C)


def groups_as_rows(x: Tensor, groups: int, eps: float) -> Tensor:
    """Groups as the rows of a layer norm."""
    T, B, C = x.shape
    rows = x.permute(1, 2, 0).reshape(B * groups, -1)
    return F.layer_norm(rows, [rows.size(1)], eps=eps).view(B, C, T).permute(2, 0, 1).contiguous()


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

    def forward(self, x: Tensor, padding: Padding | None = None) -> Tensor:
        """[B, C, T] to the same."""
        zeros = x.new_zeros(1, 1, x.size(1))
        y = self.attend(x.permute(2, 0, 1).contiguous(), self.bias(x.size(2)), zeros, padding)
        return y.permute(1, 2, 0)

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
        return F.pad(F.pad(bias, [0, padding], value=float("-inf")), [0, 0, 0, padding]).contiguous()

    def attend(self, x: Tensor, bias: Tensor, zeros: Tensor, padding: Padding | None = None) -> Tensor:
        """[T, B, C] to the same, under the bias of T; zeros are [1, 1, >= C]."""
        T, B, C = x.shape
        P = bias.size(2)
        y = torch.cat([self.norm(x, padding), zeros[:, :, :C].expand(P - T, B, C)])
        if padding is not None:
            bias = bias + padding.keys  # [B, heads or 1, P, P]
        # Channels are grouped by head first, then into query, key and value.
        qkv = pointwise(y, self.qkv.weight, self.qkv.bias).view(P, B, self.heads, 3, C // self.heads)
        q, k, v = qkv.permute(3, 1, 2, 0, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, bias)  # [B, heads, P, C / heads]
        y = y.permute(2, 0, 1, 3)[:T].reshape(T, B, C)
        return x + pointwise(y, self.proj_out.weight, self.proj_out.bias)


def pointwise(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A convolution of kernel 1 over [T, B, C]: with channels last, products are aligned whatever T is."""
    return F.linear(x, weight.squeeze(2), bias)


def convolve3(x: Tensor, weight: Tensor, bias: Tensor | None, zeros: Tensor) -> Tensor:
    """A convolution of kernel 3, padded with zeros [1, 1, >= in] to the same length: [T, B, in] to [T, B, out]."""
    edge = zeros[:, :, : x.size(2)].expand(1, x.size(1), -1)
    windows = torch.cat([edge, x, edge]).unfold(0, 3, 1).transpose(2, 3).contiguous()  # [T, B, 3, in]
    return F.linear(windows.flatten(2), weight.transpose(1, 2).flatten(1), bias)


def store_by_taps(network: nn.Module) -> None:
    """Lays the weights of kernel 3 out as `convolve3` reads them, so that it need not copy them."""
    for part in network.modules():
        if isinstance(part, nn.Conv1d) and part.kernel_size == (3,):
            by_taps = part.weight.detach().transpose(1, 2).contiguous()  # [out, 3, in]
            part.weight = nn.Parameter(by_taps.transpose(1, 2))
