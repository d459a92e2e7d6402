# SPDX-License-Identifier: Apache-2.0
"""Convolutions whose weight is stored as a length `weight_g` and a direction `weight_v`.

Checkpoints have them so; `fold` leaves the product, which is all that speaking needs.
"""

from typing import TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn import Parameter

Network = TypeVar("Network", bound=nn.Module)


def composed(length: Tensor, direction: Tensor) -> Tensor:
    """g v / |v|, the norm over all but the first dimension, in single precision."""
    v = direction.float()
    return (length.float() * v / v.norm(2, [1, 2], True)).to(direction.dtype)


class NormedConv1d(nn.Module):
    """[B, in, T] to [B, out, T], padded with zeros or by reflection."""

    def __init__(self, inputs: int, outputs: int, kernel: int, dilation: int = 1, reflect: bool = False) -> None:
        super().__init__()
        plain = nn.Conv1d(inputs, outputs, kernel)
        self.weight_v = Parameter(plain.weight.detach().clone())
        self.weight_g = Parameter(self.weight_v.detach().norm(dim=(1, 2), keepdim=True))
        self.bias = plain.bias
        self.dilation = dilation
        self.reflect = reflect
        self.padding = dilation * (kernel - 1) // 2

    @torch.no_grad()
    def folded(self) -> nn.Conv1d:
        outputs, inputs, kernel = self.weight_v.shape
        mode = "reflect" if self.reflect else "zeros"
        plain = nn.Conv1d(
            inputs, outputs, kernel, padding=self.padding, dilation=self.dilation, padding_mode=mode, device="meta"
        )
        plain.weight = Parameter(composed(self.weight_g, self.weight_v))
        plain.bias = self.bias
        return plain

    @property
    def weight(self) -> Tensor:
        return composed(self.weight_g, self.weight_v)

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight
        if self.reflect:
            x = F.pad(x, [self.padding, self.padding], mode="reflect")
            return F.conv1d(x, weight, self.bias, dilation=self.dilation)
        return F.conv1d(x, weight, self.bias, padding=self.padding, dilation=self.dilation)


class NormedConvTranspose1d(nn.Module):
    """[B, in, T] to [B, out, T x stride]; the norm is per input channel."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int) -> None:
        super().__init__()
        plain = nn.ConvTranspose1d(inputs, outputs, kernel)
        self.weight_v = Parameter(plain.weight.detach().clone())
        self.weight_g = Parameter(self.weight_v.detach().norm(dim=(1, 2), keepdim=True))
        self.bias = plain.bias
        self.stride = stride
        surplus = kernel - stride
        self.padding = (surplus + 1) // 2
        self.output_padding = surplus % 2

    @torch.no_grad()
    def folded(self) -> nn.ConvTranspose1d:
        inputs, outputs, kernel = self.weight_v.shape
        plain = nn.ConvTranspose1d(
            inputs, outputs, kernel, self.stride, self.padding, self.output_padding, device="meta"
        )
        plain.weight = Parameter(composed(self.weight_g, self.weight_v))
        plain.bias = self.bias
        return plain

    @property
    def weight(self) -> Tensor:
        return composed(self.weight_g, self.weight_v)

    def forward(self, x: Tensor) -> Tensor:
        return F.conv_transpose1d(x, self.weight, self.bias, self.stride, self.padding, self.output_padding)


def fold(network: Network) -> Network:
    """Replaces the two parts of every weight in a network by their product."""
    for part in list(network.modules()):
        for name, child in list(part.named_children()):
            if isinstance(child, NormedConv1d | NormedConvTranspose1d):
                setattr(part, name, child.folded())
    return network
