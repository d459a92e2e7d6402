"""What the listener's posteriors say: the letters that were heard, and where a text is in them."""

from __future__ import annotations

from collections.abc import Sequence

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
