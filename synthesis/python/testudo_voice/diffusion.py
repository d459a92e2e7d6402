# SPDX-License-Identifier: Apache-2.0
"""The diffusion decoder: latents of speech codes, and a voice, to a mel spectrogram.

Parameter names are those of the official checkpoint. What the output means (noise and variance,
or a velocity) is the business of training and of `samplers`.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.attention import (
    AttentionBlock,
    GroupNorm,
    Padding,
    add,
    convolve3,
    end_with_zeros,
    one_length,
    pointwise,
    spread,
    without_keys_beyond,
)

KEPT_BYTES = 1 << 33  # of attention's biases for padded rows, on a GPU; larger ones are made in each layer anew


@dataclass(frozen=True)
class DiffusionConfig:
    """Sizes; the defaults are those of the official model."""

    channels: int = 1024
    layers: int = 10
    in_channels: int = 100
    out_channels: int = 200  # the noise, then the variance; the bands alone for a velocity
    latent_channels: int = 1024
    tokens: int = 8193
    heads: int = 16
    dropout: float = 0.0
    frames_per_code: tuple[int, int] = (96000, 22050)  # mel frames for this many codes
    latent_conditioner_blocks: int = 4
    code_converter_blocks: int = 3
    contextual_blocks: int = 5
    integrator_layers: int = 3
    residual_blocks: int = 3

    def frames(self, codes: int) -> int:
        """Length of the mel of so many codes."""
        return codes * self.frames_per_code[0] // self.frames_per_code[1]


class ResidualBlock(nn.Module):
    """Two convolutions over [P, B, C]; in between, channels are scaled and shifted by the time.

    It has no attention, hence no bias: the parameter is there for the layers that have.
    """

    def __init__(self, channels: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.in_layers = nn.Sequential(GroupNorm(channels), nn.SiLU(), nn.Conv1d(channels, channels, 1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(channels, 2 * channels))
        last = nn.Conv1d(channels, channels, 3, padding=1)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)  # type: ignore[arg-type]
        self.out_layers = nn.Sequential(GroupNorm(channels), nn.SiLU(), nn.Identity(), last)

    def bias(self, positions: int) -> Tensor:
        return torch.empty(0)

    def modulation(self, time: Tensor) -> Tensor:
        """Embedded times [N, C] to the factors and summands of the normalised channels, [N, 2, C]."""
        scale, shift = self.emb_layers(time).chunk(2, 1)
        norm = self.out_layers[0]
        return torch.stack([norm.weight * (1 + scale), norm.bias * (1 + scale) + shift], 1)

    def forward(self, x: Tensor, modulation: Tensor, bias: Tensor, padding: Padding) -> Tensor:
        y = F.silu(self.in_layers[0].normalised(x, padding))
        y = pointwise(y, self.in_layers[2].weight, self.in_layers[2].bias)
        y = self.out_layers[0].modulated(y, padding, modulation[:, 0], modulation[:, 1])
        y = end_with_zeros(F.dropout(F.silu(y), self.dropout, self.training), padding)
        return add(x, convolve3(y, self.out_layers[3].weight, given(self.out_layers[3].bias)), padding)


class DiffusionLayer(nn.Module):
    def __init__(self, config: DiffusionConfig) -> None:
        super().__init__()
        self.resblk = ResidualBlock(config.channels, config.dropout)
        self.attn = AttentionBlock(config.channels, config.heads, relative=True)

    def bias(self, positions: int) -> Tensor:
        return self.attn.bias(positions)

    def modulation(self, time: Tensor) -> Tensor:
        return self.resblk.modulation(time)

    def forward(self, x: Tensor, modulation: Tensor, bias: Tensor, padding: Padding) -> Tensor:
        """[P, B, C] to the same."""
        return self.attn.attend(self.resblk(x, modulation, bias, padding), bias, padding)


class DiffusionDecoder(nn.Module):
    """A denoiser of mels.

    Training on rows of equal length: `stretch(condition(...), frames)` once, then `forward`.
    """

    def __init__(self, config: DiffusionConfig) -> None:
        super().__init__()
        self.config = config
        self.kept_bytes = KEPT_BYTES
        C = config.channels
        heads = config.heads

        def attention(count: int, channels: int = C) -> list[nn.Module]:
            return [AttentionBlock(channels, heads, relative=True) for _ in range(count)]

        self.unconditioned_embedding = nn.Parameter(torch.randn(1, C, 1))
        self.inp_block = nn.Conv1d(config.in_channels, C, 3, padding=1)
        self.time_embed = nn.Sequential(nn.Linear(C, C), nn.SiLU(), nn.Linear(C, C))
        self.code_embedding = nn.Embedding(config.tokens, C)
        self.code_converter = nn.Sequential(*attention(config.code_converter_blocks))
        self.code_norm = GroupNorm(C)
        self.latent_conditioner = nn.Sequential(
            nn.Conv1d(config.latent_channels, C, 3, padding=1),
            *attention(config.latent_conditioner_blocks),
        )
        self.contextual_embedder = nn.Sequential(
            nn.Conv1d(config.in_channels, C, 3, stride=2, padding=1),
            nn.Conv1d(C, 2 * C, 3, stride=2, padding=1),
            *attention(config.contextual_blocks, 2 * C),
        )
        self.conditioning_timestep_integrator = nn.ModuleList(
            DiffusionLayer(config) for _ in range(config.integrator_layers)
        )
        self.integrating_conv = nn.Conv1d(2 * C, C, 1)
        self.mel_head = nn.Conv1d(C, config.in_channels, 3, padding=1)
        self.layers = nn.ModuleList(
            [DiffusionLayer(config) for _ in range(config.layers)]
            + [ResidualBlock(C, config.dropout) for _ in range(config.residual_blocks)]
        )
        self.out = nn.Sequential(GroupNorm(C), nn.SiLU(), nn.Conv1d(C, config.out_channels, 3, padding=1))

    def conditioning_latent(self, mels: Tensor) -> Tensor:
        """Mels of a voice's clips [B, clips, bands, T] to [B, 2C]: the mean over all frames."""
        B, clips, bands, T = mels.shape
        each = self.contextual_embedder(mels.reshape(B * clips, bands, T))
        return each.view(B, clips, each.size(1), -1).mean((1, 3))

    def condition(self, latents: Tensor, voice: Tensor, padding: Padding | None = None) -> Tensor:
        """What does not depend on time: latents [B, M, D] and a voice [B, 2C] to [B, C, M].

        With padding, latents are zeros beyond a row's length.
        """
        x = self.latent_conditioner[0](latents.transpose(1, 2))
        own = one_length(x.size(2), x) if padding is None else padding
        y = spread(x, own)
        for block in self.latent_conditioner[1:]:
            # TorchScript cannot call an element of a slice.
            y = block.attend(y, without_keys_beyond(block.bias(own.positions), own), own)
        return self._voiced(y, voice, own)[:, :, : x.size(2)]

    def condition_codes(self, codes: Tensor, voice: Tensor) -> Tensor:
        """The same from codes [B, M] instead of latents."""
        x = self.code_converter(self.code_embedding(codes).transpose(1, 2))
        padding = one_length(x.size(2), x)
        return self._voiced(spread(x, padding), voice, padding)[:, :, : x.size(2)]

    def _voiced(self, x: Tensor, voice: Tensor, padding: Padding) -> Tensor:
        """[P, B, C] to [B, C, P]."""
        scale, shift = voice.to(x.dtype).chunk(2, 1)
        return (self.code_norm.normalised(x, padding) * (1 + scale) + shift).permute(1, 2, 0)

    def unconditioned(self, batch: int, frames: int) -> Tensor:
        """The stretched condition of no text and no voice: [B, C, frames]."""
        return self.unconditioned_embedding.expand(batch, -1, frames)

    def biases(self, padding: Padding) -> list[Tensor]:
        """What attention adds, layer by layer."""
        biases: list[Tensor] = []
        for layer in self.conditioning_timestep_integrator:
            biases.append(layer.bias(padding.positions))
        for layer in self.layers:
            biases.append(layer.bias(padding.positions))
        # With each row's mask already, if that is not too much to keep. What has no attention has no bias.
        size = sum([bias.numel() * bias.element_size() for bias in biases]) * padding.keys.size(0)
        if padding.alike or (padding.keys.is_cuda and size <= self.kept_bytes):
            return [bias if bias.dim() == 1 else without_keys_beyond(bias, padding) for bias in biases]
        return biases

    def modulations(self, time: Tensor) -> list[Tensor]:
        """What times [N] do to the channels, layer by layer, each [N, 2, C].

        Time counts the training steps, 0 to 4000, and may be fractional.
        """
        embedding = timestep_embedding(time, self.time_embed[0].in_features)
        embedding = self.time_embed(embedding.to(self.unconditioned_embedding.dtype))
        modulations: list[Tensor] = []
        for layer in self.conditioning_timestep_integrator:
            modulations.append(layer.modulation(embedding))
        for layer in self.layers:
            modulations.append(layer.modulation(embedding))
        return modulations

    def integrate(self, condition: Tensor, modulations: list[Tensor], biases: list[Tensor], padding: Padding) -> Tensor:
        """A stretched condition [B, C, S] at the time of each row, [P, B, C]; the noisy mel plays no part."""
        y = spread(condition, padding)
        for index, layer in enumerate(self.conditioning_timestep_integrator):
            y = layer(y, modulations[index], biases[index], padding)
        return y

    def denoise(
        self, x: Tensor, condition: Tensor, modulations: list[Tensor], biases: list[Tensor], padding: Padding
    ) -> Tensor:
        """A noisy mel [B, bands, S] under an integrated condition [P, B, C]: [B, out, S]."""
        y = convolve3(spread(x.to(condition.dtype), padding), self.inp_block.weight, given(self.inp_block.bias))
        y = torch.cat([y, condition], 2)
        y = pointwise(y, self.integrating_conv.weight, self.integrating_conv.bias)
        if not padding.alike:
            y = y * padding.mask
        first = len(self.conditioning_timestep_integrator)
        for index, layer in enumerate(self.layers):
            y = layer(y, modulations[first + index], biases[first + index], padding)
        y = end_with_zeros(F.silu(self.out[0].normalised(y, padding)), padding)
        y = convolve3(y, self.out[2].weight, given(self.out[2].bias))
        return y[: x.size(2)].permute(1, 2, 0).float()

    def forward(self, x: Tensor, time: Tensor, condition: Tensor) -> Tensor:
        """A noisy mel [B, bands, S] at `time` [B] under a stretched condition [B, C, S]: [B, out, S].

        A sampler does the parts itself: what depends on the length or on the times alone, once.
        """
        padding = one_length(x.size(2), condition)
        biases, modulations = self.biases(padding), self.modulations(time)
        integrated = self.integrate(condition, modulations, biases, padding)
        return self.denoise(x, integrated, modulations, biases, padding)


def given(bias: Tensor | None) -> Tensor:
    """Convolutions declare their bias optional."""
    assert bias is not None
    return bias


def timestep_embedding(time: Tensor, channels: int) -> Tensor:
    """[B] to [B, channels]: cosines, then sines, of falling frequencies."""
    half = channels // 2
    exponents = torch.arange(half, dtype=torch.float32, device=time.device) / half
    angles = time.float().unsqueeze(1) * torch.exp(-math.log(10000.0) * exponents)
    return torch.cat([angles.cos(), angles.sin()], 1)


def stretch(condition: Tensor, frames: int) -> Tensor:
    """Nearest neighbours from codes to mel frames: [B, C, M] to [B, C, frames]."""
    length = condition.size(2)
    source = torch.arange(frames, device=condition.device) * length // frames
    return condition[:, :, source]


def stretch_rows(condition: Tensor, codes: Tensor, frames: Tensor, positions: int) -> Tensor:
    """The same for rows of their own numbers of codes [B] and frames [B], in so many positions."""
    place = torch.arange(positions, device=condition.device).unsqueeze(0)
    source = (place * codes.unsqueeze(1) // frames.unsqueeze(1)).clamp(max=condition.size(2) - 1)
    return condition.gather(2, source.unsqueeze(1).expand(-1, condition.size(1), -1))
