"""Networks of the official sizes with random weights, to measure speed without the checkpoints.

They say nothing; but each step costs what the real ones cost. The stop code is never drawn, so that
an utterance has exactly as many codes as it is allowed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import nn

from testudo_voice.autoregressive import Autoregressive, AutoregressiveConfig
from testudo_voice.clvp import Clvp, ClvpConfig
from testudo_voice.diffusion import DiffusionConfig, DiffusionDecoder
from testudo_voice.univnet import UnivNet, UnivNetConfig

Network = TypeVar("Network", bound=nn.Module)
NEVER = -1e4  # a logit that half precision holds


@dataclass(frozen=True)
class Shapes:
    """The networks that an utterance runs through."""

    autoregressive: AutoregressiveConfig = AutoregressiveConfig()
    diffusion: DiffusionConfig = DiffusionConfig()
    vocoder: UnivNetConfig = UnivNetConfig()
    clvp: ClvpConfig = ClvpConfig()


SHAPES = {
    "official": Shapes(),
    # The same depth and vocabulary at a quarter of the width, for processors.
    "quarter": Shapes(
        AutoregressiveConfig(model_dim=256, heads=4),
        DiffusionConfig(channels=256, latent_channels=256, heads=4),
        UnivNetConfig(),
        ClvpConfig(text_dim=192, speech_dim=192, latent_dim=192, text_heads=3, speech_heads=3),
    ),
}


def autoregressive(config: AutoregressiveConfig) -> Autoregressive:
    network = randomised(Autoregressive(config))
    with torch.no_grad():
        network.mel_head.bias[config.stop_mel_token] = NEVER
    return network


def diffusion(config: DiffusionConfig) -> DiffusionDecoder:
    return randomised(DiffusionDecoder(config))


def univnet(config: UnivNetConfig) -> UnivNet:
    return randomised(UnivNet(config))


def clvp(config: ClvpConfig) -> Clvp:
    return randomised(Clvp(config))


@torch.no_grad()
def randomised(network: Network) -> Network:
    """Every matrix gets weights under which signals neither die nor grow; training starts some at zero."""
    for name, weight in network.named_parameters():
        if name.endswith("weight_g"):
            weight.fill_(1.0)
        elif weight.dim() > 1:
            nn.init.normal_(weight, std=0.5 / math.sqrt(weight[0].numel()))
    return network.eval()
