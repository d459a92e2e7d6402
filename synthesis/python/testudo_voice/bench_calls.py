# SPDX-License-Identifier: Apache-2.0
"""Counts the calls that each stage gives a device, beside its time for them and the time that giving takes.

python -m testudo_voice.bench_calls --device cuda [--shapes official] [--slots 64] [--rows 16] [--kernels 5]

One JSON object a stage, with its longest kernels. On a processor, calls are PyTorch's operators.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.profiler import ProfilerActivity, profile

from testudo_voice import official_shapes
from testudo_voice.bench_engine import MIN_SLOTS, RANKED_AT_ONCE, STEPS_PER_CALL, Renderer, Setting, Utterance
from testudo_voice.roofline import synchronize

CODES = 174  # of 8.1 s of speech
TOKENS = 120


def count(device: torch.device, call: Callable[[], object], kernels: int) -> dict[str, Any]:
    """The second call of three gives the seconds, the third the counts."""
    call()
    synchronize(device)
    start = time.perf_counter()
    call()
    given = time.perf_counter() - start
    synchronize(device)
    wall = time.perf_counter() - start
    on_gpu = device.type == "cuda"
    activities = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if on_gpu else [])]
    with profile(activities=activities) as recorded:
        call()
        synchronize(device)
    micros: dict[str, list[float]] = defaultdict(list)
    for event in recorded.events():
        if on_gpu and event.device_type.name == "CUDA":
            micros[event.name].append(event.self_device_time_total)
        elif not on_gpu and event.name.startswith("aten::"):
            micros[event.name].append(event.self_cpu_time_total)
    longest = sorted(micros.items(), key=lambda item: -sum(item[1]))[:kernels]
    return {
        "calls": sum(map(len, micros.values())),
        "deviceMillis": round(sum(map(sum, micros.values())) / 1e3, 2),
        "givingMillis": round(1e3 * given, 2),
        "wallMillis": round(1e3 * wall, 2),
        "longest": [[name[:120], len(each), round(sum(each) / 1e3, 2)] for name, each in longest],
    }


def stages(renderer: Renderer, slots: int, rows: list[int]) -> Iterator[tuple[str, Callable[[], object]]]:
    utterance = Utterance(0, TOKENS)
    slots = max(MIN_SLOTS, slots)
    module = renderer.autoregressive
    state = module.new_state(slots)
    yield "prefill", lambda: renderer.prefill(state, 0, utterance, 0)
    yield "prefill of one more candidate", lambda: renderer.prefill(state, 1, utterance, 1, 0)
    for slot in range(1, slots):
        renderer.prefill(state, slot, utterance, slot, 0)
    yield f"{STEPS_PER_CALL} decoding steps of {slots} slots", lambda: module.steps(state, STEPS_PER_CALL)
    latents = torch.randn(CODES, renderer.shapes.autoregressive.model_dim, device=renderer.device)
    codes = torch.randint(0, 8000, (CODES,), device=renderer.device)
    candidates = [(codes, latents)] * RANKED_AT_ONCE
    yield f"ranking of {RANKED_AT_ONCE} candidates", lambda: renderer.best(utterance, candidates)
    for setting in (Setting(1), Setting(1, sampler="ddpm")):
        yield (
            f"diffusion, {setting.sampler}, {setting.steps} guided steps",
            lambda setting=setting: renderer.mel(latents, 0, setting),  # type: ignore[misc]
        )
    mel = renderer.mel(latents, 0, Setting(1))
    yield "vocoder", lambda: renderer.waveform(mel, 0)
    for setting in [Setting(1, rows=count) for count in rows]:
        spoken = [(number, latents[: CODES - number % setting.code_step]) for number in range(setting.rows)]
        _, inputs = renderer.inputs(spoken, setting)
        _, lengths, _, keys = inputs
        mels = renderer.mels(setting, inputs)
        frames = renderer.frames(lengths)
        yield (
            f"diffusion of {setting.rows} rows, {setting.sampler}, {setting.steps} guided steps",
            lambda setting=setting, inputs=inputs: renderer.mels(setting, inputs),  # type: ignore[misc]
        )
        yield (
            f"vocoder of {setting.rows} rows",
            lambda mels=mels, frames=frames, keys=keys: renderer.vocoder.waveforms(mels, frames, keys),  # type: ignore[misc]
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shapes", choices=list(official_shapes.SHAPES), default="official")
    parser.add_argument("--device", type=torch.device, default=torch.device("cpu"))
    parser.add_argument("--slots", type=int, default=64)
    parser.add_argument("--rows", type=int, nargs="*", default=[], help="utterances of a call of the later stages too")
    parser.add_argument("--kernels", type=int, default=5, help="number of the longest that are listed")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch._C._set_graph_executor_optimize(False)
    half = arguments.device.type == "cuda"
    renderer = Renderer(official_shapes.SHAPES[arguments.shapes], arguments.device, half)
    with torch.no_grad():
        for stage, call in stages(renderer, arguments.slots, arguments.rows):
            counted = count(arguments.device, call, arguments.kernels)
            print(json.dumps({"stage": stage, **counted}), flush=True)


if __name__ == "__main__":
    main()
