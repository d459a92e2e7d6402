# SPDX-License-Identifier: Apache-2.0
"""The metrics on the real teacher's speech: good values for it, worse ones for degraded speech."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from testudo_voice.evaluate import noticed_by
from testudo_voice.measures import beside
from testudo_voice.scorer import difference_interval, error_rate, naturalness, score
from testudo_voice.spoiled import SPOILED
from testudo_voice.teacher_onnx import OnnxTeacher

LINE = "She found the letter under a pile of old newspapers."


@pytest.fixture(scope="module")
def said(teachers: Path) -> np.ndarray:
    return OnnxTeacher().say(LINE, "af_heart")


def test_the_teacher_is_understood_and_sounds_natural(said: np.ndarray) -> None:
    found = score(LINE, said)
    assert (found.errors, found.words) == (0, 10), found.heard
    assert found.naturalness > 4
    assert error_rate([found]) == 0


def test_silence_is_neither(said: np.ndarray) -> None:
    found = score(LINE, np.zeros_like(said))
    assert (found.errors, found.naturalness) == (10, 1.0)
    good, bad = score(LINE, said), found
    assert difference_interval([bad, bad], [good, good]) == (1.0, 1.0)


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_whatever_spoils_speech_is_noticed(spoil: Callable[[np.ndarray], np.ndarray], said: np.ndarray) -> None:
    spoiled = spoil(said)
    assert len(spoiled) == len(said)
    found = beside(spoiled, said)
    natural = naturalness(spoiled) < naturalness(said) - 0.2
    flat = found.pitch_correlation < 0.85
    assert natural or flat


def test_a_wave_beside_itself_differs_in_nothing(said: np.ndarray) -> None:
    found = beside(said, said)
    assert found.pitch_correlation > 0.999
    assert found.energy_correlation > 0.999
    assert (found.distortion, found.length) == (0, 1)
    assert found.spread == found.teacher_spread > 1


def test_names_the_measures_that_notice() -> None:
    good = {
        "wordErrorRate": 1.0, "naturalness": [4.4, 4.0], "pitchSpreadRatio": 1.0, "pitchCorrelation": 0.9,
        "energyCorrelation": 0.95, "melCepstralDistortion": 4.0, "floor": [-70.0, -75.0],
    }  # fmt: skip
    assert noticed_by(good, good) == []
    assert noticed_by(good, good | {"pitchCorrelation": 0.3, "floor": [-50.0, -75.0]}) == ["pitchCorrelation", "floor"]
    worse = good | {"naturalness": [4.0, 3.0], "wordErrorRate": 3.0}
    assert noticed_by(good, worse) == ["wordErrorRate", "naturalness"]
