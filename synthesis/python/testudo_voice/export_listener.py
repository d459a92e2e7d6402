# SPDX-License-Identifier: Apache-2.0
"""Exports the listener as the renderer uses it: ``listener.pt`` and ``listener.properties``.

python -m testudo_voice.export_listener --weights DIR --to ../src/main/resources/testudo/listener \
    --hours 96 --trained-with "7 minutes of one H200" --commit 0123abc
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import torch

from testudo_voice.export.scripting import compile_half, fix_hash_seed, script_bytes
from testudo_voice.listener import ALPHABET, FRAME_SAMPLES, LISTENER, SMOKE_LISTENER, ListenerConfig
from testudo_voice.mel import MelConfig
from testudo_voice.speakers import HELD_OUT, MIXTURES, VOICES
from testudo_voice.train_listener import Learner
from testudo_voice.training import load_weights

FORMAT = 1


def finished(weights: Path | None, config: ListenerConfig) -> Learner:
    """Weights of a training, or drawn ones, with which the export can be tried."""
    torch.manual_seed(0)
    learner = Learner(config)
    if weights is not None:
        load_weights(learner, weights / "listener.safetensors")
    return learner.eval()


def export(learner: Learner, to: Path, facts: dict[str, str]) -> None:
    content = script_bytes(compile_half(learner.listener))
    lines = {
        "format": str(FORMAT),
        "sample-rate": str(MelConfig().sample_rate),
        "frame-samples": str(FRAME_SAMPLES),
        "alphabet": "\\" + ALPHABET,  # a properties file drops a space that opens a value, but for this
        "sha256": hashlib.sha256(content).hexdigest(),
        "speakers": f"{len(VOICES) - len(HELD_OUT)} voices and {MIXTURES} mixtures of them",
        "teacher": "Kokoro-82M 1.0 with its English voices (Apache-2.0)",
        "text": "public-domain books, English word lists, numbers, spelled letters, made-up words",
        "licence": "Apache-2.0",
        **facts,
    }
    to.mkdir(parents=True, exist_ok=True)
    (to / "listener.pt").write_bytes(content)
    text = "".join(f"{key}={value}\n" for key, value in lines.items() if value)
    (to / "listener.properties").write_text(text, encoding="ascii")


def main() -> None:
    fix_hash_seed()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, help="folder of the training; without it weights are drawn")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--smoke", action="store_true", help="the tiny network")
    parser.add_argument("--hours", default="", help="of speech that it was trained on")
    parser.add_argument("--trained-with", default="", help="what, where and for how long")
    parser.add_argument("--commit", default="", help="of the project at training")
    parser.add_argument("--seed", default="0")
    arguments = parser.parse_args()
    facts = {
        "hours": arguments.hours,
        "trained-with": arguments.trained_with,
        "commit": arguments.commit,
        "seed": arguments.seed,
    }
    learner = finished(arguments.weights, SMOKE_LISTENER if arguments.smoke else LISTENER)
    export(learner, arguments.to, facts)


if __name__ == "__main__":
    main()
