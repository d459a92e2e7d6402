# SPDX-License-Identifier: Apache-2.0
"""The voices of an imported bundle: latents as pairs in `voices/NAME.pth`, and random ones."""

from __future__ import annotations

import re
from pathlib import Path

import torch
from torch import Tensor

from testudo_voice.bundle import Voice, tensor_bytes
from testudo_voice.checkpoint import ImportFailure, read

# English as people read it aloud; what is imported says nothing about its voices' pace.
PACE = {"seconds_per_character": 0.065, "seconds_offset": 0.3, "seconds_spread": 0.6}


def stored(source: Path, sizes: tuple[int, int]) -> list[Voice]:
    """Those in the folder's `voices`; `sizes` are the values of their autoregressive and diffusion latents."""
    found = sorted(p for p in source.joinpath("voices").rglob("*.pth") if p.is_file())
    return [stored_voice(path, sizes) for path in found]


def stored_voice(path: Path, sizes: tuple[int, int]) -> Voice:
    held = read(path)
    if not isinstance(held, tuple) or not all(isinstance(part, Tensor) for part in held):
        raise ImportFailure(f"Cannot import {path}: it is not a pair of latents; clips become a voice by `voice add`")
    flat = tuple(part.reshape(-1).float().clone() for part in held)
    if tuple(len(part) for part in flat) != sizes or not all(bool(part.isfinite().all()) for part in flat):
        lengths = [len(part) for part in flat]
        raise ImportFailure(f"Cannot import {path}: its latents have {lengths} values, not {list(sizes)} finite ones")
    name = re.sub(r"[^\w-]+", "-", path.stem)
    return Voice(name, f"Latents of {path.name}.", flat[0], flat[1], **PACE)


@torch.no_grad()
def random(module: Path, seed: int) -> Voice:
    """A random voice, by the bundle's `random.pt`."""
    script = torch.jit.load(str(module))
    script.to_float32()
    voice, timbre = script.latents(torch.tensor(seed))
    return Voice(f"random-{seed}", f"Random voice of seed {seed}.", voice, timbre, **PACE)


def write(voices: list[Voice], source: Path, to: Path) -> None:
    """Writes the voices of `source` into the bundle, if it has any and no two have the same name."""
    if not voices:
        raise ImportFailure(
            f"Cannot import {source}: it has no voice; put latents into its folder voices as NAME.pth, "
            "or rlg_auto.pth and rlg_diffuser.pth beside the other files for random voices"
        )
    names = [voice.name for voice in voices]
    for voice in voices:
        if names.count(voice.name) > 1:
            raise ImportFailure(f"Cannot import {source}: two voices are called {voice.name}; rename one")
        latents = {"autoregressive": voice.autoregressive, "diffusion": voice.diffusion}
        (to / f"voices/{voice.name}.safetensors").write_bytes(tensor_bytes(latents))
