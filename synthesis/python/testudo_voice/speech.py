"""Training speech: flite's voices as teachers, with the phones that they spoke.

``python -m testudo_voice.speech`` writes shards of utterances; shards that exist are left alone, so an
interrupted run goes on where it stopped. Each shard is one ``.npz`` with ``audio`` int16 [samples] of all
its utterances end to end, ``ends`` int64 [n], ``phones`` uint8 [codes] (the phone in the middle of every
code), ``speakers`` uint8 [n] and ``texts`` [n].
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import tempfile
import wave
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from testudo_voice.corpus import training_lines

SAMPLE_RATE = 16_000
SAMPLES_PER_CODE = 800
SPEAKERS = ("slt", "rms", "awb")
SHARES = {"slt": 1, "rms": 1, "awb": 2}  # of what not everyone says: the hardest to learn says most
PHONES = (
    "pau", "aa", "ae", "ah", "ao", "aw", "ax", "axr", "ay", "b", "ch", "d", "dh", "dx", "eh", "el",
    "em", "en", "er", "ey", "f", "g", "hh", "hv", "ih", "iy", "jh", "k", "l", "m", "n", "nx", "ng",
    "ow", "oy", "p", "r", "s", "sh", "t", "th", "uh", "uw", "v", "w", "y", "z", "zh",
)  # fmt: skip
MAX_CODES = 480  # what the starter speaks at once: 24 s
LEAD_SECONDS = 0.05
TAIL_SECONDS = 0.10


def speak(text: str, speaker: str) -> tuple[np.ndarray, np.ndarray]:
    """Speaks one line: audio int16 [codes x 800], phones uint8 [codes].

    The silence that the teacher adds at both ends is cut to a short lead and tail.
    """
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        path = Path(folder) / "speech.wav"
        command = ["flite", "-voice", speaker, "-psdur", "-t", text, "-o", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        with wave.open(str(path)) as reader:
            if reader.getframerate() != SAMPLE_RATE:
                raise ValueError(f"Cannot learn from {speaker}: its rate is {reader.getframerate()}")
            audio = np.frombuffer(reader.readframes(reader.getnframes()), dtype="<i2").astype(np.int32)
    # The teachers' recordings have an offset.
    audio = np.clip(audio - round(float(audio.mean())), -32768, 32767).astype(np.int16)
    segments = [item.rsplit(":", 1) for item in done.stdout.split()]
    names = [name for name, _ in segments]
    ends = np.array([float(end) for _, end in segments])
    spoken = [index for index, name in enumerate(names) if name != "pau"]
    if not spoken:
        raise ValueError(f"Cannot learn from {text!r}: the teacher said nothing")
    begin = ends[spoken[0] - 1] if spoken[0] > 0 else 0.0
    first = max(0, round((begin - LEAD_SECONDS) * SAMPLE_RATE))
    last = min(len(audio), round((ends[spoken[-1]] + TAIL_SECONDS) * SAMPLE_RATE))
    codes = -(-(last - first) // SAMPLES_PER_CODE)
    kept = np.zeros(codes * SAMPLES_PER_CODE, dtype=np.int16)
    tail = audio[first : first + len(kept)]
    kept[: len(tail)] = tail
    middles = first / SAMPLE_RATE + (np.arange(codes) + 0.5) * SAMPLES_PER_CODE / SAMPLE_RATE
    segment = np.minimum(np.searchsorted(ends, middles, side="right"), len(names) - 1)
    labels = np.array([PHONES.index(name) for name in names], dtype=np.uint8)
    return kept, labels[segment]


def write_shard(path: Path, lines: list[tuple[str, str]]) -> float:
    """Speaks (speaker, text) lines into one shard; returns its seconds. The shard appears whole or not at all."""
    audios, phones, texts, speakers = [], [], [], []
    for speaker, text in lines:
        audio, labels = speak(text, speaker)
        if len(labels) > MAX_CODES:
            print(f"left out, {len(labels)} codes long: {text}", flush=True)
            continue
        audios.append(audio)
        phones.append(labels)
        texts.append(text)
        speakers.append(SPEAKERS.index(speaker))
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    with partial.open("wb") as target:
        np.savez(
            target,
            audio=np.concatenate(audios),
            ends=np.cumsum([len(audio) for audio in audios]),
            phones=np.concatenate(phones),
            speakers=np.array(speakers, dtype=np.uint8),
            texts=np.array(texts),
        )
    partial.rename(path)
    return sum(len(audio) for audio in audios) / SAMPLE_RATE


def assignments(lines: dict[str, list[str]], speakers: list[str], seed: int) -> list[tuple[str, str]]:
    """Who says what: books by every speaker, the rest shared out; in random order."""
    generator = random.Random(seed)
    weights = [SHARES[speaker] for speaker in speakers]
    assigned = [(speaker, line) for line in lines["read"] for speaker in speakers]
    for kind, texts in lines.items():
        if kind != "read":
            assigned += list(zip(generator.choices(speakers, weights, k=len(texts)), texts, strict=True))
    generator.shuffle(assigned)
    return assigned


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=Path, nargs="+", required=True, help="plain text books")
    parser.add_argument("--words", type=Path, help="dictionary, one word a line")
    parser.add_argument("--to", type=Path, required=True, help="folder for the shards")
    parser.add_argument("--speakers", nargs="+", default=list(SPEAKERS), choices=SPEAKERS)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--shard-lines", type=int, default=400)
    parser.add_argument("--limit", type=int, help="speak only this many lines")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    lines = training_lines(options.books, options.words, options.seed)
    work = assignments(lines, options.speakers, options.seed)[: options.limit]
    with ProcessPoolExecutor(options.processes) as pool:
        futures = [
            pool.submit(write_shard, path, work[start : start + options.shard_lines])
            for start in range(0, len(work), options.shard_lines)
            if not (path := options.to / f"shard-{start // options.shard_lines:05d}.npz").exists()
        ]
        hours = 0.0
        for number, future in enumerate(futures, 1):
            hours += future.result() / 3600
            print(f"{number}/{len(futures)} shards, {hours:.2f} h of speech", flush=True)
    (options.to / "complete").touch()


if __name__ == "__main__":
    main()
