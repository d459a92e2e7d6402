# SPDX-License-Identifier: Apache-2.0
"""What half precision costs at each stage: one input through one file, as it is stored and widened.

python -m testudo_voice.evaluate_precision BUNDLE [--sentences 4] [--device cpu]

A stage's input is always what single precision made. `relative` is the root mean square of the difference over that
of the output's changes about its mean, `largest` the largest difference over the same.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from testudo_voice.evaluate import SENTENCES
from testudo_voice.speaker import Speaker, decode, sample_mel, sampling_settings
from testudo_voice.tokenizer import fold


@dataclass
class Differences:
    relative: list[float] = field(default_factory=list)
    largest: list[float] = field(default_factory=list)

    def add(self, half: Tensor, single: Tensor) -> None:
        difference = half.double() - single.double()
        spread = single.double().std().item()
        self.relative.append(difference.square().mean().sqrt().item() / spread)
        self.largest.append(difference.abs().max().item() / spread)

    def summary(self) -> dict[str, float]:
        mean = sum(self.relative) / len(self.relative)
        return {"relative": float(f"{mean:.2g}"), "largest": float(f"{max(self.largest):.2g}")}


class Stages:
    """The modules of a bundle in one precision; those that it lacks are left out."""

    def __init__(self, bundle: Path, device: str, half: bool) -> None:
        self.scripts = {}
        for name in ("autoregressive", "diffusion", "vocoder", "streaming"):
            path = bundle / f"{name}.pt"
            if path.exists():
                script = torch.jit.load(str(path), map_location=device)
                if not half:
                    script.to_float32()
                self.scripts[name] = script

    def __getitem__(self, name: str) -> torch.jit.ScriptModule:
        return self.scripts[name]


@torch.no_grad()
def evaluate(bundle: Path, lines: list[str], device: str = "cpu") -> dict[str, object]:
    speaker = Speaker(bundle)
    voice = {k: v.to(device) for k, v in speaker.voices[speaker.manifest["voices"][0]["name"]].items()}
    half, single = Stages(bundle, device, half=True), Stages(bundle, device, half=False)
    sampling = sampling_settings(speaker.settings, speaker.manifest["maxCodes"])
    found = {name: Differences() for name in single.scripts}
    equal, codes_in_all = 0, 0
    for number, line in enumerate(lines):
        key = torch.tensor(number)
        ids = torch.tensor(speaker.tokenizer.encode(fold(line)))
        codes, latents = decode(single["autoregressive"], ids, voice["autoregressive"], number, sampling)
        narrow_codes, narrow = decode(half["autoregressive"], ids, voice["autoregressive"], number, sampling)
        same = common(codes.tolist(), narrow_codes.tolist())
        equal, codes_in_all = equal + same, codes_in_all + len(codes)
        if same > 0:
            found["autoregressive"].add(narrow[:same], latents[:same])
        mels = [sample_mel(s["diffusion"], latents, voice["diffusion"], key, speaker.settings) for s in (half, single)]
        found["diffusion"].add(*mels)
        found["vocoder"].add(*(s["vocoder"].waveform(mels[1], key) for s in (half, single)))
        if "streaming" in found:
            found["streaming"].add(
                *(s["streaming"].waveform(latents, voice["autoregressive"], 0) for s in (half, single))
            )
    stages = {name: differences.summary() for name, differences in found.items() if differences.relative}
    return {"utterances": len(lines), "codesBeforeTheFirstOtherOne": round(equal / codes_in_all, 3), **stages}


def common(one: list[int], other: list[int]) -> int:
    """How many codes are the same before the first that is not."""
    for i, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return i
    return min(len(one), len(other))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--sentences", type=int, default=4)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()[: arguments.sentences]
    print(json.dumps(evaluate(arguments.bundle, lines, arguments.device)), flush=True)


if __name__ == "__main__":
    main()
