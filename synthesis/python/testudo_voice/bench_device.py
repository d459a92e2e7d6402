# SPDX-License-Identifier: Apache-2.0
"""Measures modules of random weights on a device, as the renderer drives them.

python -m testudo_voice.bench_device --device cuda --workers 4 [--shapes official] [--slots 64 256] ...

Prints what the device can do, then one JSON object a measurement.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from testudo_voice import official_shapes
from testudo_voice.bench_engine import Decoding, Finisher, Renderer, Setting, Stages, Utterance
from testudo_voice.roofline import Roofline, measured

SENTENCES = Path(__file__).parents[1] / "evaluation" / "sentences.txt"
SAMPLE_RATE = 24_000


def utterances(count: int, shortest: int = 100) -> list[Utterance]:
    """Sentences joined to at least so many characters, as the packer would, over and over."""
    packed, text = [], ""
    for line in SENTENCES.read_text().splitlines():
        text = f"{text} {line}".strip()
        if len(text) >= shortest:
            packed.append(len(text))
            text = ""
    return [Utterance(i, packed[i % len(packed)]) for i in range(count)]


def render(renderer: Renderer, roofline: Roofline, work: list[Utterance], setting: Setting) -> dict[str, Any]:
    """Speaks everything; what it cost."""
    stages = Stages(renderer.device)
    decoding = Decoding(renderer, stages, setting)
    finisher = Finisher(renderer, stages, setting)
    start = time.perf_counter()
    for utterance, spoken in decoding.run(work):
        finisher.add(utterance, spoken)
    audio = finisher.total() / SAMPLE_RATE
    wall = time.perf_counter() - start
    return {
        **asdict(setting),
        "utterances": len(work),
        "audioSeconds": audio,
        "wallSeconds": wall,
        "timesRealTime": audio / wall,
        "realTimeFactor": wall / audio,
        "stageSeconds": stages.seconds,
        "floorSeconds": decoding.floors(roofline),
        "batchFill": decoding.live_steps / (decoding.steps * decoding.slots),
        "millisPerStep": 1e3 * stages.seconds["decoding"] / decoding.steps,
        "deviceGigabytes": peak_gigabytes(renderer.device),
    }


def peak_gigabytes(device: torch.device) -> float:
    return torch.cuda.max_memory_reserved(device) / 1e9 if device.type == "cuda" else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shapes", choices=list(official_shapes.SHAPES), default="official")
    parser.add_argument("--device", type=torch.device, default=torch.device("cpu"))
    parser.add_argument("--single", action="store_true", help="single precision, which a processor always has")
    parser.add_argument("--slots", type=int, nargs="+", default=[1, 16, 64, 256])
    parser.add_argument("--candidates", type=int, default=1)
    parser.add_argument("--sampler", default="dpm++2m")
    parser.add_argument("--steps", type=int, nargs="+", default=[10])
    parser.add_argument("--presets", type=Path, nargs="+", default=[], help="files of conf/presets, instead of those")
    parser.add_argument("--workers", type=int, default=0, help="threads for what follows the decoding")
    parser.add_argument("--rows", type=int, nargs="+", default=[1], help="utterances of a call after decoding")
    parser.add_argument("--code-step", type=int, default=16, help="with several rows, lengths are multiples of this")
    parser.add_argument("--graphs", action="store_true", help="capture the work of a GPU, and replay it")
    parser.add_argument("--check", action="store_true", help="compare bits of shuffled and lone utterances first")
    parser.add_argument("--utterances", type=int, default=0, help="default: twice the slots, at least 16")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch._C._set_graph_executor_optimize(False)
    half = arguments.device.type == "cuda" and not arguments.single
    shapes = official_shapes.SHAPES[arguments.shapes]
    renderer = Renderer(shapes, arguments.device, half)
    ceiling = measured(arguments.device, torch.float16 if half else torch.float32)
    roofline = Roofline(shapes, ceiling, 2 if half else 4)
    print(json.dumps(asdict(ceiling)), flush=True)
    with torch.no_grad():
        render(renderer, roofline, utterances(4), Setting(4, workers=arguments.workers))
        for setting in settings(arguments) if arguments.check else []:
            if setting.rows > 1:
                print(json.dumps(check(renderer, setting)), flush=True)
        for setting in settings(arguments):
            work = utterances(arguments.utterances or max(16, 2 * setting.slots // setting.candidates))
            print(json.dumps(render(renderer, roofline, work, setting)), flush=True)


def settings(arguments: argparse.Namespace) -> Iterator[Setting]:
    calls = {"code_step": arguments.code_step, "graphs": arguments.graphs}
    for slots, rows in itertools.product(arguments.slots, arguments.rows):
        for preset in arguments.presets:
            yield replace(of_preset(preset, slots, arguments.workers), rows=rows, **calls)
        for steps in [] if arguments.presets else arguments.steps:
            setting = Setting(slots, arguments.candidates, arguments.sampler, steps, workers=arguments.workers)
            yield replace(setting, rows=rows, **calls)


def check(renderer: Renderer, setting: Setting) -> dict[str, Any]:
    """Whether rows keep their bits among others, alone and replayed, and how near they are to exact lengths."""
    generator = torch.Generator().manual_seed(0)
    width = renderer.shapes.autoregressive.model_dim
    lengths = [setting.code_step - place % setting.code_step for place in range(setting.rows)]
    spoken = [
        (n, torch.randn(count, width, generator=generator).to(renderer.device)) for n, count in enumerate(lengths)
    ]
    expected = renderer.waveforms(spoken, setting)
    shuffled = renderer.waveforms(spoken[::-1], setting)[::-1]
    alone = [renderer.waveforms([one], setting)[0] for one in spoken]
    same = [torch.equal(a, b) and torch.equal(a, c) for a, b, c in zip(expected, shuffled, alone, strict=True)]
    # Mels, not waveforms: UnivNet with random weights makes a tenth of the signal of a difference of 1e-6 in a mel.
    exact = [renderer.mel(latents, n, setting) for n, latents in spoken]
    padded = renderer.mels(setting, renderer.inputs(spoken, setting)[1])
    error = torch.cat([mel[:, : each.size(1)] - each for mel, each in zip(padded, exact, strict=True)], 1)
    return {
        "check": "rows",
        "rows": setting.rows,
        "sameBits": f"{sum(same)} of {len(same)}",
        "melErrorOverSpread": float(error.square().mean().sqrt() / torch.cat(exact, 1).std()),
    }


def of_preset(file: Path, slots: int, workers: int) -> Setting:
    values = {}
    for line in file.read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            values[key.strip()] = value.strip()
    return Setting(
        slots,
        int(values["candidates"]),
        values["sampler"],
        int(values["diffusion-steps"]),
        float(values["guidance"]),
        workers,
        file.stem,
    )


if __name__ == "__main__":
    main()
