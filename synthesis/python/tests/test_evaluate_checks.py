# SPDX-License-Identifier: Apache-2.0
import numpy as np

from testudo_voice.evaluate_checks import summary


def test_counts_what_was_caught_and_what_was_bad() -> None:
    bad = np.array([True, True, True, False, False])
    caught = np.array([True, False, False, True, False])
    assert summary(bad, caught) == {
        "takes": 5, "bad": 3, "caught": 2, "badAndCaught": 1, "precision": 0.5, "recall": 0.33
    }  # fmt: skip


def test_has_no_share_of_nothing() -> None:
    nothing = np.array([False])
    assert summary(nothing, nothing)["precision"] is None
    assert summary(nothing, nothing)["recall"] is None
