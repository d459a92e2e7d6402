# SPDX-License-Identifier: Apache-2.0
"""How far the renderer's self-checks tell bad takes from good ones: precision and recall against the recognizer.

java -cp ../../jobs/target/testudo.jar:../../jobs/target/spark/jars/'*' evaluation/FirstAttempts.java \
    evaluation/sentences.txt FOLDER 0.5 0.8 1.0 1.2
python -m testudo_voice.evaluate_checks FOLDER

A take is bad if at least this share of its words is misheard; one JSON object a temperature and share.
"""

from __future__ import annotations

import argparse
import csv
import json
import wave as wav
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from testudo_voice.scorer import one_thread, transcribe
from testudo_voice.speech import SAMPLE_RATE
from testudo_voice.spelling import word_errors, words

BAD_SHARES = (0.5, 0.8)


def read_wave(path: Path) -> np.ndarray:
    with wav.open(str(path)) as file:
        if file.getframerate() != SAMPLE_RATE:
            raise ValueError(f"Cannot score {path}: its rate is {file.getframerate()}, not {SAMPLE_RATE}")
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768


def misheard(said: str, path: Path | None) -> tuple[int, int]:
    """Word errors of a take, and its words; no file if it failed."""
    wave = read_wave(path) if path else np.zeros(0)
    heard = transcribe(wave) if wave.any() else ""
    return word_errors(words(said), words(heard, said)), len(words(said))


def summary(bad: np.ndarray, caught: np.ndarray) -> dict[str, object]:
    """Precision: caught takes that are bad. Recall: bad takes that are caught. None where there is nothing to share."""
    both = int((bad & caught).sum())
    return {
        "takes": len(bad),
        "bad": int(bad.sum()),
        "caught": int(caught.sum()),
        "badAndCaught": both,
        "precision": round(both / caught.sum(), 2) if caught.any() else None,
        "recall": round(both / bad.sum(), 2) if bad.any() else None,
    }


def evaluate(folder: Path, processes: int) -> list[dict[str, object]]:
    with (folder / "takes.tsv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]
    with ProcessPoolExecutor(processes, initializer=one_thread) as pool:
        paths = [folder / file if file else None for _, file, _, _ in rows]
        errors, counts = np.array(list(pool.map(misheard, [row[3] for row in rows], paths, chunksize=5))).T
    wrong = errors / counts
    caught = np.array([row[2] != "[]" for row in rows])
    temperatures = np.array([row[0] for row in rows])
    results = []
    for temperature in [*dict.fromkeys(temperatures.tolist()), "all"]:
        these = (temperatures == temperature) | (temperature == "all")
        rate = errors[these].sum() / counts[these].sum()
        for share in BAD_SHARES:
            result = {"temperature": temperature, "badFrom": share, "wordErrorRate": round(100 * rate, 1)}
            results.append(result | summary(wrong[these] >= share, caught[these]))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="written by evaluation/FirstAttempts.java")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    for result in evaluate(arguments.folder, arguments.processes):
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
