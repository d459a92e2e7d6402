# SPDX-License-Identifier: Apache-2.0
"""The modules of a bundle on a device, driven as the renderer's engine drives them.

Decoding is batched continuously; diffusion and vocoder take one utterance a call at its exact length, or
several padded to one length, on threads of their own.
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

MIN_SLOTS = 4
STEPS_PER_CALL = 16
PLANNED_STEPS = 8  # of one captured graph
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
    rows: int = 1  # utterances of a call after decoding
    code_step: int = 16  # with more rows than one, lengths are padded to a multiple of so many codes
    graphs: bool = False  # whether steps, and calls after decoding, are captured and replayed

    def padded(self, codes: int) -> int:
        return -(-codes // self.code_step) * self.code_step


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
            scripts = self.load_modules()
            self.conditioning = torch.randn(shapes.autoregressive.model_dim) * 0.1
            self.timbre = torch.randn(2 * shapes.diffusion.channels) * 0.1
        self.autoregressive = scripts["autoregressive.pt"]
        self.diffusion = scripts["diffusion.pt"]
        self.vocoder = scripts["vocoder.pt"]
        self.scripts = scripts
        self.graphs = Graphs()

    def load_modules(self) -> dict[str, torch.jit.ScriptModule]:
        return {name: self.load(make()) for name, make in official_shapes.modules(self.shapes).items()}

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
        vocabulary = min(250, self.shapes.autoregressive.number_text_tokens)
        text = torch.randint(1, vocabulary, (utterance.tokens,), generator=generator)
        sampling = sampling_settings(DEFAULTS, LONGEST)
        self.autoregressive.prefill(state, text, self.conditioning, slot, key, sampling)

    def mel(self, latents: Tensor, number: int, setting: Setting) -> Tensor:
        key = torch.tensor(number)
        return self.diffusion.mel(latents, self.timbre, key, setting.sampler, setting.steps, setting.guidance, 1.0)

    def waveform(self, mel: Tensor, number: int) -> Tensor:
        return self.vocoder.waveform(mel, torch.tensor(number)).cpu()

    def waveforms(self, spoken: list[tuple[int, Tensor]], setting: Setting) -> list[Tensor]:
        """Numbers and latents of utterances of one padded length to their samples, in one call of each stage."""
        padded, inputs = self.inputs(spoken, setting)
        waves = self.graphs.later(self, setting, padded, inputs).cpu()
        decoder = self.shapes.diffusion
        hop = waves.size(1) // decoder.frames(padded)
        return [
            wave[: decoder.frames(latents.size(0)) * hop] for wave, (_, latents) in zip(waves, spoken, strict=False)
        ]

    def inputs(self, spoken: list[tuple[int, Tensor]], setting: Setting) -> tuple[int, list[Tensor]]:
        """The padded length, then latents, numbers of codes, voices and keys of all rows."""
        padded = setting.padded(max(latents.size(0) for _, latents in spoken))
        rows = spoken + [spoken[0]] * (setting.rows - len(spoken))
        batch = torch.zeros(setting.rows, padded, spoken[0][1].size(1), device=self.device)
        for row, (_, latents) in zip(batch, rows, strict=True):
            row[: latents.size(0)] = latents
        codes = torch.tensor([latents.size(0) for _, latents in rows]).to(self.device)
        keys = torch.tensor([number for number, _ in rows]).to(self.device)
        voices = self.timbre.to(self.device).expand(setting.rows, -1).contiguous()
        return padded, [batch, codes, voices, keys]

    def later(self, setting: Setting, inputs: list[Tensor]) -> Tensor:
        """Both stages after decoding over padded rows; nothing in it waits for the device."""
        _, codes, _, keys = inputs
        return self.vocoder.waveforms(self.mels(setting, inputs), self.frames(codes), keys)

    def mels(self, setting: Setting, inputs: list[Tensor]) -> Tensor:
        batch, codes, voices, keys = inputs
        how = setting.sampler, setting.steps, setting.guidance, 1.0
        return self.diffusion.mels(batch, codes, voices, keys, *how)

    def frames(self, codes: Tensor) -> Tensor:
        of, codes_of = self.shapes.diffusion.frames_per_code
        return codes * of // codes_of

    def best(self, utterance: Utterance, candidates: list[tuple[Tensor, Tensor]]) -> Tensor:
        """The latents of the candidate that the ranking model likes most."""
        clvp = self.scripts["clvp.pt"]
        text = clvp.text_latent(torch.arange(utterance.tokens) % 250 + 1)
        rows = torch.full((len(candidates), LONGEST), SILENCE_CODE, device=self.device)
        for row, (codes, _) in zip(rows, candidates, strict=True):
            row[: codes.size(0)] = codes.clamp(max=8191)
        scores = [clvp.scores(text.expand(part.size(0), -1), part) for part in rows.split(RANKED_AT_ONCE)]
        return candidates[int(torch.cat(scores).argmax())][1]


class Graphs:
    """Work that has been captured on a GPU, by what it depends on, and is given to the device at once.

    What is met for the first time runs as it is, which plans it; the second time it is captured. All share one
    pool of memory: they are replayed one after the other, and a result is copied before the next.
    """

    CAPTURING = threading.Lock()  # all captures of a process use one stream

    def __init__(self) -> None:
        self.pool: tuple[int, int] | None = None
        self.met: set[tuple[object, ...]] = set()
        self.captured: dict[tuple[object, ...], tuple[torch.cuda.CUDAGraph, list[Tensor], Tensor | None]] = {}
        self.lock = threading.RLock()

    def replayed(
        self, key: tuple[object, ...], inputs: list[Tensor], call: Callable[[list[Tensor]], Tensor | None]
    ) -> Tensor | None:
        with self.lock:
            if key not in self.met:
                self.met.add(key)
                return call(inputs)
            if key not in self.captured:
                self.captured[key] = self.capture([tensor.clone() for tensor in inputs], call)
            graph, own, output = self.captured[key]
            for mine, given in zip(own, inputs, strict=True):
                mine.copy_(given)
            graph.replay()
            return None if output is None else output.clone()

    def capture(
        self, own: list[Tensor], call: Callable[[list[Tensor]], Tensor | None]
    ) -> tuple[torch.cuda.CUDAGraph, list[Tensor], Tensor | None]:
        graph = torch.cuda.CUDAGraph()
        if self.pool is None:
            self.pool = torch.cuda.graph_pool_handle()
        with self.CAPTURING, torch.cuda.graph(graph, pool=self.pool, capture_error_mode="thread_local"):
            output = call(own)
        return graph, own, output

    def later(self, renderer: Renderer, setting: Setting, padded: int, inputs: list[Tensor]) -> Tensor:
        if not setting.graphs:
            return renderer.later(setting, inputs)
        key = setting.rows, padded, setting.sampler, setting.steps, setting.guidance
        output = self.replayed(key, inputs, lambda own: renderer.later(setting, own))
        assert output is not None
        return output


class Finisher:
    """The stages after decoding: on threads, or on the caller's own if there are none."""

    def __init__(self, renderer: Renderer, stages: Stages, setting: Setting) -> None:
        self.renderer = renderer
        self.stages = stages
        self.setting = setting
        self.pool = ThreadPoolExecutor(setting.workers) if setting.workers else None
        self.places = threading.Semaphore(2 * setting.workers)
        self.running: list[Future[int]] = []
        self.bins: dict[int, list[tuple[Utterance, list[tuple[Tensor, Tensor]]]]] = {}
        self.samples = 0

    def add(self, utterance: Utterance, spoken: list[tuple[Tensor, Tensor]]) -> None:
        """Several of one padded length go together, once there are enough."""
        if self.setting.rows == 1:
            self.give([(utterance, spoken)])
            return
        waiting = self.bins.setdefault(self.setting.padded(spoken[0][1].size(0)), [])
        waiting.append((utterance, spoken))
        if len(waiting) == self.setting.rows:
            self.give(self.bins.pop(self.setting.padded(spoken[0][1].size(0))))

    def give(self, work: list[tuple[Utterance, list[tuple[Tensor, Tensor]]]]) -> None:
        """With all places taken the decoding thread does the work itself, as the engine does."""
        if self.pool is not None and self.places.acquire(blocking=False):
            self.running.append(self.pool.submit(self.elsewhere, work))
        else:
            self.samples += self.finish(work)

    def elsewhere(self, work: list[tuple[Utterance, list[tuple[Tensor, Tensor]]]]) -> int:
        torch._C._set_graph_executor_optimize(False)  # of each thread
        try:
            with torch.no_grad():
                return self.finish(work)
        finally:
            self.places.release()

    def finish(self, work: list[tuple[Utterance, list[tuple[Tensor, Tensor]]]]) -> int:
        """Samples of the waveforms."""
        chosen = [(utterance.number, self.chosen(utterance, spoken)) for utterance, spoken in work]
        if self.setting.rows > 1:
            waves = self.stages.timed("diffusion", lambda: self.renderer.waveforms(chosen, self.setting))
            return sum(wave.numel() for wave in waves)
        number, latents = chosen[0]
        mel = self.stages.timed("diffusion", lambda: self.renderer.mel(latents, number, self.setting))
        return self.stages.timed("vocoder", lambda: self.renderer.waveform(mel, number)).numel()

    def chosen(self, utterance: Utterance, spoken: list[tuple[Tensor, Tensor]]) -> Tensor:
        if len(spoken) == 1:
            return spoken[0][1]
        return self.stages.timed("ranking", lambda: self.renderer.best(utterance, spoken))

    def total(self) -> int:
        for waiting in self.bins.values():
            self.give(waiting)
        self.bins.clear()
        return self.samples + sum(future.result() for future in self.running)


class Decoding:
    """Continuous batching: a slot that is done is filled again at once."""

    def __init__(self, renderer: Renderer, stages: Stages, setting: Setting) -> None:
        self.renderer = renderer
        self.stages = stages
        self.setting = setting
        self.slots = max(MIN_SLOTS, setting.slots)
        self.steps = 0
        self.live_steps = 0
        self.graphs = Graphs()  # of this state
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
        status, ran = self.stages.timed("decoding", lambda: self.steps_of(state))
        self.steps += ran
        self.live_steps += ran * live
        return status

    def steps_of(self, state: list[Tensor]) -> tuple[list[int], int]:
        """Some decoding steps: the status of each slot, and how many there were."""
        module = self.renderer.autoregressive
        if not self.setting.graphs:
            status = module.steps(state, STEPS_PER_CALL)[0].tolist()
            return status, int(module.steps_run(state))
        plan = module.plan(state, PLANNED_STEPS)

        def run(_: list[Tensor]) -> None:
            module.run(state, plan, PLANNED_STEPS)

        self.graphs.replayed(tuple(plan), [], run)
        return module.progress(state)[0].tolist(), PLANNED_STEPS

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
