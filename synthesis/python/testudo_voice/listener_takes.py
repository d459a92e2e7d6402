# SPDX-License-Identifier: Apache-2.0
"""Takes that the listener is evaluated on.

python -m testudo_voice.listener_takes script --to DIR        who says what of the held-out voices: for speech speak
python -m testudo_voice.listener_takes ours --to DIR --bundle BUNDLE [--hotter 1.6]     takes of our own voices

A folder of our takes holds FLAC files and ``takes.jsonl``, one take a line; takes that exist are left alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from testudo_voice.speakers import HELD_OUT, VOICES
from testudo_voice.speech import SAMPLE_RATE, write_script

SENTENCES = [Path(__file__).parent.parent / "evaluation" / f"{name}.txt" for name in ("sentences", "alice")]


@dataclass(frozen=True)
class Take:
    """``text``: what was to be said. ``fault``: what was done to it, empty if nothing was."""

    file: str
    text: str
    voice: str
    fault: str = ""


def read_takes(folder: Path) -> list[Take]:
    lines = (folder / "takes.jsonl").read_text(encoding="utf-8").splitlines()
    return [Take(**json.loads(line)) for line in lines]


def read_wave(folder: Path, take: Take) -> np.ndarray:
    import soundfile

    wave, rate = soundfile.read(folder / take.file, dtype="float32")
    if rate != SAMPLE_RATE:
        raise ValueError(f"Cannot evaluate {folder / take.file}: its rate is {rate} Hz, not {SAMPLE_RATE}")
    return np.asarray(wave)


def write_takes(folder: Path, takes: list[Take]) -> None:
    lines = [json.dumps(asdict(take)) for take in takes]
    (folder / "takes.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_wave(path: Path, wave: np.ndarray) -> None:
    import soundfile

    partial = path.with_suffix(".partial")
    soundfile.write(partial, np.clip(wave, -1, 1), SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    partial.rename(path)


def speak(bundle: Path, to: Path, lines: list[str], hotter: float) -> list[Take]:
    """Every voice of the bundle in turn; ``hotter``: times the temperature of the bundle."""
    import torch

    from testudo_voice.speaker import Speaker

    torch.set_num_threads(1)
    speaker = Speaker(bundle)
    temperature = speaker.settings["temperature"] * hotter
    speaker.settings["temperature"] = temperature
    voices = list(speaker.voices)
    takes = []
    for number, line in enumerate(lines):
        voice = voices[number % len(voices)]
        name = hashlib.sha256(f"{voice} {temperature} {line}".encode()).hexdigest()[:20] + ".flac"
        if not (to / name).exists():
            write_wave(to / name, speaker.speak(line, voice, zlib.crc32(line.encode())).numpy())
        takes.append(Take(name, line, voice, "" if hotter == 1 else "hotter"))
        write_takes(to, takes)
    return takes


def held_out_lines(paths: list[Path]) -> list[tuple[int, str]]:
    """All lines by the first and the last of the held-out voices, those of the last text by the other two as well."""
    texts = [[line for line in path.read_text(encoding="utf-8").splitlines() if line] for path in paths]
    first, second, third, last = (VOICES.index(voice) for voice in HELD_OUT)
    whole = [(voice, line) for voice in (first, last) for text in texts for line in text]
    return whole + [(voice, line) for voice in (second, third) for line in texts[-1]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("script", "ours"))
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--sentences", type=Path, nargs="+", default=SENTENCES, help="one a line")
    parser.add_argument("--bundle", type=Path, help="whose voices speak")
    parser.add_argument("--hotter", type=float, default=1.0, help="times the temperature")
    parser.add_argument("--sample", type=int, help="so many lines only")
    arguments = parser.parse_args()
    arguments.to.mkdir(parents=True, exist_ok=True)
    if arguments.what == "script":
        write_script(held_out_lines(arguments.sentences), arguments.to, processes=1)
        return
    if arguments.bundle is None:
        parser.error("takes of our own voices need --bundle")
    lines = [line for path in arguments.sentences for line in path.read_text(encoding="utf-8").splitlines() if line]
    made = speak(arguments.bundle, arguments.to, lines[: arguments.sample], arguments.hotter)
    print(json.dumps({"takes": len(made), "folder": str(arguments.to)}))


if __name__ == "__main__":
    main()
