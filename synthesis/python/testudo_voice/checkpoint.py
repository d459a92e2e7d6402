# SPDX-License-Identifier: Apache-2.0
"""Reads official checkpoint files, of which nothing is trusted: PyTorch's formats, and safetensors.

Pickles are read by torch's weights-only reader, which makes tensors and plain containers and runs
nothing. Weights stay in the file, mapped into memory, until they are converted.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

Network = TypeVar("Network", bound=nn.Module)
SUFFIXES = (".pth", ".safetensors")


class ImportFailure(ValueError):
    """One sentence for the person who imports."""


def find(folder: Path, name: str) -> Path | None:
    """The file of a network, in either format."""
    candidates = [folder / (name + suffix) for suffix in SUFFIXES]
    return next((path for path in candidates if path.is_file()), None)


def read(path: Path) -> Any:
    """What the file holds: tensors, in dictionaries, lists and tuples."""
    if path.suffix == ".safetensors":
        try:
            return load_file(str(path))
        except (SafetensorError, OSError) as e:
            raise ImportFailure(f"Cannot import {path}: it is damaged or not a safetensors file ({e})") from e
    zipped = zipfile.is_zipfile(path)
    try:
        held = torch.load(path, map_location="cpu", mmap=zipped, weights_only=True)
    except Exception as e:  # Whatever bytes can make a reader throw.
        raise ImportFailure(f"Cannot import {path}: {unreadable(str(e))}") from e
    if zipped:
        refuse_damage(path, held)
    return held


def unreadable(reason: str) -> str:
    found = re.search(r"GLOBAL ([\w.]+)", reason)
    if found:
        return f"it holds a {found[1]} beside tensors, and files that can run code are not read"
    first = next(iter(reason.splitlines()), "").strip() or "it ends too early"
    return f"it is damaged or not a PyTorch file ({first[:200]})"


def refuse_damage(path: Path, held: Any) -> None:
    """Mapped files skip the archive's checksums, so that is made up for here."""
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()
        if damaged is None:
            return
        stored = [r for r in archive.infolist() if "/data/" in r.filename and r.file_size > 0]
    order = [r.filename for r in sorted(stored, key=lambda r: r.header_offset)]
    where = f"its record {damaged}"
    starts = {name: t.untyped_storage().data_ptr() for name, t in tensors_in(held) if t.numel() > 0}
    storages = sorted(set(starts.values()))  # in the order of the file, as it is mapped
    if damaged in order and len(storages) == len(order):
        start = storages[order.index(damaged)]
        where = next(name for name, at in starts.items() if at == start)
    raise ImportFailure(f"Cannot import {path}: {where} is damaged, its checksum differs; download the file again")


def tensors_in(held: Any, name: str = "") -> list[tuple[str, Tensor]]:
    """Tensors by where they are, as `model_g.conv_pre.bias`."""
    if isinstance(held, Tensor):
        return [(name, held)]
    parts = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list | tuple) else ()
    return [found for key, part in parts for found in tensors_in(part, f"{name}.{key}" if name else str(key))]


class Checkpoint:
    """The state dict of one network, and where it came from."""

    def __init__(self, path: Path, nested: str = "", ignored: str = r"(?!)") -> None:
        """A dictionary under the key `nested` is taken if there is one; `ignored` is a pattern of keys."""
        self.path = path
        held = read(path)
        if nested and isinstance(held, dict) and isinstance(held.get(nested), dict):
            held = held[nested]
        if not isinstance(held, dict):
            raise self.failure(f"it holds a {type(held).__name__}, not a dictionary of weights")
        self.state: dict[str, Tensor] = {k: v for k, v in held.items() if not re.fullmatch(ignored, str(k))}
        for key, value in self.state.items():
            if not isinstance(value, Tensor):
                raise self.failure(f'"{key}" holds a {type(value).__name__}, not weights')
            if not value.is_floating_point():
                raise self.failure(f'"{key}" holds {value.dtype} numbers, not weights')

    def failure(self, reason: str) -> ImportFailure:
        return ImportFailure(f"Cannot import {self.path}: {reason}")

    def shape(self, key: str, dimensions: int) -> list[int]:
        if key not in self.state:
            raise self.failure(f'"{key}" is missing')
        shape = list(self.state[key].shape)
        if len(shape) != dimensions:
            raise self.failure(f'"{key}" has the shape {shape}, where {dimensions} dimensions are needed')
        return shape

    def count(self, pattern: str) -> int:
        """Largest number that the pattern's group matches at the start of a key, and one more."""
        found = [re.match(pattern, key) for key in self.state]
        return max((int(m[1]) + 1 for m in found if m), default=0)

    def fill(self, build: Callable[[], Network]) -> Network:
        """The network with these weights, none missing and none left over."""
        try:
            with torch.device("meta"):
                network = build()
        except ValueError as e:
            raise self.failure(str(e)) from e
        wanted = network.state_dict()
        self._refuse([k for k in wanted if k not in self.state], "is missing")
        self._refuse([k for k in self.state if k not in wanted], "is not part of the network")
        for key, tensor in wanted.items():
            actual, expected = list(self.state[key].shape), list(tensor.shape)
            if actual != expected:
                raise self.failure(f'"{key}" has the shape {actual}, not {expected}')
            if not bool(self.state[key].half().isfinite().all()):
                raise self.failure(f'"{key}" has values that are not finite in half precision')
        network.load_state_dict(self.state, assign=True)
        return network.eval().requires_grad_(False)

    def _refuse(self, keys: list[str], reason: str) -> None:
        if keys:
            more = f", and {len(keys) - 1} more keys" if len(keys) > 1 else ""
            raise self.failure(f'"{keys[0]}" {reason}{more}')
