"""Building blocks that several networks of the family share."""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Padding(NamedTuple):
    """Rows of their own lengths side by side, in P positions: at least one more than the longest, a multiple of 8.

    One length may stand for all rows: the first dimension is 1 then.
    """

    positions: int  # P
    mask: Tensor  # [B, P, 1], 1 within a row's own length, else 0, in the type of the activations
    keys: Tensor  # [B, 1, 1, P], 0 within, else minus infinity: added to attention's scores
    end: Tensor  # [B, 1, 1], the first position beyond a row's length
    beyond: Tensor  # [B, 1], minus how many positions lie beyond, in single precision
    share: Tensor  # [B, 1], one over the length


def padding_of(lengths: Tensor, longest: int, like: Tensor) -> Padding:
    """Rows of these lengths [B], for activations of the type of `like`."""
    positions = longest + 8 - longest % 8
    outside = torch.arange(positions, device=lengths.device).unsqueeze(0) >= lengths.unsqueeze(1)  # [B, P]
    keys = torch.zeros(outside.shape, dtype=like.dtype, device=lengths.device)
    keys = keys.masked_fill(outside, float("-inf")).unsqueeze(1).unsqueeze(1)
    own = lengths.float().unsqueeze(1)
    mask = (~outside).unsqueeze(2).to(like.dtype)
    return Padding(positions, mask, keys, lengths.view(-1, 1, 1), own - positions, own.reciprocal())


def one_length(length: int, like: Tensor) -> Padding:
    """All rows are so long."""
    return padding_of(torch.full([1], length, device=like.device), length, like)


def repeated(padding: Padding, times: int) -> Padding:
    """The padding of all rows, so many times one after the other."""
    if padding.mask.size(0) == 1:
        return padding
    return Padding(
        padding.positions,
        padding.mask.repeat(times, 1, 1),
        padding.keys.repeat(times, 1, 1, 1),
        padding.end.repeat(times, 1, 1),
        padding.beyond.repeat(times, 1),
        padding.share.repeat(times, 1),
    )


def spread(x: Tensor, padding: Padding) -> Tensor:
    """[B, C, T] to [B, P, C], with zeros beyond each row's length."""
    return F.pad(x.transpose(1, 2), [0, 0, 0, padding.positions - x.size(2)]) * padding.mask


def end_with_zeros(x: Tensor, padding: Padding) -> Tensor:
    """[B, P, C] with zeros right after each row's end, which is what a convolution of kernel 3 sees there."""
    return x.scatter_(1, padding.end.expand(x.size(0), 1, x.size(2)), 0.0)


class GroupNorm(nn.GroupNorm):
    """Over [B, P, C], beyond a row's length the same at every position; the number of groups follows from the channels.

    Sums are in single precision, each of one reading of the activations; a row and channel is then scaled and
    shifted in one more. What comes out beyond a row's length means nothing, and is the same everywhere again.
    """

    def __init__(self, channels: int) -> None:
        super().__init__(group_count(channels), channels)

    def normalised(self, x: Tensor, padding: Padding) -> Tensor:
        return self.modulated(x, padding, self.weight.unsqueeze(0), self.bias.unsqueeze(0))

    def modulated(self, x: Tensor, padding: Padding, scale: Tensor, shift: Tensor) -> Tensor:
        """The normalised channels times a scale plus a shift, [B or 1, C] each."""
        B, _, C = x.shape
        mean, inverse_deviation = self._moments(x, padding)
        factor = inverse_deviation * scale.float().view(-1, self.num_groups, C // self.num_groups)
        summand = torch.addcmul(shift.float().view(-1, self.num_groups, C // self.num_groups), mean, factor, value=-1.0)
        return torch.addcmul(summand.view(B, 1, C).to(x.dtype), x, factor.view(B, 1, C).to(x.dtype))

    def _moments(self, x: Tensor, padding: Padding) -> tuple[Tensor, Tensor]:
        """Mean and one over the deviation of each row and group, [B, groups, 1] in single precision."""
        B, _, C = x.shape
        if x.is_cuda and not torch.is_grad_enabled():
            # Reading is what costs here: what lies beyond is taken away from sums over all positions.
            last = x[:, -1].float()
            sums = torch.addcmul(x.sum(1, dtype=torch.float32), last, padding.beyond)  # [B, C]
            squares = torch.linalg.vector_norm(x, 2.0, [1], dtype=torch.float32).square()
            squares = torch.addcmul(squares, last.square(), padding.beyond)
        else:
            inside = x.float() * padding.mask
            sums, squares = inside.sum(1), inside.square().sum(1)
        both = torch.stack([sums, squares]).view(2, B, self.num_groups, C // self.num_groups).mean(3) * padding.share
        mean, square = both.unsqueeze(3).unbind(0)
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
        y = self.attend(spread(x, padding), self.bias(padding.positions), padding)
        return y[:, : x.size(2)].transpose(1, 2)

    def bias(self, positions: int) -> Tensor:
        """What is added to the scores, [1, heads or 1, P, P]: whoever attends often at one length keeps it."""
        relative = self.relative_pos_embeddings
        if relative is None:
            weight = self.qkv.weight
            return torch.zeros([1, 1, positions, positions], dtype=weight.dtype, device=weight.device)
        return relative(positions).contiguous()

    def attend(self, x: Tensor, bias: Tensor, padding: Padding) -> Tensor:
        """[B, P, C] to the same, zeros beyond each row's length; under a bias of `bias`, or one `with_keys`."""
        B, P, C = x.shape
        y = self.norm.normalised(x, padding)
        # Channels are grouped by head first, then into query, key and value.
        qkv = pointwise(y, self.qkv.weight, self.qkv.bias).view(B, P, self.heads, 3, C // self.heads)
        q, k, v = qkv.permute(3, 0, 2, 1, 4).unbind(0)  # [B, heads, P, C / heads]
        y = attention(q, k, v, bias if bias.size(0) > 1 else bias + padding.keys)
        y = y.transpose(1, 2).reshape(B, P, C)
        return torch.addcmul(x, pointwise(y, self.proj_out.weight, self.proj_out.bias), padding.mask)


def attention(q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tensor:
    """[B, heads, P, W]; a bias of fewer rows is that of as many rows again and again."""
    B, rows = q.size(0), bias.size(0)
    if rows == 1 or rows == B:
        return F.scaled_dot_product_attention(q, k, v, bias)
    parts: list[Tensor] = []
    for first in range(0, B, rows):
        some = slice(first, first + rows)
        parts.append(F.scaled_dot_product_attention(q[some], k[some], v[some], bias))
    return torch.cat(parts)


def pointwise(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A convolution of kernel 1 over [B, P, C]: with channels last, products are aligned whatever the length is."""
    return F.linear(x, weight.squeeze(2), bias)


def convolve3(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A convolution of kernel 3, padded with zeros to the same length: [B, P, in] to [B, P, out]."""
    if x.is_cuda:
        image = x.unsqueeze(1).permute(0, 3, 1, 2)  # [B, in, 1, P] with channels last, as cuDNN likes it
        return F.conv2d(image, weight.unsqueeze(2), bias, padding=[0, 1]).permute(0, 2, 3, 1).squeeze(1)
    windows = F.pad(x, [0, 0, 1, 1]).unfold(1, 3, 1).transpose(2, 3).contiguous()  # [B, P, 3, in]
    return F.linear(windows.flatten(2), weight.transpose(1, 2).flatten(1), bias)


def store_by_taps(network: nn.Module) -> None:
    """Lays the weights of kernel 3 out as `convolve3` reads them, so that it need not copy them."""
    for part in network.modules():
        if isinstance(part, nn.Conv1d) and part.kernel_size == (3,):
            by_taps = part.weight.detach().transpose(1, 2).contiguous()  # [out, 3, in]
            part.weight = nn.Parameter(by_taps.transpose(1, 2))
