# SPDX-License-Identifier: Apache-2.0
"""UnivNet (Jang et al., 2021), the official vocoder: noise, shaped by kernels predicted from the mel."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.weight_norm import NormedConv1d, NormedConvTranspose1d

SLOPE = 0.2
PREDICTOR_CHANNELS = 64
TAPS = 3


@dataclass(frozen=True)
class UnivNetConfig:
    """Sizes; the defaults are those of the official model."""

    noise_channels: int = 64
    channels: int = 32
    dilations: tuple[int, ...] = (1, 3, 9, 27)
    strides: tuple[int, ...] = (8, 8, 4)
    bands: int = 100


class KernelPredictor(nn.Module):
    """Mel [B, frames, bands] to a kernel and a bias for each layer and frame."""

    def __init__(self, bands: int, channels: int, layers: int) -> None:
        super().__init__()
        self.channels = channels
        self.layers = layers
        self.taps = TAPS
        hidden = PREDICTOR_CHANNELS
        self.input_conv = nn.Sequential(NormedConv1d(bands, hidden, 5), nn.LeakyReLU(SLOPE))
        self.residual_convs = nn.ModuleList(
            nn.Sequential(
                nn.Identity(),
                NormedConv1d(hidden, hidden, 3),
                nn.LeakyReLU(SLOPE),
                NormedConv1d(hidden, hidden, 3),
                nn.LeakyReLU(SLOPE),
            )
            for _ in range(3)
        )
        self.kernel_conv = NormedConv1d(hidden, layers * channels * 2 * channels * TAPS, 3)
        self.bias_conv = NormedConv1d(hidden, layers * 2 * channels, 3)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """[B, frames, layers, taps x in, out] and [B, frames, layers, 1, out]."""
        B, frames, _ = mel.shape
        y = leaky(convolve(mel, self.input_conv[0].weight, self.input_conv[0].bias))
        for residual in self.residual_convs:
            z = leaky(convolve(y, residual[1].weight, residual[1].bias))
            y = y + leaky(convolve(z, residual[3].weight, residual[3].bias))
        # The weights are put into the order in which their products are read: those are many more.
        L, C, K, taps = self.layers, self.channels, y.size(2), self.taps
        weight = self.kernel_conv.weight.view(L, C, 2 * C, taps, K, taps).permute(0, 3, 1, 2, 5, 4)
        bias = self.kernel_conv.bias
        assert bias is not None
        bias = bias.view(L, C, 2 * C, taps).permute(0, 3, 1, 2)
        windows = F.pad(y, [0, 0, 1, 1]).unfold(1, taps, 1).transpose(2, 3).flatten(2)  # [B, frames, taps x K]
        kernels = F.linear(windows, weight.reshape(-1, taps * K), bias.reshape(-1))
        biases = F.linear(windows, self.bias_conv.weight.transpose(1, 2).flatten(1), self.bias_conv.bias)
        return kernels.view(B, frames, L, taps * C, 2 * C), biases.view(B, frames, L, 1, 2 * C)


class Block(nn.Module):
    """Upsamples and filters the signal [B, frames x hop / stride, C] to [B, frames x hop, C]."""

    def __init__(self, config: UnivNetConfig, stride: int, hop: int) -> None:
        super().__init__()
        C = config.channels
        self.hop = hop
        self.channels = C
        self.stride = stride
        self.dilations = config.dilations
        self.convt_pre = nn.Sequential(nn.LeakyReLU(SLOPE), NormedConvTranspose1d(C, C, 2 * stride, stride))
        self.kernel_predictor = KernelPredictor(config.bands, C, len(config.dilations))
        self.conv_blocks = nn.ModuleList(
            nn.Sequential(nn.LeakyReLU(SLOPE), NormedConv1d(C, C, 3, dilation), nn.LeakyReLU(SLOPE))
            for dilation in config.dilations
        )

    def forward(self, x: Tensor, mel: Tensor) -> Tensor:
        kernels, biases = self.kernel_predictor(mel)
        x = upsample(leaky(x), self.convt_pre[1].weight, self.convt_pre[1].bias, self.stride)
        for layer, conv in enumerate(self.conv_blocks):
            y = convolve(leaky(x), conv[1].weight, conv[1].bias, self.dilations[layer])
            y = leaky(y)
            y = location_variable_convolution(y, kernels[:, :, layer], biases[:, :, layer], self.hop)
            x = torch.addcmul(x, torch.sigmoid(y[:, :, : self.channels]), torch.tanh(y[:, :, self.channels :]))
        return x


def leaky(x: Tensor, slope: float = SLOPE) -> Tensor:
    return F.leaky_relu(x, slope)


def convolve(x: Tensor, weight: Tensor, bias: Tensor | None, dilation: int = 1) -> Tensor:
    """[B, T, in] to [B, T, out], padded with zeros; as an image of one line, whose channels may come last."""
    image = x.unsqueeze(1).permute(0, 3, 1, 2)
    padding = [0, dilation * (weight.size(2) // 2)]
    y = F.conv2d(image, weight.unsqueeze(2), bias, padding=padding, dilation=[1, dilation])
    return y.permute(0, 2, 3, 1).squeeze(1).contiguous()


def upsample(x: Tensor, weight: Tensor, bias: Tensor | None, stride: int) -> Tensor:
    """A transposed convolution, kernels [in, out, 2 x stride]: [B, T, in] to [B, T x stride, out].

    Each position gives two times `stride` samples; the second half is added to the first one of the next.
    """
    assert bias is not None
    B, T, _ = x.shape
    outputs = weight.size(1)
    y = F.linear(x, weight.permute(2, 1, 0).reshape(-1, x.size(2))).view(B, T, 2, stride, outputs)
    added = F.pad(y[:, :, 0], [0, 0, 0, 0, 0, 1]) + F.pad(y[:, :, 1], [0, 0, 0, 0, 1, 0]) + bias
    first = (stride + 1) // 2
    return added.view(B, -1, outputs)[:, first : first + T * stride]


def location_variable_convolution(x: Tensor, kernels: Tensor, biases: Tensor, hop: int) -> Tensor:
    """Filters each frame of `hop` samples with its own kernel of three taps.

    x [B, frames x hop, in], kernels [B, frames, taps x in, out], biases [B, frames, 1, out].
    """
    B, samples, channels = x.shape
    frames = kernels.size(1)
    padded = F.pad(x, [0, 0, 1, 1])
    # A window is that many neighbours in memory, and begins one sample after the one before.
    strides = [padded.stride(0), hop * channels, channels, 1]
    windows = padded.as_strided([B, frames, hop, kernels.size(2)], strides)
    y = torch.matmul(windows, kernels) + biases
    return y.view(B, samples, -1)


class UnivNet(nn.Module):
    """Noise [B, noise channels, S] and natural-log mel [B, bands, S] to [B, 1, S x hop]."""

    def __init__(self, config: UnivNetConfig) -> None:
        super().__init__()
        self.config = config
        hop = 1
        blocks = []
        for stride in config.strides:
            hop *= stride
            blocks.append(Block(config, stride, hop))
        self.hop = hop
        self.res_stack = nn.ModuleList(blocks)
        self.conv_pre = NormedConv1d(config.noise_channels, config.channels, 7, reflect=True)
        self.conv_post = nn.Sequential(nn.LeakyReLU(SLOPE), NormedConv1d(config.channels, 1, 7, reflect=True))

    def forward(self, noise: Tensor, mel: Tensor) -> Tensor:
        """Within, channels come last: kernels need no copy in another order then."""
        x = self.conv_pre(noise).transpose(1, 2)
        mel = mel.transpose(1, 2)
        for block in self.res_stack:
            x = block(x, mel)
        return torch.tanh(self.last(leaky(x))).unsqueeze(1)

    def last(self, x: Tensor) -> Tensor:
        """A convolution of kernel 7 to one channel, padded by reflection: [B, T, C] to [B, T] in single precision.

        Each sample is multiplied with all taps at once; what belongs together lies on diagonals.
        """
        post = self.conv_post[1]
        bias = post.bias
        assert bias is not None
        y = F.linear(x, post.weight[0].t())  # [B, T, taps]
        taps = y.size(2)
        side = taps // 2
        y = torch.cat([y[:, 1 : side + 1].flip(1), y, y[:, -side - 1 : -1].flip(1)], 1)
        diagonals = y.as_strided([x.size(0), x.size(1), taps], [y.stride(0), taps, taps + 1])
        return diagonals.sum(2, dtype=torch.float32) + bias.float()
