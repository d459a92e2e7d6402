# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from testudo_voice.evaluate_speakers import left_out, report, similarities
from testudo_voice.measures import RATE, pitch


def test_finds_the_pitch() -> None:
    time = np.arange(2 * RATE) / RATE
    hum = sum(0.1 * np.sin(2 * np.pi * 125 * n * time) * np.exp(-0.3 * n) for n in range(1, 20))
    assert np.allclose(pitch(np.asarray(hum))[5:-5], 125, atol=1.5)


def test_compares_with_the_mean_of_a_speaker() -> None:
    known = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [0.0, 1.0]]])
    assert similarities(np.array([[0.0, 1.0]]), known)[0] == pytest.approx([0.5**0.5, 1])
    # The first is compared with the second sentence of its speaker only.
    assert left_out(known)[0] == pytest.approx([0, 0])
    assert left_out(known)[2] == pytest.approx([0.5**0.5, 1])


def test_reports_who_was_taken_for_whom() -> None:
    found = report(np.array([[0.9, 0.5, 0.2], [0.8, 0.6, 0.3]]), np.array([0, 1]))
    assert (found["takes"], found["right"]) == (2, 1)
    assert found["taken"] == {"af_alloy for af_heart": 1}
    assert found["similarityToOwn"] == 0.75
    assert found["similarityToNearestOther"] == 0.65
