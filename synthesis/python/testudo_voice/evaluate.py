"""How well a voice is understood, beside its teacher: word error rates on sentences it never saw.

python -m testudo_voice.evaluate BUNDLE --voices rms slt             the bundle as it is used
python -m testudo_voice.evaluate BUNDLE --set temperature=0.4        other settings
python -m testudo_voice.evaluate BUNDLE --stages --weights DIR       the share of each part of the chain
python -m testudo_voice.evaluate BUNDLE --voices rms --library DIR --book BOOK --sample 200
                                                                     utterances of a book, as the renderer wrote them

One JSON object a line. Needs flite, and the packages of the extra `evaluation`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import torch

from testudo_voice import renditions
from testudo_voice.data import HOP
from testudo_voice.mel import MelSpectrogram
from testudo_voice.scorer import RATE, difference_interval, error_rate, score_all
from testudo_voice.speech import SPEAKERS

SENTENCES = Path(__file__).parent.parent / "evaluation" / "sentences.txt"
STAGES = ("vocoded", "recoded", "forced")
CEPSTRA = 13

Maker = Callable[[list[str]], list[np.ndarray]]


def in_shares(make: Maker, lines: list[str], processes: int) -> list[np.ndarray]:
    """Makes the lines in equal shares on several processes; the order is that of the lines."""
    shares = [lines[number::processes] for number in range(processes)]
    waves: list[np.ndarray] = [np.zeros(0)] * len(lines)
    with ProcessPoolExecutor(processes) as pool:
        for number, made in enumerate(pool.map(make, shares)):
            waves[number::processes] = made
    return waves


def stage(lines: list[str], bundle: Path, weights: Path, voice: str, name: str) -> list[np.ndarray]:
    chain = renditions.Chain(bundle, weights, voice)
    return {"vocoded": chain.vocoded, "recoded": chain.recoded, "forced": chain.forced}[name](lines)


def cepstra(wave: np.ndarray) -> np.ndarray:
    """Mel cepstra 1 to 13 of each frame [13, S]: the logarithm of the spectrum is their cosine series."""
    from scipy.fft import dct

    log_mel = MelSpectrogram()(torch.from_numpy(wave).float()[None])[0].numpy()
    return dct(log_mel, axis=0)[1 : CEPSTRA + 1] / log_mel.shape[0]


def global_variance(wave: np.ndarray) -> float:
    """Of the log mel over the louder frames, mean of all bands; over-smooth speech has less (Toda and Tokuda, 2007)."""
    log_mel = MelSpectrogram()(torch.from_numpy(wave).float()[None])[0].numpy()  # [bands, frames]
    level = log_mel.mean(0)
    return float(log_mel[:, level >= np.median(level)].var(1).mean())


def pitch(wave: np.ndarray, frames: int) -> np.ndarray:
    """Praat's fundamental frequency of each frame in Hz, NaN where it is unvoiced."""
    import parselmouth

    track = parselmouth.Sound(wave.astype(np.float64), RATE).to_pitch(HOP / RATE, 60, 350)
    return np.array([track.get_value_at_time((frame + 0.5) * HOP / RATE) for frame in range(frames)])


def closeness(ours: np.ndarray, theirs: np.ndarray) -> tuple[float, float]:
    """Mel-cepstral distortion in dB (Kubichek, 1993) and correlation of pitch, both after time alignment."""
    from dtw import dtw

    a, b = cepstra(ours), cepstra(theirs)
    path = dtw(a.T, b.T)
    gaps = np.linalg.norm(a[:, path.index1] - b[:, path.index2], axis=0)
    distortion = 10 / np.log(10) * np.sqrt(2) * gaps.mean()
    pairs = np.stack([pitch(ours, a.shape[1])[path.index1], pitch(theirs, b.shape[1])[path.index2]])
    voiced = pairs[:, ~np.isnan(pairs).any(0)]
    enough = voiced.shape[1] > 20
    return float(distortion), float(np.corrcoef(voiced)[0, 1]) if enough else float("nan")


def compare(lines: list[str], ours: list[np.ndarray], theirs: list[np.ndarray], processes: int) -> dict[str, object]:
    """Error rates in percent with the interval of their difference; lengths, spectra, pauses beside the teacher's."""
    silent = np.zeros(RATE)
    said = [(line, wave if len(wave) > 0 else silent) for line, wave in zip(lines, ours, strict=True)]
    our_scores = score_all(said, processes)
    their_scores = score_all(list(zip(lines, theirs, strict=True)), processes)
    ratios = np.array([len(a) / len(b) for a, b in zip(ours, theirs, strict=True)])
    with ProcessPoolExecutor(processes) as pool:
        close = np.array(list(pool.map(closeness, ours, theirs)))
    low, high = difference_interval(our_scores, their_scores)
    return {
        "sentences": len(lines),
        "wordErrorRate": round(100 * error_rate(our_scores), 2),
        "teacher": round(100 * error_rate(their_scores), 2),
        "difference": [round(100 * low, 2), round(100 * high, 2)],
        "lengthRatio": [round(float(r), 3) for r in np.percentile(ratios, [0, 1, 50, 99, 100])],
        "melCepstralDistortion": round(float(np.nanmean(close[:, 0])), 2),
        "pitchCorrelation": round(float(np.nanmedian(close[:, 1])), 3),
        "globalVariance": round(sum(map(global_variance, ours)) / sum(map(global_variance, theirs)), 3),
        "floor": [round(float(np.median([renditions.spectral_floor(w) for w in ws])), 1) for ws in (ours, theirs)],
        "seconds": round(sum(map(len, ours)) / RATE, 1),
        "worst": [[s.said, s.heard] for s in sorted(our_scores, key=lambda s: -s.errors / s.words)[:5]],
    }


def parse_settings(assignments: list[str]) -> dict[str, float | str]:
    settings: dict[str, float | str] = {}
    for assignment in assignments:
        key, _, value = assignment.partition("=")
        settings[key] = value if key == "sampler" else float(value)
    return settings


def makers(arguments: argparse.Namespace, voice: str) -> dict[str, Maker]:
    """What is to be compared with the teacher, by name."""
    settings = parse_settings(arguments.settings)
    free = partial(renditions.free_running, voice=voice, bundle=arguments.bundle, settings=settings)
    if not arguments.stages:
        return {"free": free}
    parts = {
        name: partial(stage, bundle=arguments.bundle, weights=arguments.weights, voice=voice, name=name)
        for name in STAGES
    }
    return {**parts, "free": free}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--voices", nargs="+", default=list(SPEAKERS), choices=SPEAKERS)
    parser.add_argument("--sentences", type=Path, nargs="+", default=[SENTENCES], help="one a line")
    parser.add_argument("--set", nargs="*", default=[], dest="settings", metavar="KEY=VALUE")
    parser.add_argument("--stages", action="store_true", help="also each part of the chain")
    parser.add_argument("--weights", type=Path, help="folder of finished weights, for --stages")
    parser.add_argument("--library", type=Path, help="score takes of this library instead")
    parser.add_argument("--book", help="whose utterances are the sentences")
    parser.add_argument("--sample", type=int, help="draw so many of them, always the same")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    for voice in arguments.voices:
        if arguments.library is not None:
            found = renditions.takes(arguments.library, arguments.book)
            if arguments.sample is not None:
                found = random.Random(0).sample(found, arguments.sample)
            lines = [text for text, _ in found]
            made = {"takes": [wave for _, wave in found]}
        else:
            lines = [line for f in arguments.sentences for line in f.read_text(encoding="utf-8").splitlines()]
            made = {n: in_shares(m, lines, arguments.processes) for n, m in makers(arguments, voice).items()}
        theirs = in_shares(partial(renditions.teacher, voice=voice), lines, arguments.processes)
        for name, ours in made.items():
            result = compare(lines, ours, theirs, arguments.processes)
            print(json.dumps({"voice": voice, "stage": name, "settings": arguments.settings, **result}), flush=True)


if __name__ == "__main__":
    main()
