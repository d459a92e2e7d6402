"""Whether voices are their speakers: takes are told apart by a classifier that heard only the teacher's 28 voices.

python -m testudo_voice.evaluate_speakers BUNDLE           the shipped voices
python -m testudo_voice.evaluate_speakers BUNDLE --cloned  voices made of six seconds of the four held out of training

Nothing is heard twice: the voices' clips, the classifier's teaching and the takes are of different sentences, none of
which is in any training text. The classifier knows nothing of the model: long-term statistics of cepstra and of pitch,
one Gaussian for each speaker with a covariance that all share. How natural the takes sound is said beside it.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zlib import crc32

import numpy as np
import torch

from testudo_voice.evaluate import SENTENCES
from testudo_voice.measures import cepstra, log_mel, pitch
from testudo_voice.scorer import naturalness, one_thread
from testudo_voice.speaker import Speaker
from testudo_voice.speakers import HELD_OUT, VOICES
from testudo_voice.speech import SAMPLE_RATE
from testudo_voice.teacher_onnx import takes as teacher

CLIP_SECONDS = 6
CLIP_SENTENCES = 3  # joined, they last more than six seconds
CEPSTRA = 20
TAUGHT = 30  # sentences of each of the teacher's voices, for the classifier


@dataclass(frozen=True)
class Gaussians:
    """Speakers in the space of `features`: means [speakers, F], and what whitens the shared covariance [F, F]."""

    means: np.ndarray
    whitening: np.ndarray

    @staticmethod
    def fit(features: np.ndarray, speakers: np.ndarray) -> Gaussians:
        means = np.stack([features[speakers == s].mean(0) for s in range(speakers.max() + 1)])
        centred = features - means[speakers]
        covariance = centred.T @ centred / len(features)
        covariance += 0.1 * np.diag(np.diag(covariance))  # few utterances for many features
        return Gaussians(means, np.linalg.cholesky(np.linalg.inv(covariance)))

    def distances(self, features: np.ndarray) -> np.ndarray:
        """Mahalanobis: [N, speakers]."""
        return np.asarray(np.linalg.norm((features[:, None] - self.means) @ self.whitening, axis=2))


def features(wave: np.ndarray) -> np.ndarray:
    """Mean and deviation of cepstra over sounding frames, without level; mean and deviation of log pitch."""
    mel = log_mel(wave)
    level = mel.mean(0)
    sounding = cepstra(mel[:, level > level.max() - 6], CEPSTRA)
    melody = np.log(pitch(wave))
    melody = melody[~np.isnan(melody)]
    of_pitch = [melody.mean(), melody.std()] if len(melody) > 0 else [0.0, 0.0]
    return np.concatenate([sounding.mean(1), sounding.std(1), of_pitch])


def clip_of(lines: list[str], voice: str) -> np.ndarray:
    spoken = np.concatenate(teacher(lines, voice))
    return spoken[: CLIP_SECONDS * SAMPLE_RATE]


def learn(bundle: Path, clip: np.ndarray) -> dict[str, torch.Tensor]:
    """The latents of one clip, as `voice add` makes them."""
    module = torch.jit.load(str(bundle / "conditioning.pt"))
    module.to_float32()
    with torch.no_grad():
        autoregressive, diffusion = module.latents(torch.from_numpy(clip).float())
    return {"autoregressive": autoregressive, "diffusion": diffusion}


@dataclass(frozen=True)
class Take:
    speaker: int  # of VOICES
    clip: int  # number of the clip that the voice is made of; of a shipped voice 0
    line: str


def speak_all(work: list[Take], bundle: Path, clips: dict[tuple[int, int], np.ndarray]) -> list[np.ndarray]:
    """By voices made of the clips, by (speaker, clip); by shipped voices if there are none."""
    speaker = Speaker(bundle)
    speaker.voices |= {f"{VOICES[number]}/{clip}": learn(bundle, wave) for (number, clip), wave in clips.items()}
    ending = "/{}" if clips else ""
    names = [VOICES[take.speaker] + ending.format(take.clip) for take in work]
    made = zip(work, names, strict=True)
    return [speaker.speak(take.line, name, crc32(take.line.encode())).numpy() for take, name in made]


def said_by(voices: list[int], lines: list[str], pool: ProcessPoolExecutor) -> np.ndarray:
    """The features of the teacher's speech: [voices x lines, F]."""
    shares = pool.map(teacher, [lines] * len(voices), [VOICES[voice] for voice in voices])
    return np.stack(list(pool.map(features, [wave for share in shares for wave in share], chunksize=20)))


def evaluate(bundle: Path, lines: list[str], takes: int, clips_per_voice: int, processes: int) -> dict[str, object]:
    """Takes of the shipped voices, or with clips of the held-out voices by what the clips make of them."""
    shipped = [voice["name"] for voice in Speaker(bundle).manifest["voices"]]
    voices = [VOICES.index(name) for name in (HELD_OUT if clips_per_voice else shipped)]
    rounds = -(-takes // len(voices))
    ending = len(lines) - CLIP_SENTENCES * clips_per_voice
    groups = [lines[at : at + CLIP_SENTENCES] for at in range(ending, len(lines), CLIP_SENTENCES)]
    taught, spoken = lines[:TAUGHT], lines[TAUGHT : TAUGHT + rounds]
    if TAUGHT + rounds > ending:
        raise ValueError(f"Cannot draw {takes} takes: there are {ending - TAUGHT} sentences for each voice")
    work = [Take(voice, i % max(1, len(groups)), line) for voice in voices for i, line in enumerate(spoken)]
    clips = {(v, i): clip_of(group, VOICES[v]) for v in voices for i, group in enumerate(groups)}
    with ProcessPoolExecutor(processes, initializer=one_thread) as pool:
        teaching = said_by(list(range(len(VOICES))), taught, pool)
        originals = said_by(voices, spoken, pool)
        shares = [work[n::processes] for n in range(processes)]
        waves: list[np.ndarray] = [np.zeros(0)] * len(work)
        for number, made in enumerate(pool.map(partial(speak_all, bundle=bundle, clips=clips), shares)):
            waves[number::processes] = made
        ours = np.stack(list(pool.map(features, waves, chunksize=20)))
        natural = list(pool.map(naturalness, waves, chunksize=5))
    classifier = Gaussians.fit(teaching, np.repeat(range(len(VOICES)), TAUGHT))
    truth = np.array([take.speaker for take in work])
    found = report(classifier.distances(ours), classifier.distances(originals), truth)
    return {**found, "naturalness": [round(float(np.mean(natural)), 3), round(min(natural), 2)]}


def report(ours: np.ndarray, theirs: np.ndarray, truth: np.ndarray) -> dict[str, object]:
    """From distances [takes, speakers] of takes and of the teacher's own renditions."""
    takes = np.arange(len(truth))
    heard = ours.argmin(1)
    others = np.where(np.arange(ours.shape[1]) == truth[:, None], np.inf, ours).min(1)
    wrong = [[VOICES[a], VOICES[b]] for a, b in zip(truth[heard != truth], heard[heard != truth], strict=True)]
    return {
        "takes": len(truth),
        "right": int((heard == truth).sum()),
        "rightOfTeacher": int((theirs.argmin(1) == truth).sum()),
        "takenFor": wrong,
        "distanceToOwn": round(float(np.median(ours[takes, truth])), 2),
        "distanceOfTeacherToOwn": round(float(np.median(theirs[takes, truth])), 2),
        "distanceToNearestOther": round(float(np.median(others)), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--takes", type=int, default=100)
    parser.add_argument("--cloned", action="store_true", help="voices made of clips of the held-out speakers")
    parser.add_argument("--clips", type=int, default=5, help="of each speaker, for --cloned: a voice each")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    clips = arguments.clips if arguments.cloned else 0
    print(json.dumps(evaluate(arguments.bundle, lines, arguments.takes, clips, arguments.processes)), flush=True)


if __name__ == "__main__":
    main()
