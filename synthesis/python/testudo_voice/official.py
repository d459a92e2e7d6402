# SPDX-License-Identifier: Apache-2.0
"""The official networks from their files. Sizes follow from keys and shapes, so others import too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from testudo_voice.autoregressive import Autoregressive, AutoregressiveConfig
from testudo_voice.bigvgan import Bigvgan, BigvganConfig
from testudo_voice.checkpoint import Checkpoint
from testudo_voice.clvp import Clvp, ClvpConfig
from testudo_voice.cvvp import Cvvp, CvvpConfig
from testudo_voice.diffusion import DiffusionConfig, DiffusionDecoder
from testudo_voice.hifigan import Hifigan, HifiganConfig
from testudo_voice.random_latents import RandomLatents
from testudo_voice.similarity_encoder import HEAD_WIDTH
from testudo_voice.univnet import UnivNet, UnivNetConfig

# Masks that older versions of the transformers library saved with the weights.
MASKS = r"gpt\.h\.\d+\.attn\.(masked_)?bias"
BIAS_TABLE = "relative_pos_embeddings.relative_attention_bias.weight"


def read_autoregressive(path: Path, heads: int | None = None) -> Autoregressive:
    """No shape tells the number of heads: it is given, or heads are 64 wide."""
    c = Checkpoint(path, ignored=MASKS)
    text, dim = c.shape("text_embedding.weight", 2)
    codes = c.shape("mel_embedding.weight", 2)[0]
    clips = AutoregressiveConfig.max_conditioning_inputs
    config = AutoregressiveConfig(
        layers=c.count(r"gpt\.h\.(\d+)\."),
        model_dim=dim,
        heads=heads or max(1, dim // HEAD_WIDTH),
        max_text_tokens=c.shape("text_pos_embedding.emb.weight", 2)[0] - 2,
        max_mel_tokens=c.shape("mel_pos_embedding.emb.weight", 2)[0] - 2 - clips,
        number_text_tokens=text - 1,
        start_text_token=text - 1,
        number_mel_codes=codes,
        start_mel_token=codes - 2,
        stop_mel_token=codes - 1,
        mel_bands=c.shape("conditioning_encoder.init.weight", 3)[1],
        conditioning_blocks=c.count(r"conditioning_encoder\.attn\.(\d+)\."),
    )
    return c.fill(lambda: Autoregressive(config))


def read_diffusion(path: Path) -> DiffusionDecoder:
    c = Checkpoint(path)
    channels, bands, _ = c.shape("inp_block.weight", 3)
    layers = c.count(r"layers\.(\d+)\.resblk\.")
    config = DiffusionConfig(
        channels=channels,
        layers=layers,
        in_channels=bands,
        out_channels=c.shape("out.2.weight", 3)[0],
        latent_channels=c.shape("latent_conditioner.0.weight", 3)[1],
        tokens=c.shape("code_embedding.weight", 2)[0],
        heads=c.shape(f"layers.0.attn.{BIAS_TABLE}", 2)[1],
        latent_conditioner_blocks=c.count(r"latent_conditioner\.(\d+)\.") - 1,
        code_converter_blocks=c.count(r"code_converter\.(\d+)\."),
        contextual_blocks=c.count(r"contextual_embedder\.(\d+)\.") - 2,
        integrator_layers=c.count(r"conditioning_timestep_integrator\.(\d+)\."),
        residual_blocks=c.count(r"layers\.(\d+)\.in_layers\.") - layers,
    )
    return c.fill(lambda: DiffusionDecoder(config))


def read_univnet(path: Path) -> UnivNet:
    c = Checkpoint(path, nested="model_g")
    channels, noise, _ = c.shape("conv_pre.weight_v", 3)
    blocks = c.count(r"res_stack\.(\d+)\.")
    config = UnivNetConfig(
        noise_channels=noise,
        channels=channels,
        # Neither is stored: dilations are powers of 3, kernels twice the stride.
        dilations=tuple(3**i for i in range(c.count(r"res_stack\.0\.conv_blocks\.(\d+)\."))),
        strides=tuple(c.shape(f"res_stack.{i}.convt_pre.1.weight_v", 3)[2] // 2 for i in range(blocks)),
        bands=c.shape("res_stack.0.kernel_predictor.input_conv.0.weight_v", 3)[1],
    )
    return c.fill(lambda: UnivNet(config))


@dataclass(frozen=True)
class Upsampling:
    """What two vocoders have in common; kernels of the upsampling are twice its factors."""

    channels: int
    inputs: int
    upsample_kernels: tuple[int, ...]
    kernels: tuple[int, ...]

    @property
    def upsample_factors(self) -> tuple[int, ...]:
        return tuple(kernel // 2 for kernel in self.upsample_kernels)


def upsampling(c: Checkpoint, up: str) -> Upsampling:
    channels, inputs, _ = c.shape("conv_pre.weight_v", 3)
    stages = max(1, c.count(r"ups\.(\d+)\."))
    blocks = c.count(r"resblocks\.(\d+)\.")
    return Upsampling(
        channels,
        inputs,
        tuple(c.shape(up.format(i), 3)[2] for i in range(stages)),
        tuple(c.shape(f"resblocks.{j}.convs1.0.weight_v", 3)[2] for j in range(blocks // stages)),
    )


def read_bigvgan(path: Path) -> Bigvgan:
    c = Checkpoint(path, nested="generator")
    u = upsampling(c, "ups.{}.0.weight_v")
    config = BigvganConfig(u.inputs, u.channels, u.kernels, u.upsample_factors, u.upsample_kernels)
    return c.fill(lambda: Bigvgan(config))


def read_hifigan(path: Path) -> Hifigan:
    c = Checkpoint(path)
    u = upsampling(c, "ups.{}.weight_v")
    voice = c.shape("cond_layer.weight", 3)[1]
    config = HifiganConfig(u.inputs, voice, u.channels, u.kernels, u.upsample_factors, u.upsample_kernels)
    return c.fill(lambda: Hifigan(config))


def read_clvp(path: Path) -> Clvp:
    c = Checkpoint(path)
    layer = r"_transformer.transformer.attn_layers.layers."
    text_tokens, text_dim = c.shape("text_emb.weight", 2)
    speech_tokens, speech_dim = c.shape("speech_emb.weight", 2)
    config = ClvpConfig(
        text_dim=text_dim,
        speech_dim=speech_dim,
        latent_dim=c.shape("to_text_latent.weight", 2)[0],
        text_tokens=text_tokens,
        speech_tokens=speech_tokens,
        text_depth=c.count(f"text{layer}".replace(".", r"\.") + r"(\d+)\.") // 2,
        speech_depth=c.count(f"speech{layer}".replace(".", r"\.") + r"(\d+)\.") // 2,
        text_heads=c.shape(f"text{layer}0.1.wrap.to_q.weight", 2)[0] // HEAD_WIDTH,
        speech_heads=c.shape(f"speech{layer}0.1.wrap.to_q.weight", 2)[0] // HEAD_WIDTH,
    )
    return c.fill(lambda: Clvp(config))


def read_cvvp(path: Path) -> Cvvp:
    c = Checkpoint(path)
    layer = "_transformer.transformer.attn_layers.layers."
    codes, dim = c.shape("speech_emb.emb.weight", 2)
    config = CvvpConfig(
        dim=dim,
        heads=c.shape(f"speech{layer}0.1.to_q.weight", 2)[0] // HEAD_WIDTH,
        codes=codes,
        voice_depth=c.count(f"conditioning{layer}".replace(".", r"\.") + r"(\d+)\.") // 2,
        speech_depth=c.count(f"speech{layer}".replace(".", r"\.") + r"(\d+)\.") // 2,
        latent_multiplier=c.shape("to_speech_latent.weight", 2)[0] // dim,
        mel_bands=c.shape("cond_emb.0.weight", 3)[1],
    )
    return c.fill(lambda: Cvvp(config))


def read_random_latents(path: Path) -> RandomLatents:
    c = Checkpoint(path)
    channels = c.shape("layers.0.weight", 2)[0]
    return c.fill(lambda: RandomLatents(channels))
