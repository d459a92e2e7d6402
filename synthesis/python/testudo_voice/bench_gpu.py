# SPDX-License-Identifier: Apache-2.0
"""Measures on one GPU what each step of `GPU.md` brings, unattended and within a given time.

python -m testudo_voice.bench_gpu --to FOLDER [--seconds 300] [--parts plain graphs starter]

Each part is a process of its own. Each result is one JSON line in FOLDER/results.jsonl as soon as it is known;
what does not fit in the time is listed as skipped. On a processor captured work simply runs again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from testudo_voice import official_shapes, starter
from testudo_voice.bench_device import check, render, utterances
from testudo_voice.bench_engine import PLANNED_STEPS, Graphs, Renderer, Setting, Stages, Utterance
from testudo_voice.diffusion import DiffusionDecoder
from testudo_voice.export.diffusion_module import DiffusionModule
from testudo_voice.export.vocoder_module import VocoderModule
from testudo_voice.official_shapes import Shapes, autoregressive_module, randomised
from testudo_voice.roofline import Roofline, measured, seconds_of, synchronize
from testudo_voice.vocoder import Vocoder

PARTS = ("plain", "graphs", "starter")
TYPICAL = 174  # codes of 8.1 s of speech at the official rate
LENGTHS = range(150, 190)  # codes, each met for the first time


class Results:
    """Lines of one file, and the time that is left."""

    def __init__(self, file: Path, part: str, ends: float) -> None:
        self.file = file
        self.part = part
        self.ends = ends

    def write(self, measure: str, values: dict[str, Any]) -> None:
        line = json.dumps({"part": self.part, "measure": measure, **values})
        with self.file.open("a") as out:
            out.write(line + "\n")
        print(line[:400], flush=True)

    def measure(self, name: str, expected: float, call: Callable[[], dict[str, Any]]) -> None:
        """What fails or no longer fits is a result too; the others go on."""
        if time.time() + expected > self.ends:
            self.write(name, {"skipped": f"{expected:.0f} s expected, {self.ends - time.time():.0f} s left"})
            return
        start = time.perf_counter()
        try:
            values = call()
        except (RuntimeError, AssertionError) as failure:
            values = {"failed": str(failure)[:1500]}
        self.write(name, {**values, "took": round(time.perf_counter() - start, 2)})


@contextmanager
def device_share(device: torch.device) -> Iterator[dict[str, float]]:
    """The share of the time in which the driver says that a kernel ran, in `deviceShare` afterwards."""
    seen: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            seen.append(torch.cuda.utilization(device))

    share: dict[str, float] = {}
    watcher = threading.Thread(target=watch, daemon=True)
    if device.type == "cuda":
        watcher.start()
    yield share
    over.set()
    if device.type == "cuda":
        watcher.join(5)
        share["deviceShare"] = sum(seen) / max(1, len(seen)) / 100


def plain(renderer: Renderer, results: Results, roofline: Roofline, size: Sizes) -> None:
    """Exact lengths, then padded rows."""
    exact = Setting(size.slots, steps=size.steps_of_sampler, workers=4)
    results.measure("lengths, exact", 20, lambda: first_and_second(renderer, exact, list(size.lengths)))
    rows = replace(exact, rows=size.rows[0], workers=2)
    steps = [16 * n for n in size.steps]
    results.measure(
        f"lengths, {rows.rows} rows, steps of 16 codes", 10, lambda: first_and_second(renderer, rows, steps)
    )
    results.measure("render, exact", 50, lambda: book(renderer, roofline, exact, size))
    for count in size.rows:
        some = replace(rows, rows=count)
        results.measure(f"render, {count} rows", 35, lambda some=some: book(renderer, roofline, some, size))  # type: ignore[misc]


def graphs(renderer: Renderer, results: Results, roofline: Roofline, size: Sizes) -> None:
    """Captured graphs: their bits, their pure time on the device, then whole renders."""
    first = Setting(size.slots, steps=size.steps_of_sampler, workers=2, rows=size.rows[0], graphs=True)
    results.measure(f"check, {first.rows} rows", 10, lambda: check(renderer, first))
    for slots in size.decoding:
        results.measure(f"decoding, {slots} slots", 10, lambda slots=slots: decoding(renderer, slots))  # type: ignore[misc]
    for count in size.later:
        some = replace(first, rows=count)
        results.measure(f"later, {count} rows", 5, lambda some=some: later(renderer, some, size))  # type: ignore[misc]
    for count in size.rows:
        some = replace(first, rows=count)
        results.measure(f"render, {count} rows", 25, lambda some=some: warmed(renderer, roofline, some, size))  # type: ignore[misc]
    slow = replace(first, rows=size.rows[-1], steps=3 * size.steps_of_sampler)
    results.measure(f"render, {slow.rows} rows, {slow.steps} steps", 30, lambda: warmed(renderer, roofline, slow, size))


def of_starter(renderer: Renderer, results: Results, roofline: Roofline, size: Sizes) -> None:
    """The starter voice's sizes and its one step, exact, in rows and captured."""
    exact = Setting(size.slots, sampler="flow", steps=1, guidance=0.0, workers=4)
    results.measure("render, exact", 30, lambda: book(renderer, roofline, exact, size))
    for count in size.rows:
        rows = replace(exact, rows=count, workers=2)
        results.measure(f"render, {count} rows", 20, lambda rows=rows: book(renderer, roofline, rows, size))  # type: ignore[misc]
        drawn = replace(rows, graphs=True)
        name = f"render, {count} rows, graphs"
        results.measure(name, 20, lambda drawn=drawn: warmed(renderer, roofline, drawn, size))  # type: ignore[misc]


class Sizes:
    """How much is measured: as on a large GPU, or so little that a processor can try the program."""

    def __init__(self, tiny: bool) -> None:
        self.slots = 4 if tiny else 256
        self.utterances = 2 if tiny else 512
        self.steps_of_sampler = 1 if tiny else 10
        self.lengths = range(3, 5) if tiny else LENGTHS
        self.steps = range(1, 2) if tiny else range(5, 15)
        self.rows = (2,) if tiny else (16, 32)
        self.later = (1, 2) if tiny else (1, 8, 16, 32, 64)
        self.typical = 14 if tiny else TYPICAL
        self.decoding = (4,) if tiny else (64, 256)
        self.warmed = (16,) if tiny else range(96, 257, 16)


def latents(renderer: Renderer, codes: int) -> Tensor:
    width = renderer.shapes.autoregressive.model_dim
    return torch.randn(codes, width, generator=torch.Generator().manual_seed(codes)).to(renderer.device)


def speak(renderer: Renderer, setting: Setting, codes: int) -> None:
    spoken = latents(renderer, codes)
    if setting.rows == 1:
        renderer.waveform(renderer.mel(spoken, 0, setting), 0)
    else:
        renderer.waveforms([(n, spoken) for n in range(setting.rows)], setting)


def first_and_second(renderer: Renderer, setting: Setting, lengths: list[int]) -> dict[str, Any]:
    """Milliseconds of diffusion and vocoder at lengths that the process meets for the first time, and then again."""
    seconds: list[list[float]] = [[], []]
    for codes in lengths:
        for times in seconds:
            start = time.perf_counter()
            speak(renderer, setting, codes)
            times.append(time.perf_counter() - start)
    return {
        "lengths": len(lengths),
        "firstMillis": round(1e3 * sum(seconds[0]) / len(lengths), 1),
        "againMillis": round(1e3 * sum(seconds[1]) / len(lengths), 1),
        "lostSeconds": round(sum(seconds[0]) - sum(seconds[1]), 2),
        "firstEach": [round(1e3 * each) for each in seconds[0]],
    }


def book(renderer: Renderer, roofline: Roofline, setting: Setting, size: Sizes) -> dict[str, Any]:
    with device_share(renderer.device) as share:
        values = render(renderer, roofline, utterances(size.utterances), setting)
    return {**values, **share}


def warmed(renderer: Renderer, roofline: Roofline, setting: Setting, size: Sizes) -> dict[str, Any]:
    """The later stages are captured before, as a process would at its start."""
    renderer.graphs = Graphs()
    start = time.perf_counter()
    for codes in size.warmed:
        for _ in range(2):
            speak(renderer, setting, codes)
    taken = time.perf_counter() - start
    return {**book(renderer, roofline, setting, size), "captureSeconds": round(taken, 2)}


def later(renderer: Renderer, setting: Setting, size: Sizes) -> dict[str, Any]:
    """One typical call of the later stages, as it is and replayed."""
    spoken = [(n, latents(renderer, size.typical - n % 8)) for n in range(setting.rows)]
    given = replace(setting, graphs=False)
    renderer.graphs = Graphs()
    expected = renderer.waveforms(spoken, given)
    as_it_is = seconds_of(lambda: renderer.waveforms(spoken, given), renderer.device, 3)
    start = time.perf_counter()
    for _ in range(2):
        result = renderer.waveforms(spoken, setting)
    capture = time.perf_counter() - start
    replayed = seconds_of(lambda: renderer.waveforms(spoken, setting), renderer.device, 5)
    return {
        "rows": setting.rows,
        "sameBits": all(map(torch.equal, expected, result)),
        "millisAsItIs": round(1e3 * as_it_is, 2),
        "millisReplayed": round(1e3 * replayed, 2),
        "captureSeconds": round(capture, 2),
        "millisReplayedOfAnUtterance": round(1e3 * replayed / setting.rows, 3),
    }


def decoding(renderer: Renderer, slots: int) -> dict[str, Any]:
    """Decoding steps at one window of the cache, as they are and replayed, and whether both draw the same codes."""
    module = renderer.autoregressive
    states = [module.new_state(slots) for _ in range(2)]
    for state in states:
        for slot in range(slots):
            renderer.prefill(state, slot, Utterance(slot, 100), 0)
    plan = module.plan(states[0], 8 * PLANNED_STEPS)
    known = Graphs()

    def run(state: list[Tensor]) -> None:
        module.run(state, plan, PLANNED_STEPS)

    def replay() -> None:
        known.replayed(tuple(plan), [], lambda _: run(states[1]))

    for _ in range(3):
        run(states[0])
        replay()
    same = torch.equal(states[0][5], states[1][5]) and torch.equal(states[0][3], states[1][3])
    return {
        "slots": slots,
        "window": plan[4],
        "sameBits": same,
        "millisPerStep": round(1e3 * seconds_of(lambda: run(states[0]), renderer.device, 3) / PLANNED_STEPS, 3),
        "millisPerStepReplayed": round(1e3 * seconds_of(replay, renderer.device, 5) / PLANNED_STEPS, 3),
    }


class StarterRenderer(Renderer):
    """Random weights in the starter's sizes."""

    def load_modules(self) -> dict[str, torch.jit.ScriptModule]:
        made: dict[str, nn.Module] = {
            "autoregressive.pt": autoregressive_module(starter.AUTOREGRESSIVE),
            "diffusion.pt": DiffusionModule(
                randomised(DiffusionDecoder(starter.DIFFUSION)), starter.MEL_MEAN, starter.MEL_DEVIATION
            ),
            "vocoder.pt": VocoderModule(randomised(Vocoder(starter.VOCODER))),
        }
        return {name: self.load(module) for name, module in made.items()}


def repeat_instead_of_graphs() -> None:
    """On a processor nothing can be captured: the work runs each time."""

    def run(
        self: Graphs, key: tuple[object, ...], inputs: list[Tensor], call: Callable[[list[Tensor]], Tensor | None]
    ) -> Tensor | None:
        return call(inputs)

    Graphs.replayed = run  # type: ignore[method-assign]


def measure_part(arguments: argparse.Namespace, part: str) -> None:
    device = arguments.device
    results = Results(arguments.to / "results.jsonl", part, arguments.ends)
    start = time.perf_counter()
    torch.set_num_threads(1)
    torch._C._set_graph_executor_optimize(False)
    if device.type != "cuda":
        repeat_instead_of_graphs()
    half = device.type == "cuda"
    sizes = Sizes(device.type != "cuda")
    shapes: Shapes = official_shapes.SHAPES[arguments.shapes]
    if part == "starter":
        shapes = replace(shapes, autoregressive=starter.AUTOREGRESSIVE, diffusion=starter.DIFFUSION)
    with torch.no_grad():
        renderer = (StarterRenderer if part == "starter" else Renderer)(shapes, device, half)
        synchronize(device)
        loaded = time.perf_counter() - start
        ceiling = measured(device, torch.float16 if half else torch.float32)
        roofline = Roofline(shapes, ceiling, 2 if half else 4)
        about = torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"
        started = {"device": about, "torch": torch.__version__, "loadSeconds": round(loaded, 2)}
        results.write("start", {**started, **asdict(ceiling)})
        setting = Setting(4, steps=1, sampler="flow", guidance=0.0) if part == "starter" else Setting(4, steps=1)
        Stages(device).timed("first", lambda: render(renderer, roofline, utterances(1), setting))
        {"plain": plain, "graphs": graphs, "starter": of_starter}[part](renderer, results, roofline, sizes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--to", type=Path, required=True, help="folder of the results")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--parts", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--shapes", choices=list(official_shapes.SHAPES), default="official")
    parser.add_argument("--device", type=torch.device, default=torch.device("cuda"))
    parser.add_argument("--ends", type=float, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.to.mkdir(parents=True, exist_ok=True)
    if arguments.ends:
        measure_part(arguments, arguments.parts[0])
        return
    ends = time.time() + arguments.seconds
    for part in arguments.parts:
        command = [sys.executable, "-m", "testudo_voice.bench_gpu", "--to", str(arguments.to), "--parts", part]
        command += ["--shapes", arguments.shapes, "--device", str(arguments.device), "--ends", str(ends)]
        with (arguments.to / f"{part}.log").open("w") as log:
            try:
                status = subprocess.run(command, stderr=log, timeout=max(1, ends + 15 - time.time())).returncode
            except subprocess.TimeoutExpired:
                status = 124
        if status:
            ended = {"failed": f"the process ended with status {status}; see {part}.log"}
            Results(arguments.to / "results.jsonl", part, ends).write("end", ended)


if __name__ == "__main__":
    main()
