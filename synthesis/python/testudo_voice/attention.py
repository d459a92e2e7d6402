# SPDX-License-Identifier: Apache-2.0
"""Building blocks that several networks of the family share."""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Padding(NamedTuple):
    """Rows side by side in P positions: at least one more than the longest has, and a multiple of 8.

    Where `alike`, all rows are as long as the longest, and one stands for all in the tensors. Else activations that
    are added up are zeros beyond a row's own length.
    """

    positions: int  # P
    longest: int
    alike: bool
    mask: Tensor  # [P, B, 1 or C], 1 within a row's own length, else 0, in the type of the activations
    keys: Tensor  # [B, 1, 1, P], 0 within, else minus infinity: added to attention's scores
    end: Tensor  # [1, B, 1], the first position beyond a row's length
    beyond: Tensor  # [B, 1], minus how many positions lie beyond, in single precision
    share: Tensor  # [B, 1], one over the length


def padding_of(lengths: Tensor, longest: int, like: Tensor, channels: int = 1, alike: bool = False) -> Padding:
    """Rows of these lengths [B], for activations of the type of `like`. On a GPU a mask of all channels is faster."""
    positions = longest + 8 - longest % 8
    outside = torch.arange(positions, device=lengths.device).unsqueeze(0) >= lengths.unsqueeze(1)  # [B, P]
    keys = torch.zeros(outside.shape, dtype=like.dtype, device=lengths.device)
    keys = keys.masked_fill(outside, float("-inf")).unsqueeze(1).unsqueeze(1)
    mask = (~outside).t().unsqueeze(2).to(like.dtype)
    if mask.is_cuda:
        mask = mask.expand(-1, -1, channels).contiguous()
    own = lengths.float().unsqueeze(1)
    return Padding(positions, longest, alike, mask, keys, lengths.view(1, -1, 1), own - positions, own.reciprocal())


def one_length(length: int, like: Tensor) -> Padding:
    """All rows are so long."""
    return padding_of(torch.full([1], length, device=like.device), length, like, alike=True)


def repeated(padding: Padding, times: int) -> Padding:
    """The padding of all rows, so many times one after the other."""
    if padding.alike:
        return padding
    return Padding(
        padding.positions,
        padding.longest,
        False,
        padding.mask.repeat(1, times, 1),
        padding.keys.repeat(times, 1, 1, 1),
        padding.end.repeat(1, times, 1),
        padding.beyond.repeat(times, 1),
        padding.share.repeat(times, 1),
    )


def spread(x: Tensor, padding: Padding) -> Tensor:
    """[B, C, T] to [P, B, C], with zeros beyond each row's length."""
    y = F.pad(x.permute(2, 0, 1), [0, 0, 0, 0, 0, padding.positions - x.size(2)])
    return y if padding.alike else y * padding.mask[:, :, :1]


def end_with_zeros(x: Tensor, padding: Padding) -> Tensor:
    """[P, B, C] with zeros right after each row's end, which is what a convolution of kernel 3 sees there."""
    if padding.alike:
        x[padding.longest].zero_()
        return x
    return x.scatter_(0, padding.end.expand(1, x.size(1), x.size(2)), 0.0)


def add(x: Tensor, y: Tensor, padding: Padding) -> Tensor:
    """The sum of both [P, B, C], zeros beyond a row's length if x is."""
    return x + y if padding.alike else torch.addcmul(x, y, padding.mask[:, :, : x.size(2)])


def without_keys_beyond(bias: Tensor, padding: Padding) -> Tensor:
    """A bias [1, heads or 1, P, P] of attention with minus infinity beyond each row's length; it may be changed."""
    if padding.alike:
        bias[:, :, :, padding.longest :].fill_(float("-inf"))
        return bias
    return bias + padding.keys


class GroupNorm(nn.GroupNorm):
    """Over [P, B, C], with sums in single precision; the number of groups follows from the channels.

    Beyond a row's length the same must stand at every position, as it will again in the result.
    """

    def __init__(self, channels: int) -> None:
        super().__init__(group_count(channels), channels)

    def normalised(self, x: Tensor, padding: Padding) -> Tensor:
        return self.modulated(x, padding, self.weight.unsqueeze(0), self.bias.unsqueeze(0))

    def modulated(self, x: Tensor, padding: Padding, scale: Tensor, shift: Tensor) -> Tensor:
        """The normalised channels times a scale plus a shift, [B or 1, C] each."""
        P, B, C = x.shape
        on_gpu = x.is_cuda and not torch.is_grad_enabled()
        if on_gpu and padding.alike:
            return torch.addcmul(shift, self._as_channels(x, padding.longest), scale)
        mean, inverse_deviation = self._of_each_channel(x, padding) if on_gpu else self._of_all(x, padding)
        factor = inverse_deviation * scale.float().view(-1, self.num_groups, C // self.num_groups)
        summand = torch.addcmul(shift.float().view(-1, self.num_groups, C // self.num_groups), mean, factor, value=-1.0)
        if on_gpu:
            # One reading and one writing, without broadcasts, which are slow: each row's channels as channels.
            flat = summand.view(-1)
            channels = x.view(P, B * C)
            y = torch.batch_norm_elemt(channels, None, flat, torch.zeros_like(flat), factor.view(-1), self.eps)
            return y.view(P, B, C)
        return torch.addcmul(summand.view(B, C).to(x.dtype), x, factor.view(B, C).to(x.dtype))

    def _as_channels(self, x: Tensor, longest: int) -> Tensor:
        """Groups as the channels of a batch norm: the fewest calls, which is what costs most for one utterance."""
        P, B, C = x.shape
        channels = x.view(P, B * self.num_groups, C // self.num_groups)
        mean, inverse_deviation = torch.batch_norm_stats(channels[:longest], self.eps)
        return torch.batch_norm_elemt(channels, None, None, mean, inverse_deviation, self.eps).view(P, B, C)

    def _of_each_channel(self, x: Tensor, padding: Padding) -> tuple[Tensor, Tensor]:
        """As `_of_all`: moments of each row's channels in one reading, then less what lies beyond its length."""
        P, B, C = x.shape
        means, inverse_deviations = torch.batch_norm_stats(x.view(P, B * C), self.eps)
        squares = torch.addcmul(inverse_deviations.pow(-2.0) - self.eps, means, means)
        last = x[-1].float()
        sums = torch.addcmul(means.view(B, C) * P, last, padding.beyond)
        squares = torch.addcmul(squares.view(B, C) * P, last.square(), padding.beyond)
        return self._moments(sums, squares, padding)

    def _of_all(self, x: Tensor, padding: Padding) -> tuple[Tensor, Tensor]:
        """Mean and one over the deviation of each row and group, [B, groups, 1] in single precision."""
        inside = x[: padding.longest].float()
        if not padding.alike:
            inside = inside * padding.mask[: padding.longest, :, :1]
        return self._moments(inside.sum(0), inside.square().sum(0), padding)

    def _moments(self, sums: Tensor, squares: Tensor, padding: Padding) -> tuple[Tensor, Tensor]:
        """From sums of channels and of their squares, [B, C]."""
        B, C = sums.shape
        of_groups = torch.stack([sums, squares]).view(2, B, self.num_groups, C // self.num_groups).mean(3)
        mean, square = (of_groups * padding.share).unsqueeze(3).unbind(0)
        variance = torch.addcmul(square, mean, mean, value=-1.0).clamp(min=0.0)
        return mean, torch.rsqrt(variance + self.eps)


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
        padding = one_length(x.size(2), x)
        y = self.attend(spread(x, padding), without_keys_beyond(self.bias(padding.positions), padding), padding)
        return y[: x.size(2)].permute(1, 2, 0)

    def bias(self, positions: int) -> Tensor:
        """What is added to the scores, [1, heads or 1, P, P], made anew: who attends often keeps it."""
        relative = self.relative_pos_embeddings
        if relative is None:
            weight = self.qkv.weight
            return torch.zeros([1, 1, positions, positions], dtype=weight.dtype, device=weight.device)
        return relative(positions).contiguous()

    def attend(self, x: Tensor, bias: Tensor, padding: Padding) -> Tensor:
        """[P, B, C] to the same, under what is added to the scores, [rows, heads or 1, P, P].

        Of one row it is everybody's, and the mask of the keys is yet to come unless all are alike; of several it
        is that of as many rows again and again.
        """
        P, B, C = x.shape
        y = self.norm.normalised(x, padding)
        # Channels are grouped by head first, then into query, key and value.
        qkv = pointwise(y, self.qkv.weight, self.qkv.bias).view(P, B, self.heads, 3, C // self.heads)
        q, k, v = qkv.permute(3, 1, 2, 0, 4).unbind(0)  # [B, heads, P, C / heads]
        if bias.size(0) == 1 and not padding.alike:
            bias = bias + padding.keys
        rows = bias.size(0)
        if rows == 1 or rows == B:
            y = F.scaled_dot_product_attention(q, k, v, bias).permute(2, 0, 1, 3).reshape(P, B, C)
        else:
            y = torch.empty_like(x)
            heads = y.view(P, B, self.heads, C // self.heads).permute(1, 2, 0, 3)
            for first in range(0, B, rows):
                some = slice(first, first + rows)
                heads[some].copy_(F.scaled_dot_product_attention(q[some], k[some], v[some], bias))
        return add(x, pointwise(y, self.proj_out.weight, self.proj_out.bias), padding)


def pointwise(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A convolution of kernel 1 over [P, B, C]: with channels last, products are aligned whatever the length is."""
    return F.linear(x, weight.squeeze(2), bias)


def convolve3(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """A convolution of kernel 3, padded with zeros to the same length: [P, B, in] to [P, B, out]."""
    P, B, C = x.shape
    if torch.is_grad_enabled():
        windows = F.pad(x, [0, 0, 0, 0, 1, 1]).unfold(0, 3, 1).transpose(2, 3)  # [P, B, 3, in]
        return F.linear(windows.flatten(2), weight.transpose(1, 2).flatten(1), bias)
    # Three products, of which each adds to the one before: the neighbour of a position is B rows away.
    before, here, after = weight.permute(2, 1, 0).unbind(0)
    rows = x.view(P * B, C)
    y = torch.addmm(bias, rows, here)
    y[B:].addmm_(rows[:-B], before)
    y[:-B].addmm_(rows[B:], after)
    return y.view(P, B, -1)


def store_by_taps(network: nn.Module) -> None:
    """Lays the weights of kernel 3 out as `convolve3` reads them, so that it need not copy them."""
    for part in network.modules():
        if isinstance(part, nn.Conv1d) and part.kernel_size == (3,):
            by_taps = part.weight.detach().transpose(1, 2).contiguous()  # [out, 3, in]
            part.weight = nn.Parameter(by_taps.transpose(1, 2))
