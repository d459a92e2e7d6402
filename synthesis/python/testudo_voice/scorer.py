"""How well speech is understood: word error rate of an independent recognizer (pocketsphinx).

Frozen: a change here makes every earlier figure incomparable. Audio is 16 kHz mono, brought to a peak of
0.6, with a quarter of a second of silence at both ends; text is compared in lower case without punctuation.
"""

from __future__ import annotations

import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

RATE = 16_000
PEAK = 0.6
SILENCE_SECONDS = 0.25
RESAMPLES = 10_000


@dataclass(frozen=True)
class Score:
    """One sentence: what was said, what was heard, and the word errors between them."""

    said: str
    heard: str
    errors: int
    words: int


@cache
def _recognizer() -> Any:
    from pocketsphinx import Decoder

    return Decoder(samprate=RATE, loglevel="FATAL")


def transcribe(audio: np.ndarray) -> str:
    """Mono samples at 16 kHz, floats, to words."""
    silence = np.zeros(int(SILENCE_SECONDS * RATE))
    levelled = audio * (PEAK / max(1e-9, float(np.abs(audio).max())))
    framed = (np.concatenate([silence, levelled, silence]) * 32767).astype("<i2")
    recognizer = _recognizer()
    recognizer.start_utt()
    recognizer.process_raw(framed.tobytes(), full_utt=True)
    recognizer.end_utt()
    hypothesis = recognizer.hyp()
    return hypothesis.hypstr if hypothesis is not None else ""


def words(text: str) -> list[str]:
    return re.sub(r"[^a-z' ]", " ", text.lower().replace("\u2019", "'").replace("-", " ")).split()


def word_errors(said: list[str], heard: list[str]) -> int:
    """Levenshtein distance over words."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]


def score(said: str, audio: np.ndarray) -> Score:
    heard = transcribe(audio)
    return Score(said, heard, word_errors(words(said), words(heard)), len(words(said)))


def score_all(pairs: list[tuple[str, np.ndarray]], processes: int = 2) -> list[Score]:
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(score, *zip(*pairs, strict=True), chunksize=5))


def error_rate(scores: list[Score]) -> float:
    return sum(s.errors for s in scores) / sum(s.words for s in scores)


def difference_interval(ours: list[Score], theirs: list[Score], seed: int = 0) -> tuple[float, float]:
    """95 % interval of the difference of two error rates, by paired bootstrap over sentences."""
    generator = np.random.default_rng(seed)
    errors = np.array([(a.errors - b.errors, a.words) for a, b in zip(ours, theirs, strict=True)])
    picks = generator.integers(0, len(errors), (RESAMPLES, len(errors)))
    drawn = errors[picks].sum(1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return float(low), float(high)
