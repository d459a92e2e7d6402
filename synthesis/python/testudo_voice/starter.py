# SPDX-License-Identifier: Apache-2.0
"""Sizes of the starter voice, and tiny ones to try the training with."""

from __future__ import annotations

from testudo_voice.autoregressive import AutoregressiveConfig
from testudo_voice.codec import CodecConfig
from testudo_voice.diffusion import DiffusionConfig
from testudo_voice.speech import MAX_CODES
from testudo_voice.tokenizer import TOKENS
from testudo_voice.vocoder import VocoderConfig

CODES = 1024
MAX_TEXT_TOKENS = 320

# Log mels are brought to about zero mean and unit deviation for the decoder.
MEL_MEAN, MEL_DEVIATION = -5.7, 2.45

AUTOREGRESSIVE = AutoregressiveConfig(
    layers=7,
    model_dim=384,
    heads=6,
    max_text_tokens=MAX_TEXT_TOKENS,
    max_mel_tokens=MAX_CODES,
    max_conditioning_inputs=1,
    number_text_tokens=TOKENS,
    start_text_token=TOKENS,
    stop_text_token=0,
    number_mel_codes=CODES + 2,
    start_mel_token=CODES,
    stop_mel_token=CODES + 1,
    mel_bands=100,
    conditioning_blocks=3,
    dropout=0.1,
)
DIFFUSION = DiffusionConfig(
    channels=192,
    layers=6,
    in_channels=100,
    out_channels=100,
    latent_channels=384,
    tokens=1,
    heads=4,
    frames_per_code=(4, 1),
    code_converter_blocks=0,
    contextual_blocks=2,
)
VOCODER = VocoderConfig()
CODEC = CodecConfig()

SMOKE_CODEC = CodecConfig(channels=32, codes=CODES, dim=16, blocks=1)
SMOKE_VOCODER = VocoderConfig(channels=32, blocks=2)
SMOKE_AUTOREGRESSIVE = AutoregressiveConfig(
    layers=2,
    model_dim=64,
    heads=2,
    max_text_tokens=MAX_TEXT_TOKENS,
    max_mel_tokens=MAX_CODES,
    max_conditioning_inputs=1,
    number_text_tokens=TOKENS,
    start_text_token=TOKENS,
    stop_text_token=0,
    number_mel_codes=CODES + 2,
    start_mel_token=CODES,
    stop_mel_token=CODES + 1,
    mel_bands=100,
    conditioning_blocks=1,
)
SMOKE_DIFFUSION = DiffusionConfig(
    channels=32,
    layers=1,
    in_channels=100,
    out_channels=100,
    latent_channels=64,
    tokens=1,
    heads=2,
    frames_per_code=(4, 1),
    code_converter_blocks=0,
    latent_conditioner_blocks=1,
    contextual_blocks=1,
    integrator_layers=1,
    residual_blocks=1,
)
