# SPDX-License-Identifier: Apache-2.0
"""The teacher's voices, and mixtures of them.

A mixture is a weighted mean of the styles of two or three voices of one accent. Mixtures teach the conditioning
encoder the space between the named voices, so that it can place a voice that it never heard.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from testudo_voice.teacher_packages import packages

VOICES = (
    "af_heart", "af_alloy", "af_aoede", "af_bella", "af_jessica", "af_kore", "af_nicole", "af_nova", "af_river",
    "af_sarah", "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_michael", "am_onyx", "am_puck",
    "am_santa", "bf_alice", "bf_emma", "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george", "bm_lewis",
)  # fmt: skip
HELD_OUT = ("af_nova", "am_liam", "bf_isabella", "bm_lewis")  # never heard in training: for cloning
NARRATORS = ("af_heart", "am_michael", "bf_emma", "bm_george")
MIXTURES = 240
SHORTEST = 15  # tokens: shorter lines take the style of this length, whose prosody is steadier


@dataclass(frozen=True)
class Speaker:
    """``parts``: voices and their weights, which add up to 1."""

    name: str
    parts: tuple[tuple[str, float], ...]

    @property
    def british(self) -> bool:
        return self.parts[0][0].startswith("b")

    def style(self, tokens: int) -> np.ndarray:
        """[256], for a line of so many tokens."""
        row = max(tokens, SHORTEST) - 1
        mixed = sum(weight * _styles(voice)[min(row, len(_styles(voice)) - 1)] for voice, weight in self.parts)
        return np.asarray(mixed, dtype=np.float32)


@functools.cache
def _styles(voice: str) -> np.ndarray:
    """[tokens, 256]."""
    return np.fromfile(packages() / "voices" / f"{voice}.bin", "<f4").reshape(-1, 256)


def speakers(seed: int = 0) -> list[Speaker]:
    """The named voices in the order of ``VOICES``, then the mixtures; the held-out voices are in no mixture."""
    generator = np.random.default_rng(seed)
    made = [Speaker(voice, ((voice, 1.0),)) for voice in VOICES]
    heard = [voice for voice in VOICES if voice not in HELD_OUT]
    for number in range(MIXTURES):
        accent = "a" if number % 10 < 7 else "b"
        voices = [voice for voice in heard if voice[0] == accent]
        chosen = generator.choice(voices, size=int(generator.integers(2, 4)), replace=False)
        weights = generator.dirichlet(np.ones(len(chosen)))
        parts = tuple((str(voice), float(weight)) for voice, weight in zip(chosen, weights, strict=True))
        made.append(Speaker(f"mixture{number:03d}", parts))
    return made
