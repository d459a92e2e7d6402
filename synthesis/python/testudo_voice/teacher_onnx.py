# SPDX-License-Identifier: Apache-2.0
"""The teacher on a CPU: its int8 ONNX in onnxruntime. What a voice is compared with.

python -m testudo_voice.teacher_onnx TEXT.txt [--voice af_heart] [--threads 2] [--lines 20]

says lines of a text and prints how fast that was, as one JSON object.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from testudo_voice.speakers import VOICES, named
from testudo_voice.speech import SAMPLE_RATE, levelled, tokens_of, trimmed
from testudo_voice.teacher_packages import MODEL, packages


class OnnxTeacher:
    def __init__(self, threads: int = 1) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        path = str(packages() / MODEL)
        self._session: Any = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def say(self, text: str, voice: str) -> np.ndarray:
        """float32 at 24 kHz, trimmed and levelled as in training."""
        speaker = named(voice)
        tokens = tokens_of(text, speaker.british)
        if not tokens:
            raise ValueError(f"The teacher cannot say {text!r} at once")
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": speaker.style(len(tokens))[None],
            "speed": np.ones(1, dtype=np.float32),
        }
        wave = np.asarray(self._session.run(None, inputs)[0], dtype=np.float32).ravel()
        first, last = trimmed(wave)
        return levelled(wave[first:last]).astype(np.float32)


def takes(lines: list[str], voice: str) -> list[np.ndarray]:
    """The teacher's rendition of lines, kept in the folder of its packages: it is slow, and always the same."""
    import soundfile

    folder = packages() / "takes" / voice
    folder.mkdir(parents=True, exist_ok=True)
    teacher: OnnxTeacher | None = None
    waves = []
    for line in lines:
        path = folder / f"{hashlib.sha256(line.encode()).hexdigest()[:24]}.flac"
        if not path.exists():
            teacher = teacher or OnnxTeacher()
            partial = path.with_suffix(".partial")
            soundfile.write(partial, teacher.say(line, voice), SAMPLE_RATE, format="FLAC", subtype="PCM_24")
            partial.rename(path)
        waves.append(soundfile.read(path, dtype="float32")[0])
    return waves


def timed(lines: list[str], voice: str, threads: int) -> dict[str, object]:
    teacher = OnnxTeacher(threads)
    teacher.say(lines[0], voice)
    began = time.perf_counter()
    seconds = sum(len(teacher.say(line, voice)) for line in lines) / SAMPLE_RATE
    took = time.perf_counter() - began
    return {
        "lines": len(lines),
        "voice": voice,
        "threads": threads,
        "speechSeconds": round(seconds, 2),
        "wallSeconds": round(took, 2),
        "realTimeFactor": round(took / seconds, 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path, help="one line a sentence")
    parser.add_argument("--voice", default="af_heart", choices=VOICES)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--lines", type=int, help="number of lines")
    arguments = parser.parse_args()
    lines = [line for line in arguments.text.read_text(encoding="utf-8").splitlines() if line.strip()]
    print(json.dumps(timed(lines[: arguments.lines], arguments.voice, arguments.threads)))


if __name__ == "__main__":
    main()
