# SPDX-License-Identifier: Apache-2.0
"""How well the listener hears, beside Whisper tiny.en.

python -m testudo_voice.evaluate_listener letters --voices af_nova bm_lewis    letters and words of unseen voices
python -m testudo_voice.evaluate_listener recordings --takes DIR               each NAME.wav beside NAME.txt
python -m testudo_voice.evaluate_listener times --takes SHARDS                 beside the teacher's durations
python -m testudo_voice.evaluate_listener faults --voices af_river bm_george --unspoiled TAKES...
                                                            planted faults: found by whom, and what it costs

The takes are the teacher's, of lines that no training saw: those of ``--voices``, made on a CPU and kept, whose words
are where the listener finds them; or SHARDS, files of testudo_voice.speech, which know where words are. TAKES are
folders of testudo_voice.listener_takes. One JSON object a line. What Whisper hears is kept beside its package.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from testudo_voice import listener_takes, teacher_onnx
from testudo_voice.alignment import edit_distance, heard, text_of
from testudo_voice.listener import FRAME_SAMPLES, spoken_letters
from testudo_voice.planted import Take, planted, read_shard
from testudo_voice.scorer import transcribe
from testudo_voice.speakers import VOICES
from testudo_voice.speech import SAMPLE_RATE
from testudo_voice.spelling import word_errors, words
from testudo_voice.take_review import Rule, TakeReview
from testudo_voice.teacher_packages import packages

SHIPPED = Path(__file__).resolve().parents[2] / "src/main/resources/testudo/listener/listener.pt"
NEAR_SECONDS = 0.05
FALSE_ALARMS = 0.01  # of good takes, at most
Result = dict[str, Any]


class Ear:
    """The listener as the renderer has it, on one core."""

    def __init__(self, path: Path) -> None:
        torch.set_num_threads(1)
        self._module = torch.jit.load(str(path))
        self._module.to_float32()
        self.seconds = 0.0  # of CPU, so far

    @torch.no_grad()
    def hear(self, wave: np.ndarray) -> np.ndarray:
        """Log-probabilities [T, classes]."""
        began = time.process_time()
        found = self._module(torch.from_numpy(wave)[None], torch.tensor([len(wave)]))[0].numpy()
        self.seconds += time.process_time() - began
        return np.asarray(found)


class Whisper:
    """What Whisper tiny.en hears, kept; its CPU seconds are those of what it had to hear anew."""

    def __init__(self) -> None:
        self._path = packages() / "takes" / "whisper.jsonl"
        self._path.parent.mkdir(exist_ok=True)
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        self._known: dict[str, dict[str, Any]] = {entry["key"]: entry for entry in map(json.loads, lines)}

    def hear(self, wave: np.ndarray) -> tuple[str, float]:
        """The text, and the CPU seconds that it took."""
        key = hashlib.sha256(np.asarray(wave, dtype=np.float32).tobytes()).hexdigest()[:32]
        if key not in self._known:
            began = time.process_time()
            text = transcribe(wave) if np.any(wave) else ""
            entry = {"key": key, "heard": text, "seconds": time.process_time() - began}
            self._known[key] = entry
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
        return self._known[key]["heard"], self._known[key]["seconds"]


@cache
def written(text: str, said: str = "") -> tuple[str, ...]:
    return tuple(words(text, said))


def letter_errors(said: str, found: str) -> int:
    return edit_distance(" ".join(written(said)), " ".join(written(found, said)))


def wrong_words(said: str, found: str) -> int:
    return word_errors(list(written(said)), list(written(found, said)))


def compare_letters(takes: list[Take], ear: Ear, whisper: Whisper) -> Result:
    """Errors of both in percent of letters and of words, and what it cost."""
    ours = [text_of(heard(ear.hear(take.wave))) for take in takes]
    theirs = [whisper.hear(take.wave) for take in takes]
    letters = sum(len(" ".join(written(take.text))) for take in takes)
    count = sum(len(written(take.text)) for take in takes)
    seconds = sum(take.seconds for take in takes)

    def rates(texts: list[str]) -> list[float]:
        pairs = [(take.text, text) for take, text in zip(takes, texts, strict=True)]
        return [
            round(100 * sum(letter_errors(*pair) for pair in pairs) / letters, 2),
            round(100 * sum(wrong_words(*pair) for pair in pairs) / count, 2),
        ]

    worst = sorted(zip(takes, ours, strict=True), key=lambda pair: -wrong_words(pair[0].text, pair[1]))
    return {
        "takes": len(takes),
        "words": count,
        "letterAndWordErrors": rates(ours),
        "ofWhisper": rates([text for text, _ in theirs]),
        "realTimeFactorOfOneCore": round(ear.seconds / seconds, 5),
        "ofWhisperOfOneCore": round(sum(cost for _, cost in theirs) / seconds, 4),
        "worst": [[take.text, text] for take, text in worst[:5]],
    }


def compare_times(takes: list[Take], ear: Ear) -> Result:
    """Share of word limits that lie within 50 ms of the teacher's, in percent, and how far off the others are."""
    gaps = []
    for take in takes:
        found = TakeReview(ear.hear(take.wave), take.text).times()
        if len(found) == len(take.words):
            ours = np.array([(word.start, word.end) for word in found]) * FRAME_SAMPLES
            gaps.append((ours - take.words) / SAMPLE_RATE)
    off = np.concatenate(gaps)
    near = np.abs(off) <= NEAR_SECONDS
    return {
        "takes": len(gaps),
        "words": len(off),
        "startsNear": round(100 * float(near[:, 0].mean()), 1),
        "endsNear": round(100 * float(near[:, 1].mean()), 1),
        "limitsNear": round(100 * float(near.mean()), 1),
        "bothNear": round(100 * float(near.all(1).mean()), 1),
        "medianMillis": [round(1000 * float(value)) for value in np.median(off, 0)],
        "p95Millis": [round(1000 * float(value)) for value in np.percentile(np.abs(off), 95, 0)],
    }


@dataclass(frozen=True)
class HeardTake:
    """A take as the listener and Whisper hear it."""

    take: Take
    heard: str
    review: TakeReview
    transcript: str | None  # Whisper's, if it was asked
    seconds: float  # of CPU, the listener's
    whisper_seconds: float

    @property
    def half(self) -> int:
        """Rules are chosen on 0 and reported on 1; no text is in both."""
        return hashlib.sha256(self.take.text.encode()).digest()[0] % 2

    @property
    def word_error_rate(self) -> float:
        assert self.transcript is not None
        return wrong_words(self.take.text, self.transcript) / max(1, len(written(self.take.text)))

    def faults(self, rule: Rule) -> list[str]:
        return [finding.fault for finding in self.review.under(rule).findings()]


def caught_by_rule(rule: Rule) -> Callable[[HeardTake], bool]:
    return lambda take: take.review.under(rule).is_faulty()


def caught_by_whisper(share: float) -> Callable[[HeardTake], bool]:
    return lambda take: take.word_error_rate >= share


def rates(heard_takes: list[HeardTake], catches: Callable[[HeardTake], bool]) -> dict[str, list[float]]:
    """By kind of fault, "good" for none: percent that are caught, and how many there are."""
    kinds = sorted({one.take.fault for one in heard_takes})
    counts = {kind: [catches(one) for one in heard_takes if one.take.fault == kind] for kind in kinds}
    return {kind or "good": [round(100 * sum(c) / len(c), 1), len(c)] for kind, c in counts.items()}


def choose_rule(heard_takes: list[HeardTake]) -> Rule:
    """The constants that catch most faults, all kinds alike, with few enough false alarms.

    Many do so equally well: for each constant the median of these, as the others lie at the edge of what works.
    """
    found: dict[tuple[float, float], list[tuple[int, ...]]] = {}
    for constants in itertools.product((6, 7, 8, 10, 12), (5, 6, 8), (14, 18, 20, 22, 26)):
        shares = {kind: share for kind, (share, _) in rates(heard_takes, caught_by_rule(_rule(*constants))).items()}
        alarms = max(100 * FALSE_ALARMS, shares.pop("good"))
        found.setdefault((alarms, -float(np.mean(list(shares.values())))), []).append(constants)
    best = np.sort(np.array(found[min(found)]), axis=0)
    return _rule(*best[len(best) // 2].tolist())


def _rule(word_nats: float, gap_nats: float, unclear_nats: float) -> Rule:
    return replace(Rule(), word_nats=word_nats, gap_nats=gap_nats, unclear_nats=unclear_nats)


def choose_share(heard_takes: list[HeardTake]) -> float:
    """The smallest share of wrong words at which Whisper raises few enough false alarms."""
    for share in np.arange(0.01, 1.0, 0.01):
        if rates(heard_takes, caught_by_whisper(share))["good"][0] <= 100 * FALSE_ALARMS:
            return float(share)
    return 1.0


def hear_takes(takes: list[Take], ear: Ear, whisper: Whisper, every: int) -> list[HeardTake]:
    """Whisper hears every so many-th take, none if that is 0."""
    heard_takes = []
    for number, take in enumerate(takes):
        before = ear.seconds
        found = ear.hear(take.wave)
        review = TakeReview(found, take.text)
        cost = ear.seconds - before
        asked = every > 0 and number % every == 0
        transcript, whisper_cost = whisper.hear(take.wave) if asked else (None, 0.0)
        heard_takes.append(HeardTake(take, text_of(heard(found)), review, transcript, cost, whisper_cost))
    return heard_takes


def compare_faults(good: list[HeardTake], spoiled: list[HeardTake]) -> Iterator[Result]:
    chosen_on = [one for one in good + spoiled if one.half == 0]
    reported = [one for one in good + spoiled if one.half == 1]
    rule = choose_rule(chosen_on)
    yield {"rule": rule.__dict__, "chosenOn": len(chosen_on)}
    yield {"listenerCatches": rates(reported, caught_by_rule(rule))}
    yield {"byItsDefaults": rates(reported, caught_by_rule(Rule()))}
    yield {"bothHalves": rates(good + spoiled, caught_by_rule(rule))}
    yield {"calls": findings_by_fault(reported, Rule())}
    both = [one for one in good + spoiled if one.transcript is not None]
    if not both:
        return
    share = choose_share([one for one in both if one.half == 0])
    reported = [one for one in both if one.half == 1]
    yield {"whisperFlagsFrom": round(share, 2), "whisperCatches": rates(reported, caught_by_whisper(share))}
    yield {"listenerCatchesOfThese": rates(reported, caught_by_rule(rule))}
    hours = sum(one.take.seconds for one in both) / 3600
    costs = sum(one.seconds for one in both) / hours, sum(one.whisper_seconds for one in both) / hours
    yield {"cpuSecondsAnHour": {"listener": round(costs[0], 1), "whisper": round(costs[1], 1)}}


def findings_by_fault(heard_takes: list[HeardTake], rule: Rule) -> dict[str, dict[str, int]]:
    """What the listener calls each kind of planted fault."""
    table: dict[str, dict[str, int]] = {}
    for one in heard_takes:
        row = table.setdefault(one.take.fault or "good", {})
        name = "+".join(sorted(set(one.faults(rule)))) or "-"
        row[name] = row.get(name, 0) + 1
    return table


def against_whisper(heard_takes: list[HeardTake], rule: Rule) -> Result:
    """Takes that nothing was done to: who finds fault with which, and those on which they differ."""
    table = [[0, 0], [0, 0]]
    apart = []
    for one in heard_takes:
        faults, wrong = one.faults(rule), one.word_error_rate > 0
        table[bool(faults)][wrong] += 1
        if bool(faults) != wrong:
            apart.append([one.take.text, one.heard, one.transcript, faults])
    return {
        "takes": len(heard_takes),
        "neither": table[0][0],
        "whisperOnly": table[0][1],
        "listenerOnly": table[1][0],
        "both": table[1][1],
        "apart": apart,
    }


def folder_takes(folder: Path) -> list[Take]:
    none = np.zeros((0, 2), dtype=np.int64)
    return [
        Take(take.text, take.voice, listener_takes.read_wave(folder, take), none, take.fault)
        for take in listener_takes.read_takes(folder)
    ]


def teacher_takes(voices: list[str], sentences: list[Path], sample: int | None, ear: Ear) -> list[Take]:
    """Lines of each voice in turn, with the words where the listener finds them."""
    takes = []
    for voice in voices:
        for path in sentences:
            lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line][:sample]
            for line, wave in zip(lines, teacher_onnx.takes(lines, voice), strict=True):
                times = TakeReview(ear.hear(wave), line).times()
                spans = np.array([(word.start, word.end) for word in times]) * FRAME_SAMPLES
                takes.append(Take(line, voice, wave, spans.reshape(-1, 2).clip(max=len(wave))))
    return takes


def recordings(folder: Path) -> list[Take]:
    """Every NAME.wav or NAME.flac with what it says in NAME.txt, brought to the listener's rate."""
    import soundfile
    from scipy.signal import resample_poly

    takes = []
    for path in sorted([*folder.glob("*.wav"), *folder.glob("*.flac")]):
        wave, rate = soundfile.read(path, dtype="float32", always_2d=True)
        common = np.gcd(rate, SAMPLE_RATE)
        wave = resample_poly(wave.mean(1), SAMPLE_RATE // common, rate // common).astype(np.float32)
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        takes.append(Take(text, path.stem, wave, np.zeros((0, 2), dtype=np.int64)))
    return takes


def faults(takes: list[Take], arguments: argparse.Namespace) -> None:
    ear, whisper = Ear(arguments.listener), Whisper()
    spoiled = planted(takes, [spoken_letters(take.text).split() for take in takes])
    heard_takes = [hear_takes(some, ear, whisper, arguments.whisper_every) for some in (takes, spoiled)]
    for result in compare_faults(*heard_takes):
        print(json.dumps(result), flush=True)
    for folder in arguments.unspoiled:
        result = against_whisper(hear_takes(folder_takes(folder), ear, whisper, 1), Rule())
        print(json.dumps({"folder": folder.name, **result}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("letters", "recordings", "times", "faults"))
    parser.add_argument("--takes", type=Path, nargs="*", default=[], help="shards, or a folder of recordings")
    parser.add_argument("--voices", nargs="*", default=[], choices=VOICES, metavar="VOICE", help="of the teacher")
    parser.add_argument("--sentences", type=Path, nargs="+", default=listener_takes.SENTENCES, help="one a line")
    parser.add_argument("--unspoiled", type=Path, nargs="*", default=[], help="folders of takes of our own voices")
    parser.add_argument("--listener", type=Path, default=SHIPPED)
    parser.add_argument("--whisper-every", type=int, default=1, help="so many-th take is heard by Whisper too; 0: none")
    parser.add_argument("--sample", type=int, help="so many lines of each text and shard only")
    arguments = parser.parse_args()
    ear = Ear(arguments.listener)
    if arguments.what == "recordings":
        for take in recordings(arguments.takes[0]):
            print(json.dumps({"recording": take.voice, **compare_letters([take], ear, Whisper())}), flush=True)
        return
    takes = [take for path in arguments.takes for take in read_shard(path)[: arguments.sample]]
    takes += teacher_takes(arguments.voices, arguments.sentences, arguments.sample, ear)
    if arguments.what == "times":
        print(json.dumps(compare_times(takes, ear)), flush=True)
    elif arguments.what == "letters":
        for voice in dict.fromkeys(take.voice for take in takes):
            some = [take for take in takes if take.voice == voice]
            print(json.dumps({"voice": voice, **compare_letters(some, Ear(arguments.listener), Whisper())}), flush=True)
    else:
        faults(takes, arguments)


if __name__ == "__main__":
    main()
