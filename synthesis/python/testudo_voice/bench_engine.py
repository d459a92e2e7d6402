"""The modules of a bundle on a device, driven as the renderer's engine drives them.

Decoding is batched continuously; diffusion and vocoder take one utterance a call, as its last code
is drawn, on threads of their own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import torch
from torch import Tensor

from testudo_voice import official_shapes
from testudo_voice.export.scripting import compile_half
from testudo_voice.import_official import DEFAULTS, LONGEST, SILENCE_CODE
from testudo_voice.official_shapes import Shapes
from testudo_voice.roofline import Roofline, synchronize
from testudo_voice.speaker import sampling_settings

FEWEST_SLOTS = 4
STEPS_PER_CALL = 16
RANKED_AT_ONCE = 64  # candidates in one call of the ranking model
LIVE = 1
T = TypeVar("T")


@dataclass(frozen=True)
class Utterance:
    number: int
    tokens: int  # of a text without merges: one for each character


@dataclass(frozen=True)
class Setting:
    """How utterances are spoken."""

    slots: int
    candidates: int = 1
    sampler: str = "dpm++2m"
    steps: int = 10
    guidance: float = 2.0
    workers: int = 0  # threads for what follows the decoding
    preset: str = ""  # where the four before are a preset's


@dataclass
class Stages:
    """Seconds and work of each stage; calls that give results wait for the device."""

    device: torch.device
    seconds: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def timed(self, stage: str, call: Callable[[], T], wait: bool = True) -> T:
        start = time.perf_counter()
        result = call()
        if wait:
            synchronize(self.device)
        with self.lock:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start
        return result


class Renderer:
    """The modules on a device, driven as the Java engine drives them."""

    def __init__(self, shapes: Shapes, device: torch.device, half: bool) -> None:
        self.shapes = shapes
        self.device = device
        self.half = half
        torch.manual_seed(0)
        with device:
            scripts = {name: self.load(make()) for name, make in official_shapes.modules(shapes).items()}
            self.conditioning = torch.randn(shapes.autoregressive.model_dim) * 0.1
            self.timbre = torch.randn(2 * shapes.diffusion.channels) * 0.1
        self.autoregressive = scripts["autoregressive.pt"]
        self.diffusion = scripts["diffusion.pt"]
        self.vocoder = scripts["vocoder.pt"]
        self.clvp = scripts["clvp.pt"]

    def load(self, module: torch.nn.Module) -> torch.jit.ScriptModule:
        script = compile_half(module)
        if not self.half:
            script.to_float32()
        return script

    def prefill(
        self, state: list[Tensor], slot: int, utterance: Utterance, candidate: int, source: int | None = None
    ) -> None:
        """Runs the text, unless it is that of another slot."""
        key = utterance.number * 1000 + candidate
        if source is not None:
            self.autoregressive.prefill_again(state, source, slot, key)
            return
        generator = torch.Generator().manual_seed(utterance.number)
        text = torch.randint(1, 250, (utterance.tokens,), generator=generator)
        sampling = sampling_settings(DEFAULTS, LONGEST)
        self.autoregressive.prefill(state, text, self.conditioning, slot, key, sampling)

    def mel(self, latents: Tensor, number: int, setting: Setting) -> Tensor:
        key = torch.tensor(number)
        return self.diffusion.mel(latents, self.timbre, key, setting.sampler, setting.steps, setting.guidance, 1.0)

    def waveform(self, mel: Tensor, number: int) -> Tensor:
        return self.vocoder.waveform(mel, torch.tensor(number)).cpu()

    def best(self, utterance: Utterance, candidates: list[tuple[Tensor, Tensor]]) -> Tensor:
        """The latents of the candidate that the ranking model likes most."""
        text = self.clvp.text_latent(torch.arange(utterance.tokens) % 250 + 1)
        rows = torch.full((len(candidates), LONGEST), SILENCE_CODE, device=self.device)
        for row, (codes, _) in zip(rows, candidates, strict=True):
            row[: codes.size(0)] = codes.clamp(max=8191)
        scores = [self.clvp.scores(text.expand(part.size(0), -1), part) for part in rows.split(RANKED_AT_ONCE)]
        return candidates[int(torch.cat(scores).argmax())][1]


class Finisher:
    """The stages after decoding, one utterance a call: on threads, or on the caller's own if there are none."""

    def __init__(self, renderer: Renderer, stages: Stages, setting: Setting) -> None:
        self.renderer = renderer
        self.stages = stages
        self.setting = setting
        self.pool = ThreadPoolExecutor(setting.workers) if setting.workers else None
        self.places = threading.Semaphore(2 * setting.workers)
        self.running: list[Future[int]] = []
        self.samples = 0

    def add(self, utterance: Utterance, spoken: list[tuple[Tensor, Tensor]]) -> None:
        """With all places taken the decoding thread does the work itself, as the engine does."""
        if self.pool is not None and self.places.acquire(blocking=False):
            self.running.append(self.pool.submit(self.elsewhere, utterance, spoken))
        else:
            self.samples += self.finish(utterance, spoken)

    def elsewhere(self, utterance: Utterance, spoken: list[tuple[Tensor, Tensor]]) -> int:
        torch._C._set_graph_executor_optimize(False)  # of each thread
        try:
            with torch.no_grad():
                return self.finish(utterance, spoken)
        finally:
            self.places.release()

    def finish(self, utterance: Utterance, spoken: list[tuple[Tensor, Tensor]]) -> int:
        """Samples of the waveform."""
        latents = spoken[0][1]
        if len(spoken) > 1:
            latents = self.stages.timed("ranking", lambda: self.renderer.best(utterance, spoken))
        mel = self.stages.timed("diffusion", lambda: self.renderer.mel(latents, utterance.number, self.setting))
        return self.stages.timed("vocoder", lambda: self.renderer.waveform(mel, utterance.number)).numel()

    def total(self) -> int:
        return self.samples + sum(future.result() for future in self.running)


class Decoding:
    """Continuous batching: a slot that is done is filled again at once."""

    def __init__(self, renderer: Renderer, stages: Stages, setting: Setting) -> None:
        self.renderer = renderer
        self.stages = stages
        self.setting = setting
        self.slots = max(FEWEST_SLOTS, setting.slots)
        self.steps = 0
        self.live_steps = 0
        self.rows: list[tuple[int, int]] = []  # tokens and codes of what was spoken

    def run(self, work: list[Utterance]) -> Iterator[tuple[Utterance, list[tuple[Tensor, Tensor]]]]:
        candidates = self.setting.candidates
        module = self.renderer.autoregressive
        state = module.new_state(self.slots)
        waiting = [(utterance, number) for utterance in work for number in range(candidates)][::-1]
        in_slot: dict[int, tuple[Utterance, int]] = {}
        done: dict[int, list[tuple[Tensor, Tensor]]] = {}
        while waiting or in_slot:
            for slot in range(self.setting.slots):
                if slot not in in_slot and waiting:
                    utterance, number = waiting.pop()
                    source = next((s for s, (other, _) in in_slot.items() if other is utterance), None)
                    in_slot[slot] = utterance, number
                    enter = partial(self.renderer.prefill, state, slot, utterance, number, source)
                    self.stages.timed("prefill", enter, wait=False)
            status = self.step(state, len(in_slot))
            for slot in [s for s in in_slot if status[s] != LIVE]:
                utterance, _ = in_slot.pop(slot)
                done.setdefault(utterance.number, []).append(module.result(state, slot))
                module.release(state, slot)
                if len(done[utterance.number]) == candidates:
                    self.rows.append((utterance.tokens, done[utterance.number][0][0].size(0)))
                    yield utterance, done.pop(utterance.number)

    def step(self, state: list[Tensor], live: int) -> list[int]:
        module = self.renderer.autoregressive
        status = self.stages.timed("decoding", lambda: module.steps(state, STEPS_PER_CALL)[0].tolist())
        ran = int(module.steps_run(state))
        self.steps += ran
        self.live_steps += ran * live
        return status

    def floors(self, roofline: Roofline) -> dict[str, float]:
        """The least seconds that the device could have taken for each stage."""
        every_row = [row for row in self.rows for _ in range(self.setting.candidates)]
        passes = 2 if self.setting.guidance > 0 else 1
        return {
            "prefill": sum(roofline.prefill(tokens) for tokens, _ in self.rows),
            "decoding": roofline.decoding(self.steps, every_row),
            "diffusion": sum(roofline.diffusion(codes, self.setting.steps, passes) for _, codes in self.rows),
            "vocoder": sum(roofline.vocoder(codes) for _, codes in self.rows),
        }
