# SPDX-License-Identifier: Apache-2.0
"""The rule on takes that are made of sure letters, and the alignment beside all paths written out."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from testudo_voice import listener_takes
from testudo_voice.alignment import align
from testudo_voice.listener import ALPHABET, BLANK, GAP, classes_of
from testudo_voice.planted import FAULTS, Take, boundary, joined, planted
from testudo_voice.speakers import HELD_OUT, VOICES
from testudo_voice.take_review import TakeReview

TEXT = "she set the little lamp down on the table by the door"


def clear(text: str, sure: float = 0.97, frames: int = 3) -> np.ndarray:
    """Log-probabilities as of clear speech: every letter and gap lasts so many frames, a blank between them."""
    said = [c for letter in classes_of(text) for c in (BLANK, *[letter] * frames)]
    found = np.full((len(said), 1 + len(ALPHABET)), (1 - sure) / len(ALPHABET))
    found[np.arange(len(said)), said] = sure
    return np.log(found)


def findings(said: str, text: str = TEXT) -> list[tuple[str, str]]:
    return [(finding.fault, finding.words) for finding in TakeReview(clear(said), text).findings()]


def test_finds_no_fault_with_a_good_take() -> None:
    review = TakeReview(clear(TEXT), TEXT)
    assert review.findings() == []
    assert not review.is_faulty()
    words = review.times()
    assert [word.text for word in words] == TEXT.split()
    assert all(word.score > 0.99 for word in words)
    assert words[1].start == 4 * len("she ") + 1
    assert words[1].end == 4 * len("she set")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("she set the little down on the table by the door", ("MISSING_WORDS", "lamp")),
        ("she set the little lamp down on the", ("CUT_SHORT", "table by the door")),
        (
            "she set the little lamp the little lamp down on the table by the door",
            ("REPEATED_WORDS", "the little lamp"),
        ),
        ("she set the little lamp down on the table by the door and laughed", ("EXTRA_SPEECH", "and laughed")),
        ("she set the little lamp down on the chairs by the door", ("WRONG_WORDS", "table")),
        ("a quite different sentence was spoken here instead of it", ("WRONG_WORDS", "the whole take")),
        ("she", ("CUT_SHORT", TEXT)),
    ],
)
def test_tells_what_went_wrong(said: str, wanted: tuple[str, str]) -> None:
    assert findings(said) == [wanted]
    assert TakeReview(clear(said), TEXT).is_faulty()


def test_a_take_without_words_says_nothing() -> None:
    assert TakeReview(clear("a"), "...").findings() == []


@pytest.mark.parametrize("text", ["ab", "aa", "a b", "a a"])
def test_alignment_is_the_best_of_all_paths(text: str) -> None:
    found = np.log(np.random.default_rng(1).dirichlet(np.ones(1 + len(ALPHABET)), 6))
    classes = classes_of(text)
    states = [BLANK, *(c for letter in classes for c in (letter, BLANK))]
    best = max(
        sum(found[frame, states[state]] for frame, state in enumerate(path))
        for path in itertools.product(range(len(states)), repeat=6)
        if _is_a_path(path, states)
    )
    path = align(found, classes)
    assert path is not None
    assert path.score == pytest.approx(best)
    said = np.where(path.index >= 0, np.array(classes)[path.index], BLANK)
    assert found[np.arange(6), said].sum() == pytest.approx(best)


def _is_a_path(path: tuple[int, ...], states: list[int]) -> bool:
    """From an end to an end; it may pass over blanks between unequal classes, and over gaps."""
    if path[0] > 1 or path[-1] < len(states) - 2:
        return False
    for before, after in itertools.pairwise(path):
        between = states[before + 1 : after]
        if after < before or any(c not in (BLANK, GAP) for c in between):
            return False
        if between and BLANK not in (states[before], states[after]) and states[before] == states[after]:
            return False
        if states[after] == BLANK and between:
            return False
        if states[after] == GAP and GAP in between:
            return False
    return True


def test_too_few_frames_have_no_alignment() -> None:
    assert align(clear("ab")[:1], classes_of("ab")) is None


def tones(words: int) -> Take:
    """Every word a level of its own, pauses between them."""
    wave = np.zeros(2000 * (2 * words + 1), dtype=np.float32)
    spans = np.array([(4000 * n + 2000, 4000 * n + 4000) for n in range(words)])
    for number, (start, end) in enumerate(spans):
        wave[start:end] = (number + 1) / 100
    text = " ".join(["lamp", "stood", "upon", "that", "table", "while", "rain", "fell"][:words])
    return Take(text, "af_nova", wave, spans)


def levels(wave: np.ndarray) -> list[int]:
    found = [level for level, group in itertools.groupby(np.round(100 * wave).astype(int)) if len(list(group)) > 900]
    return [int(level) for level in found if level > 0]


def test_plants_what_it_says() -> None:
    take = tones(8)
    words, draw = take.text.split(), np.random.default_rng(0)
    everything = list(range(1, 9))
    for _ in range(20):
        said = levels(FAULTS["removed"](take, words, draw))
        assert len(said) == 7
        assert sorted(said) == said
        said = levels(FAULTS["doubled"](take, words, draw))
        repeated = [a for a, b in itertools.pairwise(said) if b <= a]
        assert len(repeated) == 1
        assert sorted(set(said)) == everything
        said = levels(FAULTS["cut"](take, words, draw))
        assert said == everything[: len(said)]
        assert 3 < len(said) < 9
    assert levels(FAULTS["swapped"](take, words, draw)) == [5, 6, 7, 8, 1, 2, 3, 4]
    assert len(FAULTS["drowned"](take, words, draw)) == len(take.wave)


def test_plants_every_kind_alike() -> None:
    takes = [tones(2 + number % 7) for number in range(70)]
    kinds = [take.fault for take in planted(takes, [take.text.split() for take in takes])]
    assert {kinds.count(kind) for kind in FAULTS} == {10}
    assert kinds.count("neighbour") == 10
    assert boundary(takes[0], 2) == len(takes[0].wave)
    assert len(joined(np.ones(500), np.ones(500))) == 880


def test_takes_are_read_as_they_were_written(tmp_path: Path) -> None:
    written = [
        listener_takes.Take("a.flac", "Th\u00e9 lamp", "af_heart"),
        listener_takes.Take("b.flac", "x", "y", "cut"),
    ]
    listener_takes.write_takes(tmp_path, written)
    assert listener_takes.read_takes(tmp_path) == written
    wave = np.sin(np.arange(4800)).astype(np.float32) / 2
    listener_takes.write_wave(tmp_path / "a.flac", wave)
    assert listener_takes.read_wave(tmp_path, written[0]) == pytest.approx(wave, abs=1e-4)


def test_only_the_held_out_voices_speak(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.\n\nTwo.\n")
    (tmp_path / "b.txt").write_text("Three.\n")
    lines = listener_takes.held_out_lines([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert {VOICES[speaker] for speaker, _ in lines} == set(HELD_OUT)
    assert [text for _, text in lines] == ["One.", "Two.", "Three."] * 2 + ["Three."] * 2
