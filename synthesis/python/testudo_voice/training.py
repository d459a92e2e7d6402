# SPDX-License-Identifier: Apache-2.0
"""What the training scripts share: options, budget and learning rate, checkpoints, averaged weights, curves."""

from __future__ import annotations

import argparse
import copy
import json
import math
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

PAUSE_SECONDS = 5.0


def options(description: str | None, peak: float, steps: int) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--speech", type=Path, required=True, help="folder of shards")
    parser.add_argument("--to", type=Path, required=True, help="folder for checkpoints and curves")
    parser.add_argument("--shards", type=int, default=0, help="begin once this many shards are there")
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--minutes", type=float, default=math.inf, help="end after this much training")
    parser.add_argument("--peak", type=float, default=peak, help="learning rate")
    parser.add_argument("--begin-with", type=Path, metavar="BUNDLE", help="with its weights instead of drawn ones")
    parser.add_argument("--smoke", action="store_true", help="a tiny network, to try the code")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=0)
    return parser


class Run:
    """One network's training: budget, optimizer, average, a checkpoint every half minute, curve as JSON lines.

    The budget is steps or minutes of training, whichever ends first; both survive an interruption, and a pause of more
    than five seconds between two steps (a stopped process) does not count. ``captured``: the optimizer's step may be
    part of a CUDA graph.
    """

    def __init__(
        self,
        name: str,
        network: nn.Module,
        arguments: argparse.Namespace,
        decay: float = 0.999,
        beside: dict[str, Any] | None = None,
        captured: bool = False,
    ):
        self.name, self.network, self.arguments = name, network, arguments
        self.beside = beside or {}  # what else a checkpoint keeps: networks and optimizers by name
        torch.manual_seed(arguments.seed)
        torch.set_float32_matmul_precision("high")
        arguments.to.mkdir(parents=True, exist_ok=True)
        self.path = arguments.to / f"{name}.pt"
        self.curve = arguments.to / f"{name}.jsonl"
        matrices = [p for p in network.parameters() if p.requires_grad and p.ndim > 1]
        vectors = [p for p in network.parameters() if p.requires_grad and p.ndim <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}],
            lr=arguments.peak,
            betas=(0.9, 0.98),
            fused=arguments.device.startswith("cuda"),
            capturable=captured,
        )
        self.decay = decay
        self.average = copy.deepcopy(network).requires_grad_(False).eval()
        self.step, self.seconds = 0, 0.0
        self.lowest: float | None = None  # held-out loss, where it decides which weights are kept
        if self.path.exists():
            self._resume()
        if captured:  # a graph reads the rate where it lies
            for group in self.optimizer.param_groups:
                group["lr"] = torch.as_tensor(group["lr"], dtype=torch.float32, device=arguments.device)
        self._resumed_at = time.monotonic() - self.seconds
        self._stepped_at = self._saved_at = time.monotonic()
        self._sums: dict[str, float] = {}
        self._counted = 0
        self._terminated = False
        signal.signal(signal.SIGTERM, self._terminate)

    def _terminate(self, *_: object) -> None:
        self._terminated = True

    def _resume(self) -> None:
        saved = torch.load(self.path, map_location=self.arguments.device, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.average.load_state_dict(saved["average"])
        self.optimizer.load_state_dict(saved["optimizer"])
        for name, part in self.beside.items():
            part.load_state_dict(saved[name])
        self.step, self.seconds, self.lowest = saved["step"], saved["seconds"], saved["lowest"]
        print(f"{self.name}: resuming at step {self.step}", flush=True)

    @property
    def progress(self) -> float:
        """The spent share of the budget, 1 at its end."""
        minutes = (time.monotonic() - self._resumed_at) / 60
        return min(1.0, max(self.step / self.arguments.steps, minutes / self.arguments.minutes))

    def learning_rate(self) -> float:
        warm = min(1.0, (self.step + 1) / 300)
        return float(self.arguments.peak * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self.progress))))

    def update(self, loss: torch.Tensor, **parts: torch.Tensor) -> None:
        """One optimizer step; parts are averaged into the curve."""
        self.set_rate()
        self.descend(loss)
        self.count(loss=loss, **parts)

    def set_rate(self) -> None:
        rate = self.learning_rate()
        for group in self.optimizer.param_groups:
            if isinstance(group["lr"], torch.Tensor):
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate

    def descend(self, loss: torch.Tensor) -> None:
        """What of a step runs on the device alone."""
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()

    def count(self, **parts: torch.Tensor) -> None:
        """Counts a step that was taken: weights into their average, parts into the curve."""
        now = time.monotonic()
        if now - self._stepped_at > PAUSE_SECONDS:
            self._resumed_at += now - self._stepped_at
        self._stepped_at = now
        self.step += 1
        with torch.no_grad():
            decay = min(self.decay, self.step / (self.step + 10))
            torch._foreach_lerp_([p for p in self.average.parameters()], list(self.network.parameters()), 1 - decay)
            for mean, value in zip(self.average.buffers(), self.network.buffers(), strict=True):
                mean.copy_(value)
        if self.step % 10 == 0:
            self._counted += 1
            for key, value in parts.items():
                self._sums[key] = self._sums.get(key, 0.0) + float(value.detach())

    def log(self, **extra: float) -> None:
        means = {key: value / max(1, self._counted) for key, value in self._sums.items()}
        minutes = (time.monotonic() - self._resumed_at) / 60
        line = {"step": self.step, "minutes": minutes, "rate": self.learning_rate(), **means, **extra}
        line = {key: round(value, 5) for key, value in line.items()}
        with self.curve.open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(self.name, json.dumps(line), flush=True)
        self._sums, self._counted = {}, 0

    def save(self, every: float = 30.0) -> None:
        """Writes a checkpoint and the averaged weights if the last are older than ``every`` seconds.

        Ends the program after that if it was asked to (SIGTERM).
        """
        now = time.monotonic()
        if now - self._saved_at < every and not self._terminated:
            return
        state: dict[str, Any] = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seconds": now - self._resumed_at,
            "lowest": self.lowest,
            **{name: part.state_dict() for name, part in self.beside.items()},
        }
        partial = self.path.with_suffix(".tmp")
        torch.save(state, partial)
        partial.rename(self.path)
        if self.lowest is None:
            self._save_average()
        self._saved_at = time.monotonic()
        if self._terminated:
            sys.exit(128 + signal.SIGTERM)

    def keep_best(self, loss: float) -> None:
        """Keeps the averaged weights if none had a lower held-out loss; those of later checkpoints no more."""
        if self.lowest is None or loss < self.lowest:
            self.lowest = loss
            self._save_average()

    def _save_average(self) -> None:
        """The averaged weights alone: ``NAME.safetensors``."""
        save_halves(self.average, self.path.with_suffix(".safetensors"))

    def finish(self) -> None:
        self.log()
        self.save(every=0.0)


class Captured:
    """A step of training on inputs of fixed shapes, replayed as a CUDA graph: thousands of calls become one.

    The step must not wait for the device. It is really taken a few times before it is captured.
    """

    def __init__(self, step: Callable[..., dict[str, torch.Tensor]], inputs: tuple[torch.Tensor, ...]) -> None:
        self.inputs = [given.clone() for given in inputs]
        beside = torch.cuda.Stream()
        beside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(beside):
            for _ in range(3):
                step(*self.inputs)
        torch.cuda.current_stream().wait_stream(beside)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.outputs = step(*self.inputs)

    def __call__(self, *inputs: torch.Tensor) -> dict[str, torch.Tensor]:
        """The outputs are overwritten by the next call."""
        for mine, given in zip(self.inputs, inputs, strict=True):
            mine.copy_(given)
        self.graph.replay()
        return self.outputs


def drawn_ahead(draw: Callable[[], tuple[torch.Tensor, ...]], device: str) -> Iterator[tuple[torch.Tensor, ...]]:
    """What ``draw`` gives, again and again; on a GPU it draws while the step before is still at work."""
    if not device.startswith("cuda"):
        while True:
            yield draw()
    beside = torch.cuda.Stream()
    beside.wait_stream(torch.cuda.current_stream())
    while True:
        with torch.cuda.stream(beside):
            drawn = draw()
        torch.cuda.current_stream().wait_stream(beside)
        for tensor in drawn:
            tensor.record_stream(torch.cuda.current_stream())
        yield drawn


def save_halves(network: nn.Module, path: Path) -> None:
    """Writes weights in half precision; the file is whole or not there."""
    from safetensors.torch import save_file

    halves = {
        key: value.half().contiguous() if value.is_floating_point() else value
        for key, value in network.state_dict().items()
    }
    partial = path.with_suffix(".partial")
    save_file(halves, str(partial))
    partial.rename(path)


def load_weights(network: nn.Module, path: Path) -> nn.Module:
    """Fills a network with finished weights, widened to its own precision; it is left in eval mode."""
    from safetensors.torch import load_file

    network.load_state_dict({key: value.float() for key, value in load_file(str(path)).items()})
    return network.eval().requires_grad_(False)


def autocast(device: str) -> torch.autocast:
    return torch.autocast(device.split(":")[0], torch.bfloat16, enabled=device.startswith("cuda"))
