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
    """Mel [B, bands, frames] to a kernel and a bias for each layer and frame."""

    def __init__(self, bands: int, channels: int, layers: int) -> None:
        super().__init__()
        self.channels = channels
        self.layers = layers
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
        """[B, layers, in, out, taps, frames] and [B, layers, out, frames]."""
        B, _, frames = mel.shape
        y = self.input_conv(mel)
        for residual in self.residual_convs:
            y = y + residual(y)
        kernels = self.kernel_conv(y).view(B, self.layers, self.channels, 2 * self.channels, -1, frames)
        return kernels, self.bias_conv(y).view(B, self.layers, 2 * self.channels, frames)


class Block(nn.Module):
    """Upsamples and filters the signal [B, C, frames x hop / stride] to [B, C, frames x hop]."""

    def __init__(self, config: UnivNetConfig, stride: int, hop: int) -> None:
        super().__init__()
        C = config.channels
        self.hop = hop
        self.channels = C
        self.convt_pre = nn.Sequential(nn.LeakyReLU(SLOPE), NormedConvTranspose1d(C, C, 2 * stride, stride))
        self.kernel_predictor = KernelPredictor(config.bands, C, len(config.dilations))
        self.conv_blocks = nn.ModuleList(
            nn.Sequential(nn.LeakyReLU(SLOPE), NormedConv1d(C, C, 3, dilation), nn.LeakyReLU(SLOPE))
            for dilation in config.dilations
        )

    def forward(self, x: Tensor, mel: Tensor) -> Tensor:
        kernels, biases = self.kernel_predictor(mel)
        x = self.convt_pre(x)
        for layer, conv in enumerate(self.conv_blocks):
            y = location_variable_convolution(conv(x), kernels[:, layer], biases[:, layer], self.hop)
            x = x + torch.sigmoid(y[:, : self.channels]) * torch.tanh(y[:, self.channels :])
        return x


def location_variable_convolution(x: Tensor, kernels: Tensor, biases: Tensor, hop: int) -> Tensor:
    """Filters each frame of `hop` samples with its own kernel of three taps.

    x [B, in, frames x hop], kernels [B, in, out, taps, frames], biases [B, out, frames].
    """
    B, channels, samples = x.shape
    outputs, taps, frames = kernels.shape[2:]
    windows = F.pad(x, [1, 1]).unfold(2, taps, 1)  # [B, in, samples, taps]
    windows = windows.reshape(B, channels, frames, hop, taps).permute(0, 2, 3, 1, 4)
    windows = windows.reshape(B, frames, hop, channels * taps)
    weights = kernels.permute(0, 4, 1, 3, 2).reshape(B, frames, channels * taps, outputs)
    y = torch.matmul(windows, weights) + biases.transpose(1, 2).unsqueeze(2)  # [B, frames, hop, out]
    return y.permute(0, 3, 1, 2).reshape(B, outputs, samples)


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
        x = self.conv_pre(noise)
        for block in self.res_stack:
            x = block(x, mel)
        return torch.tanh(self.conv_post(x))
