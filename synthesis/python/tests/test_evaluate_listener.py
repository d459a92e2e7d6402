# SPDX-License-Identifier: Apache-2.0
"""The choice of rules and the rates, on takes made of sure letters."""

import hashlib

import numpy as np
from test_take_review import TEXT, clear

from testudo_voice.alignment import heard, text_of
from testudo_voice.evaluate_listener import (
    HeardTake,
    against_whisper,
    caught_by_rule,
    caught_by_whisper,
    choose_rule,
    choose_share,
    findings_by_fault,
    letter_errors,
    rates,
    wrong_words,
)
from testudo_voice.planted import Take
from testudo_voice.take_review import Rule, TakeReview


def heard_take(said: str, fault: str = "", sure: float = 0.97, transcript: str | None = None) -> HeardTake:
    found = clear(said, sure)
    take = Take(TEXT, "af_nova", np.zeros(24_000), np.zeros((0, 2), dtype=np.int64), fault)
    whisper = said if transcript is None else transcript
    return HeardTake(take, text_of(heard(found)), TakeReview(found, TEXT), whisper, 0.01, 0.5)


GOOD = [
    heard_take(TEXT),
    heard_take(TEXT.replace("lamp", "lamb")),
    heard_take(TEXT, transcript=TEXT.replace("down", "town")),
]
CUT = heard_take("she set the little lamp down", "cut")
LOST = heard_take(TEXT.replace("lamp ", ""), "removed", transcript=TEXT)


def test_rates_are_by_kind() -> None:
    assert rates([*GOOD, CUT, LOST], caught_by_rule(Rule())) == {"good": [0, 3], "cut": [100, 1], "removed": [100, 1]}
    assert rates([*GOOD, CUT, LOST], caught_by_whisper(0.2)) == {"good": [0, 3], "cut": [100, 1], "removed": [0, 1]}
    assert findings_by_fault([GOOD[0], CUT, LOST], Rule()) == {
        "good": {"-": 1},
        "cut": {"CUT_SHORT": 1},
        "removed": {"MISSING_WORDS": 1},
    }


def test_chooses_what_raises_no_alarm_on_good_takes() -> None:
    assert 0.08 < choose_share([*GOOD, CUT]) < 0.1  # one word of twelve
    slurred = heard_take(TEXT.replace("lamp", "lump"), sure=0.9)
    rule = choose_rule([*GOOD, slurred, CUT, LOST])
    assert rates([slurred], caught_by_rule(rule)) == {"good": [0, 1]}
    assert rates([CUT, LOST], caught_by_rule(rule)) == {"cut": [100, 1], "removed": [100, 1]}


def test_counts_who_finds_fault_with_what() -> None:
    found = against_whisper([*GOOD, CUT, LOST], Rule())
    assert [found[name] for name in ("neither", "whisperOnly", "listenerOnly", "both")] == [1, 2, 1, 1]
    assert [apart[3] for apart in found["apart"]] == [[], [], ["MISSING_WORDS"]]


def test_errors_are_counted_on_words_as_they_are_spelled() -> None:
    assert letter_errors("Mr. Grey paid 12 pounds.", "mister gray paid twelve pounds") == 0
    assert wrong_words("The wash tubs.", "the washtubs") == 0
    assert letter_errors("the lamp", "the lamb") == 1


def test_a_text_stays_in_its_half() -> None:
    assert GOOD[0].half == CUT.half == hashlib.sha256(TEXT.encode()).digest()[0] % 2
