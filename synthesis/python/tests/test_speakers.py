# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import numpy as np
import pytest

from testudo_voice.speakers import (
    HELD_OUT,
    MIXTURES,
    NARRATORS,
    SHORTEST,
    TEACHERS_VOICES,
    TIMBRE,
    VOICES,
    Speaker,
    named,
    speakers,
    timbres,
)
from testudo_voice.starter_voices import DESCRIPTIONS


def test_held_out_voices_are_in_no_mixture() -> None:
    cast = speakers()
    assert [speaker.name for speaker in cast[: len(VOICES)]] == list(VOICES)
    mixtures = cast[len(VOICES) :]
    assert len(mixtures) == MIXTURES
    for mixture in mixtures:
        assert not {voice for voice, _ in (*mixture.timbre, *mixture.prosody)} & set(HELD_OUT)
        assert len({voice[0] for voice, _ in mixture.prosody}) == 1
        assert sum(weight for _, weight in mixture.timbre) == pytest.approx(1)
        assert sum(weight for _, weight in mixture.prosody) == pytest.approx(1)


def test_the_cast_repeats() -> None:
    again = speakers.__wrapped__()
    assert again == speakers()


def test_timbres_are_those_of_the_cast() -> None:
    found = timbres()
    np.testing.assert_allclose(found.sum(1), 1, atol=1e-5)
    np.testing.assert_array_equal(found[: len(TEACHERS_VOICES)], np.eye(len(TEACHERS_VOICES)))
    mixture = speakers()[-1]
    for voice, weight in mixture.timbre:
        assert found[-1, TEACHERS_VOICES.index(voice)] == pytest.approx(weight)


def test_no_held_out_voice_is_shipped_and_the_recommended_voices_are_narrators() -> None:
    assert set(DESCRIPTIONS) <= set(VOICES)
    assert not set(DESCRIPTIONS) & set(HELD_OUT)
    recommended = [voice for voice, (text, _) in DESCRIPTIONS.items() if "recommended" in text]
    assert len(recommended) == 3
    assert set(recommended) <= set(NARRATORS)


def test_mixes_styles_by_the_length_of_the_line(teachers: Path) -> None:
    heart, kore = named("af_heart"), named("af_kore")
    parts = (("af_heart", 0.25), ("af_kore", 0.75))
    between = Speaker("between", parts, parts)
    timbre_of_heart = Speaker("crossed", heart.timbre, kore.prosody).style(40)
    np.testing.assert_array_equal(timbre_of_heart[:TIMBRE], heart.style(40)[:TIMBRE])
    np.testing.assert_array_equal(timbre_of_heart[TIMBRE:], kore.style(40)[TIMBRE:])
    assert heart.style(40).shape == (256,)
    np.testing.assert_allclose(between.style(40), 0.25 * heart.style(40) + 0.75 * kore.style(40), atol=1e-6)
    assert np.array_equal(heart.style(3), heart.style(SHORTEST))
    assert not np.array_equal(heart.style(40), heart.style(SHORTEST))
    assert np.array_equal(heart.style(510), heart.style(600))
