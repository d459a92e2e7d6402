"""How well a bundle is understood, beside its teachers: word error rates on sentences it never saw.

python -m testudo_voice.evaluate BUNDLE [--voices rms slt] [--set temperature=0.4 diffusionSteps=4]
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import torch

from testudo_voice.scorer import RATE, difference_interval, error_rate, score_all
from testudo_voice.speaker import Speaker
from testudo_voice.speech import speak

SENTENCES = Path(__file__).parent.parent / "evaluation" / "sentences.txt"


def render(lines: list[str], bundle: Path, voice: str, settings: dict[str, float | str]) -> list[np.ndarray]:
    torch.set_num_threads(1)
    speaker = Speaker(bundle, **settings)
    return [speaker.speak(line, voice).numpy() for line in lines]


def teach(line: str, voice: str) -> np.ndarray:
    return speak(line.lower(), voice)[0] / 32768


def spread_over(pool: ProcessPoolExecutor, lines: list[str], processes: int, bundle: Path, voice: str, settings: dict[str, float | str]) -> list[np.ndarray]:
    """Renders lines in equal shares on several processes; the order is that of the lines."""
    shares = [lines[number::processes] for number in range(processes)]
    made = list(pool.map(partial(render, bundle=bundle, voice=voice, settings=settings), shares))
    waves: list[np.ndarray] = [np.zeros(0)] * len(lines)
    for number, share in enumerate(made):
        waves[number::processes] = share
    return waves


def evaluate(bundle: Path, voice: str, lines: list[str], settings: dict[str, float | str], processes: int) -> dict[str, object]:
    """Error rates in percent, the interval of their difference, and the takes' lengths beside the teacher's."""
    with ProcessPoolExecutor(processes) as pool:
        ours = spread_over(pool, lines, processes, bundle, voice, settings)
        theirs = list(pool.map(partial(teach, voice=voice), lines, chunksize=8))
    silent = np.zeros(RATE)
    our_scores = score_all([(line, wave if len(wave) else silent) for line, wave in zip(lines, ours, strict=True)], processes)
    their_scores = score_all(list(zip(lines, theirs, strict=True)), processes)
    ratios = np.array([len(a) / len(b) for a, b in zip(ours, theirs, strict=True)])
    low, high = difference_interval(our_scores, their_scores)
    return {
        "voice": voice,
        "sentences": len(lines),
        "settings": settings,
        "wordErrorRate": round(100 * error_rate(our_scores), 2),
        "teacher": round(100 * error_rate(their_scores), 2),
        "difference": [round(100 * low, 2), round(100 * high, 2)],
        "lengthRatio": [round(float(r), 3) for r in np.percentile(ratios, [0, 1, 50, 99, 100])],
        "secondsOfAudio": round(sum(map(len, ours)) / RATE, 1),
        "worst": [[s.said, s.heard] for s in sorted(our_scores, key=lambda s: -s.errors / s.words)[:5]],
    }


def parse_settings(assignments: list[str]) -> dict[str, float | str]:
    settings: dict[str, float | str] = {}
    for assignment in assignments:
        key, _, value = assignment.partition("=")
        settings[key] = value if key == "sampler" else float(value)
    return settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--voices", nargs="+", default=["rms", "slt", "awb"])
    parser.add_argument("--sentences", type=Path, default=SENTENCES, help="one a line")
    parser.add_argument("--set", nargs="*", default=[], dest="settings", metavar="KEY=VALUE")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    lines = arguments.sentences.read_text(encoding="utf-8").splitlines()
    for voice in arguments.voices:
        result = evaluate(arguments.bundle, voice, lines, parse_settings(arguments.settings), arguments.processes)
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
