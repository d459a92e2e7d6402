# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import numpy as np
import pytest

from testudo_voice.speakers import HELD_OUT, VOICES
from testudo_voice.speech import (
    LEAD_SECONDS,
    LEVEL,
    PEAK,
    SAMPLE_RATE,
    SAMPLES_PER_CODE,
    TAIL_SECONDS,
    assignments,
    levelled,
    merged_symbols,
    symbols_by_frame,
    tokens_of,
    trimmed,
    utterance,
    word_frames,
)
from testudo_voice.teacher import FRAME, Spoken
from testudo_voice.teacher_packages import vocabulary


def tone(seconds: float, level: float) -> np.ndarray:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * 200 * time)).astype(np.float32)


def test_trims_silence_but_for_a_lead_and_a_tail() -> None:
    hush = np.random.default_rng(0).normal(0, 1e-5, SAMPLE_RATE).astype(np.float32)
    first, last = trimmed(np.concatenate([hush, tone(0.5, 0.2), hush]))
    assert first == pytest.approx((1 - LEAD_SECONDS) * SAMPLE_RATE, abs=240)
    assert last == pytest.approx((1.5 + TAIL_SECONDS) * SAMPLE_RATE, abs=240)


@pytest.mark.parametrize("level", [0.01, 0.5])
def test_brings_speech_to_one_level_and_pauses_do_not_count(level: float) -> None:
    wave = levelled(np.concatenate([tone(1, level), np.zeros(SAMPLE_RATE, dtype=np.float32)]))
    assert np.sqrt(np.mean(wave[:SAMPLE_RATE] ** 2)) == pytest.approx(LEVEL, rel=0.01)


def test_a_peak_lowers_the_whole_line() -> None:
    wave = 0.001 * tone(1, 1.0)
    wave[5000] = 0.5
    assert np.abs(levelled(wave)).max() == pytest.approx(PEAK, rel=1e-5)


def test_marks_without_a_sound_count_as_the_sound_beside_them(teachers: Path) -> None:
    ids = vocabulary()
    tokens = [ids[symbol] for symbol in "hˈaː, a"]
    found = symbols_by_frame(tokens, np.full(len(tokens) + 2, 1), merged_symbols())
    assert [0, ids["h"], ids["a"], ids["a"], ids["a"], 0] == found[:6].tolist()
    assert found[-2:].tolist() == [ids["a"], 0]


def test_labels_every_code_of_an_utterance(teachers: Path) -> None:
    """Twenty frames of silence, forty of a voiced sound, twenty of silence."""
    sound = vocabulary()["a"]
    wave = np.concatenate([np.zeros(20 * FRAME), tone(40 * FRAME / SAMPLE_RATE, 0.3), np.zeros(20 * FRAME)])
    hertz = np.repeat([0.0, 200.0, 0.0], [40, 80, 40])
    spoken = Spoken(0, wave.astype(np.float32), np.array([20, 40, 20]), hertz)
    audio, phones, pitch, words = utterance(spoken, [sound], merged_symbols())
    assert len(audio) == len(phones) * SAMPLES_PER_CODE == len(pitch) * SAMPLES_PER_CODE
    assert words.tolist() == [[pytest.approx(LEAD_SECONDS * SAMPLE_RATE, abs=240), 40 * FRAME + words[0, 0]]]
    assert phones.tolist() == [0] + [sound] * 24 + [0] * (len(phones) - 25)
    voiced = ~np.isnan(pitch)
    assert np.array_equal(voiced, phones > 0)
    assert pitch[voiced] == pytest.approx(np.log2(200), abs=0.01)


def test_a_word_has_its_marks_and_neither_spaces_nor_pauses(teachers: Path) -> None:
    tokens = [vocabulary()[symbol] for symbol in "hˈaː, ˈa — ˈ h"]
    found = word_frames(tokens, np.arange(1, len(tokens) + 3), merged_symbols())
    ends = np.cumsum(np.arange(1, len(tokens) + 3))
    assert found.tolist() == [[ends[0], ends[4]], [ends[6], ends[8]], [ends[13], ends[14]]]


def test_a_line_too_long_for_the_teacher_has_no_tokens(teachers: Path) -> None:
    assert len(tokens_of("The lamp was lit.", british=False)) > 10
    assert tokens_of("the lamp was lit, " * 60, british=False) == []


def test_everybody_but_the_held_out_voices_speaks() -> None:
    kinds = ("words", "pseudo", "single", "shuffled", "numbers", "letters", "read")
    lines = {kind: [f"{kind} {number} and so on." for number in range(2000)] for kind in kinds}
    assigned = assignments(lines, 0.5, seed=0)
    assert assigned == assignments(lines, 0.5, seed=0)
    who = {speaker for speaker, _ in assigned}
    assert not who & {VOICES.index(voice) for voice in HELD_OUT}
    assert who >= set(range(len(VOICES))) - {VOICES.index(voice) for voice in HELD_OUT}
    assert len({text for _, text in assigned}) == len(assigned)
