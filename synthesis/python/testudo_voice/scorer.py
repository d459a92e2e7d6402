# SPDX-License-Identifier: Apache-2.0
"""Speech metrics: how well speech is understood (Whisper tiny.en), and how natural it sounds (Distill-MOS).

Frozen: a change here makes every earlier figure incomparable. Both hear 16 kHz mono, brought to a peak of 0.6; the
recognizer with a quarter of a second of silence at both ends. Words are compared as ``spelling`` writes them. Neither
metric is to be trusted alone: Distill-MOS does not mind a flat pitch, so pitch is measured beside it.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from testudo_voice.speech import SAMPLE_RATE
from testudo_voice.spelling import word_errors, words
from testudo_voice.teacher_packages import WHISPER, packages, put_on_path

RATE = 16_000
PEAK = 0.6
SILENCE_SECONDS = 0.25
SHORTEST_SECONDS = 1.0  # for the naturalness model: less is padded with silence
RESAMPLES = 10_000


@dataclass(frozen=True)
class Score:
    """One sentence: what was said, what was heard, the word errors between them, and its naturalness, 1 to 5."""

    said: str
    heard: str
    errors: int
    words: int
    naturalness: float


@cache
def _recognizer() -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(packages() / WHISPER), device="cpu", compute_type="int8", cpu_threads=1)


@cache
def _naturalness_model() -> Any:
    put_on_path("distillmos", "xls_r_sqa")
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        from distillmos import ConvTransformerSQAModel

        return ConvTransformerSQAModel().eval()


def scored_samples(audio: np.ndarray, rate: int) -> np.ndarray:
    """Input of the models: float32 at 16 kHz."""
    from scipy.signal import resample_poly

    common = np.gcd(rate, RATE)
    resampled = resample_poly(audio.astype(np.float64), RATE // common, rate // common) if rate != RATE else audio
    return np.asarray(resampled * (PEAK / max(1e-9, float(np.abs(resampled).max(initial=0)))), dtype=np.float32)


def transcribe(audio: np.ndarray, rate: int = SAMPLE_RATE) -> str:
    silence = np.zeros(int(SILENCE_SECONDS * RATE), dtype=np.float32)
    heard, _ = _recognizer().transcribe(
        np.concatenate([silence, scored_samples(audio, rate), silence]),
        language="en",
        beam_size=5,
        temperature=0.0,
        condition_on_previous_text=False,
        without_timestamps=True,
    )
    return " ".join(part.text.strip() for part in heard)


def naturalness(audio: np.ndarray, rate: int = SAMPLE_RATE) -> float:
    import torch

    heard = scored_samples(audio, rate)
    heard = np.pad(heard, (0, max(0, int(SHORTEST_SECONDS * RATE) - len(heard))))
    with torch.no_grad():
        return float(_naturalness_model()(torch.from_numpy(heard)[None]).squeeze())


def score(said: str, audio: np.ndarray, rate: int = SAMPLE_RATE) -> Score:
    if not np.any(audio):
        return Score(said, "", len(words(said)), len(words(said)), 1.0)
    heard, wanted = transcribe(audio, rate), words(said)
    return Score(said, heard, word_errors(wanted, words(heard, said)), len(wanted), naturalness(audio, rate))


def score_all(pairs: list[tuple[str, np.ndarray]], processes: int = 2, rate: int = SAMPLE_RATE) -> list[Score]:
    with ProcessPoolExecutor(processes, initializer=one_thread) as pool:
        said, audio = zip(*pairs, strict=True)
        return list(pool.map(score, said, audio, [rate] * len(pairs), chunksize=5))


def one_thread() -> None:
    import torch

    torch.set_num_threads(1)


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
