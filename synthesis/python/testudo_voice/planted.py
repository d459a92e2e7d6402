# SPDX-License-Identifier: Apache-2.0
"""Faults made on purpose in good takes, where the teacher's durations say where each word is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from testudo_voice.speakers import VOICES
from testudo_voice.speech import SAMPLE_RATE, SAMPLES_PER_CODE
from testudo_voice.tokenizer import CHARACTERS, SPECIAL

FADE = SAMPLE_RATE // 200  # samples: a splice without a click
MAX_REPEATED = 4  # words
LONG_ENOUGH = 3  # letters of a word that is taken away: the loss of "a" is a matter of taste


@dataclass(frozen=True)
class Take:
    """``words``: samples [words, 2], empty where the teacher counts words otherwise. ``fault``: what was done to it."""

    text: str
    voice: str
    wave: np.ndarray
    words: np.ndarray
    fault: str = ""

    @property
    def seconds(self) -> float:
        return len(self.wave) / SAMPLE_RATE


def read_shard(path: Path) -> list[Take]:
    """The lines of a shard of ``testudo_voice.speech``."""
    letters = np.array([*[" "] * len(SPECIAL), *CHARACTERS])
    with np.load(path) as shard:
        texts = ["".join(letters[ids]) for ids in np.split(shard["ids"], np.cumsum(shard["text_lengths"])[:-1])]
        waves = np.split(shard["audio"].astype(np.float32) / 32768, np.cumsum(shard["codes"] * SAMPLES_PER_CODE)[:-1])
        words = np.split(shard["words"].astype(np.int64), np.cumsum(shard["word_counts"])[:-1])
        voices = [VOICES[number] if number < len(VOICES) else "a mixture" for number in shard["speakers"]]
    return [Take(*line) for line in zip(texts, voices, waves, words, strict=True)]


def joined(*parts: np.ndarray) -> np.ndarray:
    """One after the other, faded into each other."""
    made = parts[0]
    for part in parts[1:]:
        fade = min(FADE, len(made), len(part))
        rising = np.linspace(0, 1, fade, dtype=np.float32)
        middle = made[len(made) - fade :] * (1 - rising) + part[:fade] * rising
        made = np.concatenate([made[: len(made) - fade], middle, part[fade:]])
    return made


def boundary(take: Take, word: int) -> int:
    """The sample between a word and the one before it."""
    if word == 0:
        return 0
    return int(take.words[word - 1, 1] + take.words[word, 0]) // 2 if word < len(take.words) else len(take.wave)


def removed(take: Take, words: list[str], draw: np.random.Generator) -> np.ndarray:
    """A word less."""
    long = [number for number, word in enumerate(words) if len(word) >= LONG_ENOUGH]
    word = int(draw.choice(long or [0]))
    return joined(take.wave[: boundary(take, word)], take.wave[boundary(take, word + 1) :])


def doubled(take: Take, words: list[str], draw: np.random.Generator) -> np.ndarray:
    """Some words twice."""
    count = int(draw.integers(1, min(MAX_REPEATED, len(words)) + 1))
    first = int(draw.integers(0, len(words) - count + 1))
    end = boundary(take, first + count)
    return joined(take.wave[:end], take.wave[boundary(take, first) :])


def cut(take: Take, words: list[str], draw: np.random.Generator) -> np.ndarray:
    """Without its last words; often in the middle of one."""
    word = len(words) - int(draw.integers(1, min(4, len(words)) + 1))
    start, end = take.words[word]
    return take.wave[: int(start + draw.uniform(0, 0.5) * (end - start))]


def swapped(take: Take, words: list[str], draw: np.random.Generator) -> np.ndarray:
    """Its second half first."""
    middle = boundary(take, max(1, min(len(words) - 1, len(words) // 2)))
    return joined(take.wave[middle:], take.wave[:middle])


def drowned(take: Take, words: list[str], draw: np.random.Generator) -> np.ndarray:
    """A word that cannot be understood: noise as loud as the speech over what is left of it."""
    long = [number for number, word in enumerate(words) if len(word) >= LONG_ENOUGH]
    start, end = take.words[int(draw.choice(long or [0]))]
    wave = take.wave.copy()
    level = float(np.sqrt(np.mean(wave**2)))
    wave[start:end] = 0.1 * wave[start:end] + draw.normal(0, level, int(end - start)).astype(np.float32)
    return wave


FAULTS: dict[str, Callable[[Take, list[str], np.random.Generator], np.ndarray]] = {
    "removed": removed,
    "doubled": doubled,
    "cut": cut,
    "swapped": swapped,
    "drowned": drowned,
}
OTHERS = ("neighbour", "other")  # another take under this text


def planted(takes: list[Take], texts: list[list[str]], seed: int = 0) -> list[Take]:
    """A faulty take for each good one, each kind as often; ``texts``: the words of each."""
    draw = np.random.default_rng(seed)
    kinds = [*FAULTS, *OTHERS]
    made = []
    for number, (take, words) in enumerate(zip(takes, texts, strict=True)):
        kind = kinds[number % len(kinds)]
        if kind in FAULTS and len(words) == len(take.words) and len(words) > 1:
            made.append(replace(take, wave=FAULTS[kind](take, words, draw), fault=kind))
        elif kind in OTHERS:
            away = 1 if kind == "neighbour" else int(draw.integers(2, len(takes) - 1))
            other = takes[(number + away) % len(takes)]
            if texts[(number + away) % len(takes)] != words:
                made.append(replace(take, wave=other.wave, fault=kind))
    return made
