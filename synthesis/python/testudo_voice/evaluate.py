# SPDX-License-Identifier: Apache-2.0
"""How a voice does beside its teacher on sentences that it never saw: understood, natural, as lively, as long.

python -m testudo_voice.evaluate BUNDLE --voices bf_emma            the bundle as it is used
python -m testudo_voice.evaluate BUNDLE --set temperature=0.4        other settings
python -m testudo_voice.evaluate BUNDLE --stages --weights DIR       the share of each part of the chain
python -m testudo_voice.evaluate BUNDLE --alone                      every shipped voice, without its teacher
python -m testudo_voice.evaluate BUNDLE --spoiled                    also spoiled on purpose: what the measures notice
python -m testudo_voice.evaluate BUNDLE --voices bf_emma --library DIR --book BOOK --sample 200
                                                                     utterances of a book, as the renderer wrote them

One JSON object a line. Needs the packages of the extra `evaluation` and of testudo_voice.teacher_packages.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from testudo_voice import renditions, teacher_onnx
from testudo_voice.measures import RATE, Beside, beside
from testudo_voice.scorer import Score, difference_interval, error_rate, one_thread, score_all
from testudo_voice.speaker import Speaker
from testudo_voice.speakers import NARRATORS, VOICES
from testudo_voice.spoiled import SPOILED

SENTENCES = Path(__file__).parent.parent / "evaluation" / "sentences.txt"
STAGES = ("vocoded", "recoded", "forced")

Maker = Callable[[list[str]], list[np.ndarray]]
Result = dict[str, Any]


def in_shares(make: Maker, lines: list[str], processes: int) -> list[np.ndarray]:
    """Makes the lines in equal shares on several processes; the order is that of the lines."""
    shares = [lines[number::processes] for number in range(processes)]
    waves: list[np.ndarray] = [np.zeros(0)] * len(lines)
    with ProcessPoolExecutor(processes, initializer=one_thread) as pool:
        for number, made in enumerate(pool.map(make, shares)):
            waves[number::processes] = made
    return waves


def stage(lines: list[str], bundle: Path, weights: Path, voice: str, name: str) -> list[np.ndarray]:
    chain = renditions.Chain(bundle, weights, voice)
    return {"vocoded": chain.vocoded, "recoded": chain.recoded, "forced": chain.forced}[name](lines)


def compare(
    lines: list[str], ours: list[np.ndarray], theirs: list[np.ndarray], their_scores: list[Score], processes: int
) -> Result:
    """Every measure of our waves beside the teacher's; word errors in percent. A wave may be empty."""
    heard = [wave if len(wave) > 0 else np.zeros(RATE, dtype=np.float32) for wave in ours]
    our_scores = score_all(list(zip(lines, heard, strict=True)), processes)
    with ProcessPoolExecutor(processes, initializer=one_thread) as pool:
        found = list(pool.map(beside, heard, theirs, chunksize=5))
    low, high = difference_interval(our_scores, their_scores)
    return {
        "sentences": len(lines),
        "wordErrorRate": round(100 * error_rate(our_scores), 2),
        "wordErrorRateOfTeacher": round(100 * error_rate(their_scores), 2),
        "difference": [round(100 * low, 2), round(100 * high, 2)],
        "naturalness": _mean_and_least(our_scores),
        "naturalnessOfTeacher": _mean_and_least(their_scores),
        **_summary(found),
        "seconds": round(sum(map(len, ours)) / RATE, 1),
        "worst": [[s.said, s.heard] for s in sorted(our_scores, key=lambda s: -s.errors / s.words)[:5] if s.errors],
        "leastNatural": [s.said for s in sorted(our_scores, key=lambda s: s.naturalness)[:5]],
    }


def alone(arguments: argparse.Namespace, voice: str) -> Result:
    """Word errors in percent and naturalness of one voice, without the teacher."""
    lines = sentences(arguments)
    waves = in_shares(makers(arguments, voice)["free"], lines, arguments.processes)
    scores = score_all(list(zip(lines, waves, strict=True)), arguments.processes)
    return {
        "sentences": len(lines),
        "wordErrorRate": round(100 * error_rate(scores), 2),
        "naturalness": _mean_and_least(scores),
        "seconds": round(sum(map(len, waves)) / RATE, 1),
    }


def sentences(arguments: argparse.Namespace) -> list[str]:
    lines = [line for file in arguments.sentences for line in file.read_text(encoding="utf-8").splitlines()]
    return lines[: arguments.sample]


def _mean_and_least(scores: list[Score]) -> list[float]:
    found = [score.naturalness for score in scores]
    return [round(float(np.mean(found)), 3), round(min(found), 2)]


def _summary(found: list[Beside]) -> Result:
    columns = {name: np.array([getattr(line, name) for line in found]) for name in Beside.__dataclass_fields__}
    both = ~np.isnan(columns["spread"] + columns["teacher_spread"])
    spread, of_teacher = (float(columns[name][both].mean()) for name in ("spread", "teacher_spread"))
    return {
        "pitchSpread": round(spread, 2),
        "pitchSpreadOfTeacher": round(of_teacher, 2),
        "pitchSpreadRatio": round(spread / of_teacher, 3),
        "pitchCorrelation": round(float(np.nanmedian(columns["pitch_correlation"])), 3),
        "energyCorrelation": round(float(np.nanmedian(columns["energy_correlation"])), 3),
        "lengthRatio": [round(float(r), 3) for r in np.percentile(columns["length"], [0, 1, 50, 99, 100])],
        "melCepstralDistortion": round(float(columns["distortion"].mean()), 2),
        "globalVariance": round(float(columns["variance"].sum() / columns["teacher_variance"].sum()), 3),
        "floor": [round(float(np.median(columns[name])), 1) for name in ("floor", "teacher_floor")],
    }


# By how much a measure must be worse than that of the same speech unspoiled: more than two good takes differ.
_TELLING: dict[str, Callable[[Result, Result], bool]] = {
    "wordErrorRate": lambda a, b: b["wordErrorRate"] > a["wordErrorRate"] + 1.5,
    "naturalness": lambda a, b: b["naturalness"][0] < a["naturalness"][0] - 0.2,
    "pitchSpreadRatio": lambda a, b: b["pitchSpreadRatio"] < a["pitchSpreadRatio"] - 0.15,
    "pitchCorrelation": lambda a, b: b["pitchCorrelation"] < a["pitchCorrelation"] - 0.1,
    "energyCorrelation": lambda a, b: b["energyCorrelation"] < a["energyCorrelation"] - 0.05,
    "melCepstralDistortion": lambda a, b: b["melCepstralDistortion"] > a["melCepstralDistortion"] + 1,
    "floor": lambda a, b: b["floor"][0] > a["floor"][0] + 6,
}


def noticed_by(unspoiled: Result, spoiled: Result) -> list[str]:
    """The measures that tell spoiled speech from what it was."""
    return [name for name, tells in _TELLING.items() if tells(unspoiled, spoiled)]


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


def results(arguments: argparse.Namespace, voice: str) -> Iterator[tuple[str, Result]]:
    """By stage, and by what spoiled the last stage."""
    processes = arguments.processes
    if arguments.library is not None:
        found = renditions.takes(arguments.library, arguments.book)
        if arguments.sample is not None:
            found = random.Random(0).sample(found, arguments.sample)
        lines = [text for text, _ in found]
        made = {"takes": [wave for _, wave in found]}
    else:
        lines = sentences(arguments)
        made = {name: in_shares(maker, lines, processes) for name, maker in makers(arguments, voice).items()}
    theirs = in_shares(partial(teacher_onnx.takes, voice=voice), lines, processes)
    their_scores = score_all(list(zip(lines, theirs, strict=True)), processes)
    for stage_name, ours in made.items():
        unspoiled = compare(lines, ours, theirs, their_scores, processes)
        yield stage_name, unspoiled
    for how, spoil in SPOILED.items() if arguments.spoiled else ():
        waves = [spoil(wave) if len(wave) > 0 else wave for wave in ours]
        spoiled = compare(lines, waves, theirs, their_scores, processes)
        yield how, {"noticedBy": noticed_by(unspoiled, spoiled), **spoiled}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument(
        "--voices", nargs="+", choices=VOICES, metavar="VOICE", help="the narrators, or with --alone all"
    )
    parser.add_argument("--sentences", type=Path, nargs="+", default=[SENTENCES], help="one a line")
    parser.add_argument("--set", nargs="*", default=[], dest="settings", metavar="KEY=VALUE")
    parser.add_argument("--stages", action="store_true", help="also each part of the chain")
    parser.add_argument("--alone", action="store_true", help="without the teacher")
    parser.add_argument("--spoiled", action="store_true", help="also the last stage spoiled on purpose")
    parser.add_argument("--weights", type=Path, help="folder of finished weights, for --stages")
    parser.add_argument("--library", type=Path, help="score takes of this library instead")
    parser.add_argument("--book", help="whose utterances are the sentences")
    parser.add_argument("--sample", type=int, help="number of sentences, always the same ones")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.stages and arguments.weights is None:
        parser.error("--stages needs --weights, the folder of the finished weights")
    if (arguments.library is None) != (arguments.book is None):
        parser.error("--library and --book belong together")
    if arguments.alone:
        shipped = [voice["name"] for voice in Speaker(arguments.bundle).manifest["voices"]]
        for voice in arguments.voices or shipped:
            print(json.dumps({"voice": voice, "settings": arguments.settings, **alone(arguments, voice)}), flush=True)
        return
    for voice in arguments.voices or NARRATORS:
        for name, result in results(arguments, voice):
            print(json.dumps({"voice": voice, "stage": name, "settings": arguments.settings, **result}), flush=True)


if __name__ == "__main__":
    main()
