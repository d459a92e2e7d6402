# SPDX-License-Identifier: Apache-2.0
"""What `autoregressive.pt` holds between two calls: a list of tensors for the caller, names for the module."""

from typing import NamedTuple

import torch
from torch import Tensor


class State(NamedTuple):
    """Everything that decoding changes; the columns are views into two tensors."""

    cache: Tensor  # [L, slots, H, T, 2, D / H]: keys and values
    head: Tensor  # [V, D], the output layer in single precision
    latents: Tensor  # [slots, max codes, D], single precision
    hidden: Tensor  # [slots, D], what predicts the next code, single precision
    first: Tensor  # [slots, D], what predicted the first one
    codes: Tensor  # [slots, max codes]
    seen: Tensor  # [slots, V], bool: what the repetition penalty counts as repeated
    steps_run: Tensor  # []
    prefixes: Tensor  # [slots], positions before the first code; on the host, which asks
    lengths: Tensor  # [slots], positions of the cache in use
    status: Tensor  # [slots]
    counts: Tensor  # [slots], codes drawn
    limits: Tensor  # [slots], largest number of codes
    slot_keys: Tensor  # [slots], of the randomness
    temperature: Tensor  # [slots, 1]
    top_k: Tensor  # [slots, 1]
    top_p: Tensor  # [slots, 1]
    penalty: Tensor  # [slots, 1]
    typical: Tensor  # [slots, 1]
    skipped: Tensor  # [slots], positions skipped after the start code


def view_state(state: list[Tensor]) -> State:
    cache, head, latents, hidden, first, codes, seen, steps_run, prefixes, columns, sampling = state
    return State(
        cache, head, latents, hidden, first, codes, seen, steps_run, prefixes,
        columns[0], columns[1], columns[2], columns[3], columns[4],
        sampling[:, 0:1], sampling[:, 1:2], sampling[:, 2:3], sampling[:, 3:4], sampling[:, 4:5],
        sampling[:, 5].to(torch.int64),
    )  # fmt: skip


class StepPlan(NamedTuple):
    """What the live slots have in common, known to the host."""

    typical: bool  # any slot wants this filter
    top_k: bool
    top_p: bool
    reach: int  # of the longest slot
    most: int  # no slot draws beyond its so many likeliest codes; 0 if one may draw any


class Window(NamedTuple):
    """Views of each layer's cache: all of it, to write to, and the positions that attention sees."""

    length: int
    entries: list[Tensor]  # [slots, 2, H, T, D / H]
    keys: list[Tensor]  # [slots x H, D / H, length]
    values: list[Tensor]  # [slots x H, length, D / H]


def view_window(cache: Tensor, length: int) -> Window:
    """Once for many steps: on a GPU, views take time too."""
    entries: list[Tensor] = []
    keys: list[Tensor] = []
    values: list[Tensor] = []
    for layer in cache.unbind(0):  # [slots, H, T, 2, D / H]
        entries.append(layer.permute(0, 3, 1, 2, 4))
        k, v = layer.view(-1, layer.size(2), 2, layer.size(4))[:, :length].unbind(2)
        keys.append(k.transpose(1, 2))
        values.append(v)
    return Window(length, entries, keys, values)


def round_up(positions: int) -> int:
    """To a multiple of 64: between such lengths attention keeps its bits."""
    return (positions + 63) // 64 * 64
