# SPDX-License-Identifier: Apache-2.0
"""How near voices made of clips are to their clips, as `voice add` measures it: what it calls near and not near.

python -m testudo_voice.evaluate_similarity BUNDLE                    clips of the teacher's voices, and of people
python -m testudo_voice.evaluate_similarity BUNDLE --clips FILE...    other recordings, the first six seconds of each

One JSON object for each kind of clips, with the least, the median and the greatest similarity: of a voice's speech to
its clip; of the nearest shipped voice's speech to the clip; of two of the teacher's recordings of one speaker; and
between shipped voices. People are the recordings in the package moonshine-voice.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch

from testudo_voice.evaluate import SENTENCES
from testudo_voice.evaluate_speakers import CLIP_SECONDS, CLIP_SENTENCES, clip_of, learn
from testudo_voice.speaker import Speaker
from testudo_voice.speakers import HELD_OUT, VOICES
from testudo_voice.speech import SAMPLE_RATE
from testudo_voice.teacher_packages import fetched_wheel
from testudo_voice.voice_encoder import embedding

TEXT = (  # that of SpeakerSimilarity.java
    "The road to the lighthouse was longer than it looked from the harbour. "
    '"Shall we go on?" she asked, and he laughed.'
)
PEOPLE = ("moonshine_voice", "0.1.5", "1ed9e0ccf94be4845d69e7fa862dcf4c8b5801a758796966494c694f48184496")
RECORDINGS = ("two_cities", "beckett", "clone-test")  # each of one person
CLIPS = 2  # of each of the teacher's voices


def read(path: Path, most: int) -> list[np.ndarray]:
    """Clips of six seconds, at most so many; a shorter recording is repeated, as `voice add` does."""
    import soundfile
    from scipy.signal import resample_poly

    wave, rate = soundfile.read(path, dtype="float64", always_2d=True)
    common = np.gcd(rate, SAMPLE_RATE)
    wave = resample_poly(wave.mean(1), SAMPLE_RATE // common, rate // common)
    size = CLIP_SECONDS * SAMPLE_RATE
    return [np.resize(wave[at : at + size], size) for at in range(0, max(1, len(wave) - size), size)][:most]


def people() -> list[np.ndarray]:
    folder = fetched_wheel(*PEOPLE) / "moonshine_voice" / "assets"
    return [clip for name in RECORDINGS for clip in read(folder / f"{name}.wav", 10)]


def kinds(shipped: list[str]) -> dict[str, list[np.ndarray]]:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    groups = [lines[at : at + CLIP_SENTENCES] for at in range(0, CLIPS * CLIP_SENTENCES, CLIP_SENTENCES)]
    named = {
        "shipped voices": shipped,
        "voices that are not shipped": [name for name in VOICES if name not in (*shipped, *HELD_OUT)],
        "voices held out of training": list(HELD_OUT),
    }
    clips = {kind: [clip_of(group, name) for name in names for group in groups] for kind, names in named.items()}
    return {**clips, "people": people()}


class Comparison:
    def __init__(self, bundle: Path) -> None:
        self._bundle, self._speaker = bundle, Speaker(bundle)
        self.shipped = list(self._speaker.voices)
        self._known = np.stack([self._heard(name) for name in self.shipped])

    def _heard(self, voice: str) -> np.ndarray:
        return embedding(self._speaker.speak(TEXT, voice).numpy(), SAMPLE_RATE)

    def between_shipped(self) -> np.ndarray:
        return np.asarray((self._known @ self._known.T)[np.triu_indices(len(self._known), 1)])

    def compare(self, clip: np.ndarray) -> tuple[float, float]:
        """Similarity to the clip of the voice made of it, and of the nearest shipped voice."""
        self._speaker.voices["added"] = learn(self._bundle, clip)
        speaker = embedding(clip, SAMPLE_RATE)
        return float(self._heard("added") @ speaker), float((self._known @ speaker).max())


def spread(values: Iterable[float]) -> list[float]:
    return [round(float(value), 2) for value in np.percentile(list(values), [0, 50, 100])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--clips", type=Path, nargs="+", default=[], help="sound files")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    comparison = Comparison(arguments.bundle)
    if arguments.clips:
        clips = {str(path): read(path, 1) for path in arguments.clips}
    else:
        clips = kinds(comparison.shipped)
        print(json.dumps({"clips": "two shipped voices", "similarity": spread(comparison.between_shipped())}))
        heard = [embedding(clip, SAMPLE_RATE) for kind in list(clips)[:-1] for clip in clips[kind]]
        same = [float(one @ other) for one, other in zip(heard[::CLIPS], heard[1::CLIPS], strict=True)]
        print(json.dumps({"clips": "two recordings of one of the teacher's voices", "similarity": spread(same)}))
    for kind, waves in clips.items():
        own, nearest = zip(*map(comparison.compare, waves), strict=True)
        found = {"clips": kind, "number": len(waves), "similarity": spread(own), "nearestShipped": spread(nearest)}
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
