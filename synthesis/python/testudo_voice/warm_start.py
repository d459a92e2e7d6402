# SPDX-License-Identifier: Apache-2.0
"""Begins a training with the weights of a bundle instead of drawn ones."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn


def begin_with(network: nn.Module, bundle: Path, files: dict[str, str]) -> None:
    """Fills a network with what the bundle has of it; the rest keeps what was drawn.

    ``files``: what names begin with in the network, to the file and the part of it where they are found:
    ``{"": "vocoder.pt/network"}``.
    """
    names = {place.split("/")[0] for place in files.values()}
    scripts = {name: torch.jit.load(str(bundle / name), map_location="cpu") for name in names}
    with torch.no_grad():
        for name, value in network.state_dict(keep_vars=True).items():
            prefix = max((p for p in files if name.startswith(p)), key=len, default=None)
            if prefix is None:
                continue
            file, *path = files[prefix].split("/")
            found = part_of(scripts[file], [*path, *name.removeprefix(prefix).strip(".").split(".")])
            if found is not None and found.shape == value.shape:
                value.copy_(found)


def part_of(script: torch.jit.ScriptModule, path: list[str]) -> torch.Tensor | None:
    """A convolution's bias is an attribute of the script but not in its state."""
    found = script
    for part in path:
        found = getattr(found, part, None)  # type: ignore[assignment]
    return found  # type: ignore[return-value]
