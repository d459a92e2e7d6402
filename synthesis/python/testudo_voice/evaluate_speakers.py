"""Whether a voice made from one clip is its speaker: takes are told apart by a classifier that heard only teachers.

python -m testudo_voice.evaluate_speakers BUNDLE [--takes 102] [--voices-per-speaker 3]

Nothing is heard twice: the voices' clips, the classifier's teaching and the takes are of different sentences, none of
which is in any training text. The classifier knows nothing of the model: long-term statistics of cepstra and of pitch,
one Gaussian for each speaker with a covariance that all share.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from testudo_voice.evaluate import SENTENCES
from testudo_voice.mel import MelSpectrogram
from testudo_voice.renditions import teacher
from testudo_voice.scorer import RATE
from testudo_voice.speaker import Speaker
from testudo_voice.speech import SPEAKERS

CLIP_SECONDS = 6
CLIP_SENTENCES = 3  # joined, they last more than six seconds
CEPSTRA = 16
LOWEST_HZ, HIGHEST_HZ = 60, 320
PITCH_FRAME = 1024  # samples


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
    mel = MelSpectrogram()(torch.from_numpy(np.ascontiguousarray(wave)).float().unsqueeze(0))[0].numpy()
    level = mel.mean(0)
    sounding = mel[:, level > level.max() - 6]
    bands = np.arange(len(mel))
    cosines = np.cos(np.pi / len(mel) * (bands + 0.5) * np.arange(1, CEPSTRA + 1)[:, None])
    cepstra = cosines @ sounding / len(mel)
    pitch = log_pitch(wave)
    return np.concatenate([cepstra.mean(1), cepstra.std(1), [pitch.mean(), pitch.std()]])


def log_pitch(wave: np.ndarray) -> np.ndarray:
    """Of voiced frames, by autocorrelation."""
    frames = np.lib.stride_tricks.sliding_window_view(wave, PITCH_FRAME)[:: PITCH_FRAME // 4]
    frames = frames - frames.mean(1, keepdims=True)
    spectrum = np.fft.rfft(frames * np.hanning(PITCH_FRAME), 2 * PITCH_FRAME)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[:, :PITCH_FRAME]
    shortest, longest = RATE // HIGHEST_HZ, RATE // LOWEST_HZ
    lags = correlation[:, shortest:longest]
    energy = correlation[:, 0]
    voiced = (energy > 0.02 * energy.max()) & (lags.max(1) > 0.4 * energy)
    return np.asarray(np.log(RATE / (lags[voiced].argmax(1) + shortest)))


def clip_of(lines: list[str], voice: str) -> np.ndarray:
    spoken = np.concatenate(teacher(lines, voice))
    return spoken[: CLIP_SECONDS * RATE]


def learn(bundle: Path, clip: np.ndarray) -> dict[str, torch.Tensor]:
    """The latents of one clip, as `voice add` makes them."""
    module = torch.jit.load(str(bundle / "conditioning.pt"))
    module.to_float32()
    with torch.no_grad():
        autoregressive, diffusion = module.latents(torch.from_numpy(clip).float())
    return {"autoregressive": autoregressive, "diffusion": diffusion}


def speak_all(
    work: list[tuple[int, int, str]], bundle: Path, voices: list[dict[str, torch.Tensor]]
) -> list[np.ndarray]:
    """Takes of (key, voice, line)."""
    torch.set_num_threads(1)
    speaker = Speaker(bundle)
    speaker.voices = {str(number): voice for number, voice in enumerate(voices)}
    return [speaker.speak(line, str(voice), key).numpy() for key, voice, line in work]


def said_by_all(pool: ProcessPoolExecutor, lines: list[str]) -> np.ndarray:
    """The features of every teacher's speech: [speakers x lines, F]."""
    shares = pool.map(teacher, [lines] * len(SPEAKERS), SPEAKERS)
    return np.stack([features(wave) for share in shares for wave in share])


def evaluate(bundle: Path, lines: list[str], takes: int, per_speaker: int, processes: int) -> dict[str, object]:
    clips, lines = lines[-CLIP_SENTENCES * per_speaker :], lines[: -CLIP_SENTENCES * per_speaker]
    rounds = -(-takes // len(SPEAKERS))
    spoken, taught = lines[:rounds], lines[rounds:]
    groups = [clips[CLIP_SENTENCES * n : CLIP_SENTENCES * (n + 1)] for n in range(per_speaker)]
    voices = [learn(bundle, clip_of(group, name)) for name in SPEAKERS for group in groups]
    numbers = range(len(SPEAKERS))
    said = [(number * per_speaker + i % per_speaker, line) for number in numbers for i, line in enumerate(spoken)]
    work = [(key, voice, line) for key, (voice, line) in enumerate(said)]
    waves: list[np.ndarray] = [np.zeros(0)] * len(work)
    with ProcessPoolExecutor(processes) as pool:
        shares = [work[n::processes] for n in range(processes)]
        for number, made in enumerate(pool.map(partial(speak_all, bundle=bundle, voices=voices), shares)):
            waves[number::processes] = made
        teaching, originals = said_by_all(pool, taught), said_by_all(pool, spoken)
    classifier = Gaussians.fit(teaching, np.repeat(numbers, len(taught)))
    truth = np.repeat(numbers, rounds)
    ours = classifier.distances(np.stack([features(wave) for wave in waves]))
    return report(ours, classifier.distances(originals), truth)


def report(ours: np.ndarray, theirs: np.ndarray, truth: np.ndarray) -> dict[str, object]:
    """From distances [takes, speakers] of takes and of the teachers' own renditions."""
    takes = np.arange(len(truth))
    heard = ours.argmin(1)
    others = np.where(np.arange(len(SPEAKERS)) == truth[:, None], np.inf, ours).min(1)
    confusion = {
        name: np.bincount(heard[truth == number], minlength=len(SPEAKERS)).tolist()
        for number, name in enumerate(SPEAKERS)
    }
    return {
        "takes": len(truth),
        "right": int((heard == truth).sum()),
        "rightOfTeachers": int((theirs.argmin(1) == truth).sum()),
        "confusion": confusion,
        "distanceToOwn": round(float(np.median(ours[takes, truth])), 2),
        "distanceOfTeacherToOwn": round(float(np.median(theirs[takes, truth])), 2),
        "distanceToNearestOther": round(float(np.median(others)), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--takes", type=int, default=102)
    parser.add_argument("--voices-per-speaker", type=int, default=3, help="each made from one clip")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    result = evaluate(arguments.bundle, lines, arguments.takes, arguments.voices_per_speaker, arguments.processes)
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
