# SPDX-License-Identifier: Apache-2.0
"""The teacher's voices, blends of them that are voices of their own, and mixtures for training.

Mixtures teach the conditioning encoders to place a voice that they never heard. A mixture says a few lines only, so
that it cannot be learned by heart. Of a style's two halves, timbre and prosody, each is mixed on its own, and timbre
is also drawn a little beyond the voices that it is mixed of.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from testudo_voice.teacher_packages import packages

Parts = tuple[tuple[str, float], ...]

TEACHERS_VOICES = (
    "af_heart", "af_alloy", "af_aoede", "af_bella", "af_jessica", "af_kore", "af_nicole", "af_nova", "af_river",
    "af_sarah", "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_michael", "am_onyx", "am_puck",
    "am_santa", "bf_alice", "bf_emma", "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george", "bm_lewis",
)  # fmt: skip
BLENDS: dict[str, Parts] = {  # the accent is that of the first part
    "bf_grace": (("bf_emma", 0.5), ("af_nicole", 0.5)),
    "bf_clara": (("bf_lily", 0.5), ("bf_emma", 0.5)),
    "af_june": (("af_heart", 0.5), ("bf_emma", 0.5)),
    "af_wren": (("af_river", 0.5), ("af_kore", 0.5)),
    "bm_arthur": (("bm_george", 0.5), ("bm_daniel", 0.5)),
    "bm_hugh": (("bm_george", 0.5), ("am_santa", 0.5)),
    "am_owen": (("am_michael", 0.5), ("bm_daniel", 0.5)),
    "am_walter": (("am_santa", 0.5), ("am_michael", 0.5)),
}
VOICES = (*TEACHERS_VOICES, *BLENDS)
HELD_OUT = ("af_nova", "am_liam", "bf_isabella", "bm_lewis")  # never heard in training: for cloning
NARRATORS = ("bf_emma", "bm_george", "am_michael", "bf_clara")
MIXTURES = 6000
BEYOND = 1.25  # how far from the mean of its voices a mixture's timbre is, over a weighted mean
TIMBRE = 128  # values of a style; the others are prosody
SHORTEST = 15  # tokens: shorter lines take the style of this length, whose prosody is steadier


@dataclass(frozen=True)
class Speaker:
    """``timbre`` and ``prosody``: voices of the teacher and their weights, which add up to 1."""

    name: str
    timbre: Parts
    prosody: Parts

    @property
    def british(self) -> bool:
        return self.prosody[0][0].startswith("b")

    def style(self, tokens: int) -> np.ndarray:
        """[256], for a line of so many tokens."""
        halves = _mixed(self.timbre, tokens)[:TIMBRE], _mixed(self.prosody, tokens)[TIMBRE:]
        return np.concatenate(halves).astype(np.float32)


def _mixed(parts: Parts, tokens: int) -> np.ndarray:
    row = max(tokens, SHORTEST) - 1
    return np.asarray(sum(weight * _styles(voice)[min(row, len(_styles(voice)) - 1)] for voice, weight in parts))


@functools.cache
def _styles(voice: str) -> np.ndarray:
    """[tokens, 256]."""
    return np.fromfile(packages() / "voices" / f"{voice}.bin", "<f4").reshape(-1, 256)


def named(voice: str) -> Speaker:
    """One of ``VOICES``."""
    parts = BLENDS.get(voice, ((voice, 1.0),))
    return Speaker(voice, parts, parts)


@functools.cache
def speakers(seed: int = 0) -> tuple[Speaker, ...]:
    """The named voices in the order of ``VOICES``, then the mixtures; the held-out voices are in no mixture."""
    generator = np.random.default_rng(seed)
    heard = [voice for voice in TEACHERS_VOICES if voice not in HELD_OUT]

    def mixture(number: int) -> Speaker:
        accent = "a" if number % 10 < 7 else "b"
        spoken = [voice for voice in heard if voice[0] == accent]
        return Speaker(f"mixture{number:04d}", _parts(generator, heard, BEYOND), _parts(generator, spoken, 1.0))

    return (*map(named, VOICES), *map(mixture, range(MIXTURES)))


def _parts(generator: np.random.Generator, voices: list[str], beyond: float) -> Parts:
    """Two or three of the voices with random weights."""
    chosen = generator.choice(voices, size=int(generator.integers(2, 4)), replace=False)
    mean = 1 / len(chosen)
    weights = mean + beyond * (generator.dirichlet(np.ones(len(chosen))) - mean)
    return tuple((str(voice), float(weight)) for voice, weight in zip(chosen, weights, strict=True))


def timbres() -> np.ndarray:
    """The weights of the teacher's voices in each speaker's timbre: float32 [speakers, teacher's voices]."""
    found = np.zeros((len(speakers()), len(TEACHERS_VOICES)), dtype=np.float32)
    for number, speaker in enumerate(speakers()):
        for voice, weight in speaker.timbre:
            found[number, TEACHERS_VOICES.index(voice)] = weight
    return found
