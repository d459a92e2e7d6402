# SPDX-License-Identifier: Apache-2.0
"""Pictures of a voice: training curves, and its spectrogram beside its teacher's.

python -m testudo_voice.pictures --weights DIR --bundle DIR --to DIR
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from testudo_voice import teacher_onnx
from testudo_voice.measures import log_mel
from testudo_voice.renditions import free_running
from testudo_voice.speakers import NARRATORS
from testudo_voice.speech import SAMPLE_RATE

SENTENCE = "The moon was so bright that we needed no lamp."
CURVES = {
    "codec": ["absolute", "phone", "pitch"],
    "vocoder": ["mel", "spectral"],
    "autoregressive": ["code", "held_out_code", "held_out_phone"],
    "diffusion": ["loss"],
    "polished": ["mel", "spectral", "decoder"],
}


def curves(weights: Path, picture: Path) -> None:
    """One panel for each network that was trained, over minutes of training."""
    trained = {name: keys for name, keys in CURVES.items() if (weights / f"{name}.jsonl").exists()}
    figure, row = plt.subplots(1, len(trained), figsize=(15, 2.8), constrained_layout=True, squeeze=False)
    for panel, (name, keys) in zip(row[0], trained.items(), strict=True):
        lines: list[dict[str, Any]] = [json.loads(line) for line in (weights / f"{name}.jsonl").open()]
        for key in keys:
            points = [(line["minutes"], line[key]) for line in lines if key in line]
            panel.plot(*zip(*points, strict=True), label=key.replace("_", " "))
        panel.set(title=name, xlabel="minutes", yscale="log")
        panel.legend(fontsize=7)
    figure.savefig(picture, dpi=80)


def spectrograms(bundle: Path, voices: list[str], picture: Path) -> None:
    """Log mels of one sentence: a column a voice, the teacher above, ours below."""
    figure, panels = plt.subplots(2, len(voices), figsize=(13, 4.6), constrained_layout=True, squeeze=False)
    for column, voice in enumerate(voices):
        waves = [teacher_onnx.takes([SENTENCE], voice)[0], free_running([SENTENCE], voice, bundle, {})[0]]
        for row, (who, wave) in enumerate(zip(("teacher", "ours"), waves, strict=True)):
            mel = log_mel(wave)
            seconds = len(wave) / SAMPLE_RATE
            panels[row, column].imshow(
                mel, origin="lower", aspect="auto", vmin=-11, vmax=1, extent=(0, seconds, 0, mel.shape[0])
            )
            panels[row, column].set(title=f"{voice}: {who}", ylabel="mel band")
    figure.savefig(picture, dpi=80)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the training curves")
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--voices", nargs="+", default=list(NARRATORS))
    parser.add_argument("--to", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.to.mkdir(parents=True, exist_ok=True)
    curves(arguments.weights, arguments.to / "curves.png")
    spectrograms(arguments.bundle, arguments.voices, arguments.to / "spectrograms.png")


if __name__ == "__main__":
    main()
