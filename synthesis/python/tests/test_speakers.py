# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import numpy as np
import pytest

from testudo_voice.speakers import HELD_OUT, MIXTURES, NARRATORS, SHORTEST, VOICES, Speaker, speakers
from testudo_voice.starter_voices import DESCRIPTIONS


def test_held_out_voices_are_in_no_mixture() -> None:
    cast = speakers()
    assert [speaker.name for speaker in cast[: len(VOICES)]] == list(VOICES)
    mixtures = cast[len(VOICES) :]
    assert len(mixtures) == MIXTURES
    for mixture in mixtures:
        voices = [voice for voice, _ in mixture.parts]
        assert not set(voices) & set(HELD_OUT)
        assert len({voice[0] for voice in voices}) == 1
        assert sum(weight for _, weight in mixture.parts) == pytest.approx(1)


def test_the_cast_repeats() -> None:
    assert speakers() == speakers()


def test_no_held_out_voice_is_shipped_and_the_recommended_voices_are_narrators() -> None:
    assert set(DESCRIPTIONS) <= set(VOICES)
    assert not set(DESCRIPTIONS) & set(HELD_OUT)
    recommended = [voice for voice, (text, _) in DESCRIPTIONS.items() if "recommended" in text]
    assert len(recommended) == 3
    assert set(recommended) <= set(NARRATORS)


def test_mixes_styles_by_the_length_of_the_line(teachers: Path) -> None:
    heart, kore = (Speaker(voice, ((voice, 1.0),)) for voice in ("af_heart", "af_kore"))
    between = Speaker("between", (("af_heart", 0.25), ("af_kore", 0.75)))
    assert heart.style(40).shape == (256,)
    np.testing.assert_allclose(between.style(40), 0.25 * heart.style(40) + 0.75 * kore.style(40), atol=1e-6)
    assert np.array_equal(heart.style(3), heart.style(SHORTEST))
    assert not np.array_equal(heart.style(40), heart.style(SHORTEST))
    assert np.array_equal(heart.style(510), heart.style(600))
