# SPDX-License-Identifier: Apache-2.0
"""What the listener's posteriors say: the letters that were heard, and where a text is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from testudo_voice.listener import ALPHABET, BLANK, GAP


def heard(found: np.ndarray) -> list[int]:
    """The classes along the most likely path [T, classes]; single gaps, none at either end."""
    best = found.argmax(1)
    merged = best[np.flatnonzero(np.diff(best, prepend=-1))]
    letters = [int(letter) for letter in merged if letter != BLANK]
    kept = [letter for letter, before in zip(letters, [GAP, *letters], strict=False) if letter != GAP or before != GAP]
    return kept[:-1] if kept and kept[-1] == GAP else kept


def text_of(letters: Sequence[int]) -> str:
    return "".join(ALPHABET[letter - 1] for letter in letters)


def edit_distance(wanted: Sequence[object], found: Sequence[object]) -> int:
    """Levenshtein's."""
    known: dict[object, int] = {}
    a = np.array([known.setdefault(x, len(known)) for x in wanted], dtype=np.int64)
    b = np.array([known.setdefault(x, len(known)) for x in found], dtype=np.int64)
    steps = np.arange(len(b) + 1)
    row = steps.copy()
    for number, letter in enumerate(a, 1):
        candidate = np.minimum(row[1:] + 1, row[:-1] + (b != letter))
        row = np.minimum.accumulate(np.concatenate([[number], candidate]) - steps) + steps
    return int(row[-1])


@dataclass(frozen=True)
class Path:
    """``index`` [T]: which of the classes a frame says, -1 for a blank."""

    index: np.ndarray
    score: float


_STEPS = (0, 1, 2, 3, 4)


def align(found: np.ndarray, classes: Sequence[int]) -> Path | None:
    """The likeliest way in which frames [T, classes] say a text; None if there are too few frames.

    States are blank, first class, blank, second class, ... Gaps may be left out, as speakers do.
    """
    frames, states = len(found), 2 * len(classes) + 1
    labels = np.zeros(states, dtype=np.int64)
    labels[1::2] = classes
    costs = _step_costs(labels)
    scores = np.full(states, -np.inf)
    scores[:2] = found[0, labels[:2]]
    steps = np.zeros((frames, states), dtype=np.int8)
    padded = np.full((len(_STEPS), states), -np.inf)
    for frame in range(1, frames):
        for step in _STEPS:
            padded[step, step:] = scores[: states - step]
        candidates = padded + costs
        steps[frame] = candidates.argmax(0)
        scores = candidates[steps[frame], np.arange(states)] + found[frame, labels]
    state = states - 1 if states == 1 or scores[-1] >= scores[-2] else states - 2
    score = float(scores[state])
    if score == -np.inf:
        return None
    path = np.empty(frames, dtype=np.int64)
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        state -= int(steps[frame, state])
    return Path(np.where(path % 2 == 1, path // 2, -1), score)


def _step_costs(labels: np.ndarray) -> np.ndarray:
    """[steps, states]: 0 where a path may come from so many states before, else minus infinity."""
    costs = np.full((len(_STEPS), len(labels)), -np.inf)
    costs[:2] = 0
    for state in range(3, len(labels), 2):
        if labels[state] != labels[state - 2]:
            costs[2, state] = 0
        if state >= 5 and labels[state - 2] == GAP:  # over a gap and the blanks around it
            costs[3, state] = 0
            if labels[state] != labels[state - 4]:
                costs[4, state] = 0
    return costs
