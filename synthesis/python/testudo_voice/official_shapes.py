# SPDX-License-Identifier: Apache-2.0
"""A bundle of the official sizes with random weights, to measure speed without the checkpoints.

python -m testudo_voice.official_shapes --to DIR [--shapes official]

It says nothing, but each step costs what a real one costs, and an utterance takes as long as it
would take to say: the stop code is never drawn, decoding ends where speech at the usual pace would.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from testudo_voice.autoregressive import Autoregressive, AutoregressiveConfig
from testudo_voice.bundle import Facts, Voice, json_bytes, manifest, tensor_bytes
from testudo_voice.clvp import Clvp, ClvpConfig
from testudo_voice.diffusion import DiffusionConfig, DiffusionDecoder
from testudo_voice.export.autoregressive_module import AutoregressiveModule
from testudo_voice.export.diffusion_module import DiffusionModule
from testudo_voice.export.scripting import compile_half, fix_hash_seed, save_script
from testudo_voice.export.similarity_module import ClvpModule
from testudo_voice.export.vocoder_module import UnivNetModule
from testudo_voice.import_official import (
    DEFAULTS,
    MEL_SCALE,
    SEEN_AT_START,
    SILENCE_CODE,
    SILENT,
    TAIL,
    TEXT_STOPS,
    max_codes,
    max_text_tokens,
)
from testudo_voice.import_voices import PACE
from testudo_voice.tokenizer import starter_specification
from testudo_voice.univnet import UnivNet, UnivNetConfig
from testudo_voice.weight_norm import fold

CODES_PER_SECOND = 22_050 / 1024
NEVER = -1e4  # a logit that half precision holds
Network = TypeVar("Network", bound=nn.Module)


@dataclass(frozen=True)
class Shapes:
    """The networks that an utterance runs through."""

    autoregressive: AutoregressiveConfig
    diffusion: DiffusionConfig
    vocoder: UnivNetConfig
    clvp: ClvpConfig


SHAPES = {
    "official": Shapes(AutoregressiveConfig(), DiffusionConfig(), UnivNetConfig(), ClvpConfig()),
    # The same depths and vocabulary at a quarter of the width, for processors.
    "quarter": Shapes(
        AutoregressiveConfig(model_dim=256, heads=4),
        DiffusionConfig(channels=256, latent_channels=256, heads=4),
        UnivNetConfig(),
        ClvpConfig(text_dim=192, speech_dim=192, latent_dim=192, text_heads=3, speech_heads=3),
    ),
}


class PacedModule(AutoregressiveModule):
    """Ends an utterance, as if it had drawn the stop code, after the codes that its text would take."""

    def __init__(self, network: Autoregressive) -> None:
        config = network.config
        super().__init__(network, max_text_tokens(config), max_codes(config), TEXT_STOPS, SEEN_AT_START)
        self.at_limit = self.STOPPED
        self.codes_per_token = CODES_PER_SECOND * PACE["seconds_per_character"]
        self.codes_offset = CODES_PER_SECOND * PACE["seconds_offset"]

    def limit(self, text: Tensor, settings: dict[str, float]) -> int:
        codes = int(self.codes_offset + self.codes_per_token * text.size(0))
        return min(codes, self.max_codes)


def autoregressive_module(config: AutoregressiveConfig) -> PacedModule:
    network = randomised(Autoregressive(config))
    with torch.no_grad():
        network.mel_head.bias[config.stop_mel_token] = NEVER
    return PacedModule(network)


def modules(shapes: Shapes) -> dict[str, Callable[[], nn.Module]]:
    """What makes each module, by the name of its file."""
    return {
        "autoregressive.pt": lambda: autoregressive_module(shapes.autoregressive),
        "diffusion.pt": lambda: DiffusionModule(
            randomised(DiffusionDecoder(shapes.diffusion)), MEL_SCALE + SILENT, MEL_SCALE
        ),
        "vocoder.pt": lambda: UnivNetModule(fold(randomised(UnivNet(shapes.vocoder))), TAIL),
        "clvp.pt": lambda: ClvpModule(randomised(Clvp(shapes.clvp))),
    }


@torch.no_grad()
def randomised(network: Network) -> Network:
    """Every matrix gets weights under which signals neither die nor grow; training starts some at zero."""
    for name, weight in network.named_parameters():
        if name.endswith("weight_g"):
            weight.fill_(1.0)
        elif weight.dim() > 1:
            nn.init.normal_(weight, std=0.5 / math.sqrt(weight[0].numel()))
    return network.requires_grad_(False).eval()


def write(folder: Path, shapes: Shapes) -> None:
    """One network is in memory at a time."""
    torch.manual_seed(0)
    (folder / "voices").mkdir(parents=True)
    for name, make in modules(shapes).items():
        print(f"Writing {name}", file=sys.stderr, flush=True)
        save_script(compile_half(make()), folder / name)
    (folder / "tokenizer.json").write_bytes(json_bytes(starter_specification()))
    voice = Voice(
        name="nobody",
        description="Random latents.",
        autoregressive=0.1 * torch.randn(shapes.autoregressive.model_dim),
        diffusion=0.1 * torch.randn(2 * shapes.diffusion.channels),
        **PACE,
    )
    latents = {"autoregressive": voice.autoregressive, "diffusion": voice.diffusion}
    (folder / f"voices/{voice.name}.safetensors").write_bytes(tensor_bytes(latents))
    digests = {}
    for path in folder.rglob("*.*"):
        with path.open("rb") as file:
            digests[str(path.relative_to(folder))] = hashlib.file_digest(file, "sha256").hexdigest()
    entries = manifest(shapes.autoregressive, shapes.diffusion, [voice], facts(shapes), digests)
    (folder / "bundle.json").write_bytes(json_bytes(entries))


def facts(shapes: Shapes) -> Facts:
    return Facts(
        name="official-shapes",
        sample_rate=24_000,
        hop=256,
        mel_shift=MEL_SCALE + SILENT,
        mel_scale=MEL_SCALE,
        max_text_tokens=max_text_tokens(shapes.autoregressive),
        max_codes=max_codes(shapes.autoregressive),
        clip_frames=401,
        defaults=DEFAULTS,
        licence="Apache-2.0",
        provenance={"text": "none", "teachers": "none", "trainedWith": "random weights"},
        silence_codes=[SILENCE_CODE],
    )


def main() -> None:
    fix_hash_seed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--to", type=Path, required=True, help="folder of the bundle, which must not be there yet")
    parser.add_argument("--shapes", choices=list(SHAPES), default="official")
    arguments = parser.parse_args()
    if arguments.to.exists():
        sys.exit(f"Cannot write a bundle to {arguments.to}: something is there; name a new folder")
    torch.set_num_threads(1)
    try:
        write(arguments.to, SHAPES[arguments.shapes])
    except BaseException:
        shutil.rmtree(arguments.to, ignore_errors=True)
        raise


if __name__ == "__main__":
    main()
