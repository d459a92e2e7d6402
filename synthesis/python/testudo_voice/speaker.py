# SPDX-License-Identifier: Apache-2.0
"""Speaks with a bundle, stage by stage as the renderer does: for evaluation and listening.

python -m testudo_voice.speaker BUNDLE "Some text." --output speech.wav [--voice NAME] [--key 0]
"""

from __future__ import annotations

import argparse
import json
import wave
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from testudo_voice.tokenizer import Tokenizer, fold

SLOTS = 4  # With fewer, bits depend on the number of slots.
STAGES = ("autoregressive", "diffusion", "vocoder")


class Speaker:
    """A bundle in single precision on the CPU; its defaults may be overridden by the manifest's names."""

    def __init__(self, bundle: Path, **overridden: Any) -> None:
        self.manifest: dict[str, Any] = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
        unknown = set(overridden) - set(self.manifest["defaults"])
        if unknown:
            raise ValueError(f"Unknown settings {sorted(unknown)}; a bundle has {list(self.manifest['defaults'])}")
        self.settings: dict[str, Any] = self.manifest["defaults"] | overridden
        self.tokenizer = Tokenizer.read(bundle / "tokenizer.json")
        self.voices = {v["name"]: load_file(str(bundle / v["file"])) for v in self.manifest["voices"]}
        self.stages = {name: torch.jit.load(str(bundle / f"{name}.pt")) for name in STAGES}
        for stage in self.stages.values():
            stage.to_float32()

    @torch.no_grad()
    def speak(self, text: str, voice: str | None = None, key: int = 0) -> Tensor:
        """Samples of a text; the first voice is the default."""
        latents = self.voices[voice or self.manifest["voices"][0]["name"]]
        ids = torch.tensor(self.tokenizer.encode(fold(text)), dtype=torch.int64)
        seed = torch.tensor(key)
        sampling = sampling_settings(self.settings, self.manifest["maxCodes"])
        codes, spoken = decode(self.stages["autoregressive"], ids, latents["autoregressive"], key, sampling)
        if len(codes) == 0:
            return torch.zeros(0)
        mel = sample_mel(self.stages["diffusion"], spoken, latents["diffusion"], seed, self.settings)
        waveform: Tensor = self.stages["vocoder"].waveform(mel, seed)
        return waveform


def sampling_settings(settings: dict[str, Any], max_codes: int) -> dict[str, float]:
    """What `prefill` wants, by name."""
    names = ("temperature", "topK", "topP", "repetitionPenalty", "typicalMass")
    return {**{name: float(settings[name]) for name in names}, "maxCodes": float(max_codes), "skippedPositions": 0.0}


def decode(
    module: torch.jit.ScriptModule, ids: Tensor, voice: Tensor, key: int, sampling: dict[str, float]
) -> tuple[Tensor, Tensor]:
    """Codes [M] and latents [M, D] of one utterance, in the first of the slots."""
    state = module.new_state(SLOTS)
    module.prefill(state, ids, voice, 0, key, sampling)
    live = module.status_codes()["live"]
    while int(module.steps(state, 64)[0, 0]) == live:
        pass
    codes, latents = module.result(state, 0)
    return codes, latents


def sample_mel(
    module: torch.jit.ScriptModule, latents: Tensor, voice: Tensor, key: Tensor, settings: dict[str, Any]
) -> Tensor:
    """Natural-log mel [bands, frames] of latents [M, D]."""
    mel: Tensor = module.mel(
        latents,
        voice,
        key,
        settings["sampler"],
        int(settings["diffusionSteps"]),
        float(settings["guidance"]),
        float(settings["diffusionTemperature"]),
    )
    return mel


def write_wav(path: Path, samples: Tensor, sample_rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes((samples * 32767).round().to(torch.int16).numpy().tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("text")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--voice")
    parser.add_argument("--key", type=int, default=0)
    arguments = parser.parse_args()
    speaker = Speaker(arguments.bundle)
    samples = speaker.speak(arguments.text, arguments.voice, arguments.key)
    write_wav(arguments.output, samples, speaker.manifest["sampleRateHz"])


if __name__ == "__main__":
    main()
