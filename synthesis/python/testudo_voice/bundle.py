# SPDX-License-Identifier: Apache-2.0
"""Writes model bundles: see `BUNDLE.md`."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save as safetensors_bytes
from torch import Tensor, nn

from testudo_voice.autoregressive import Autoregressive, AutoregressiveConfig
from testudo_voice.diffusion import DiffusionConfig, DiffusionDecoder
from testudo_voice.export.autoregressive_module import AutoregressiveModule
from testudo_voice.export.conditioning_module import ConditioningModule
from testudo_voice.export.diffusion_module import DiffusionModule, samplers
from testudo_voice.export.scripting import compile_half, script_bytes
from testudo_voice.export.vocoder_module import VocoderModule
from testudo_voice.speaker import decode, sample_mel, sampling_settings
from testudo_voice.tokenizer import Tokenizer, fold

FORMAT = 3
GOLDEN_KEY = 0x5EED
GOLDEN_TEXT = "It was a quiet morning, and the tortoise had begun to read aloud."
GOLDEN_CODES = 12  # enough for the later stages


@dataclass(frozen=True)
class Voice:
    """Conditioning latents, and how long this voice takes to say something."""

    name: str
    description: str
    autoregressive: Tensor  # [D]
    diffusion: Tensor  # [2C]
    seconds_per_character: float
    seconds_offset: float
    seconds_spread: float
    pitch_hz: float = 0.0  # median fundamental frequency, 0 if unknown


@dataclass(frozen=True)
class Model:
    """The networks of a bundle, in single precision."""

    autoregressive: Autoregressive
    diffusion: DiffusionDecoder
    vocoder: nn.Module
    spectrogram: nn.Module  # waves [1, samples] to natural-log mels [1, bands, samples / hop]
    tokenizer: dict[str, Any]
    voices: list[Voice]


@dataclass(frozen=True)
class Facts:
    """What the manifest says beyond the sizes of the networks."""

    name: str
    sample_rate: int
    hop: int
    mel_shift: float  # natural-log mel = mel of the decoder x scale + shift
    mel_scale: float
    max_text_tokens: int
    max_codes: int
    clip_frames: int  # mel frames of the clips that training conditioned on
    defaults: dict[str, Any]
    licence: str
    provenance: dict[str, str]
    silence_codes: list[int] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)  # entries of the manifest that few bundles have


def write_bundle(folder: Path, model: Model, facts: Facts) -> None:
    """Writes a bundle into a folder, whose older files of the same names it replaces."""
    files = {name: script_bytes(s) for name, s in compiled(model, facts).items()}
    files["tokenizer.json"] = json_bytes(model.tokenizer)
    for voice in model.voices:
        latents = {"autoregressive": voice.autoregressive, "diffusion": voice.diffusion}
        files[f"voices/{voice.name}.safetensors"] = tensor_bytes(latents)
    (folder / "voices").mkdir(parents=True, exist_ok=True)
    write(folder, files)
    files["golden.safetensors"] = tensor_bytes(golden(folder, model, facts))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    networks = model.autoregressive.config, model.diffusion.config
    files["bundle.json"] = json_bytes(manifest(*networks, model.voices, facts, digests))
    write(folder, files)


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def compiled(model: Model, facts: Facts) -> dict[str, torch.jit.ScriptModule]:
    """The modules by file name; each has its own copy of just the networks it runs."""
    network = copy.deepcopy(model.autoregressive)
    decoder = copy.deepcopy(model.diffusion)
    conditioning = ConditioningModule(
        network,
        decoder,
        copy.deepcopy(model.spectrogram),
        facts.hop,
        facts.clip_frames,
        facts.mel_shift,
        facts.mel_scale,
    )
    modules = {
        "autoregressive.pt": AutoregressiveModule(network, facts.max_text_tokens, facts.max_codes),
        "diffusion.pt": DiffusionModule(decoder, facts.mel_shift, facts.mel_scale),
        "vocoder.pt": VocoderModule(copy.deepcopy(model.vocoder)),
        "conditioning.pt": conditioning,
    }
    return {name: compile_half(module) for name, module in modules.items()}


def manifest(
    ar: AutoregressiveConfig,
    decoder: DiffusionConfig,
    voices: list[Voice],
    facts: Facts,
    digests: dict[str, str],
) -> dict[str, Any]:
    frames, codes = decoder.frames_per_code
    whole = {"framesPerCode": frames} if codes == 1 else {"melFramesPerCode": [frames, codes]}
    return {
        "format": FORMAT,
        "name": facts.name,
        "architecture": "tortoise",
        "sampleRateHz": facts.sample_rate,
        "hopLength": facts.hop,
        "melBands": decoder.in_channels,
        **whole,
        "maxTextTokens": facts.max_text_tokens,
        "maxCodes": facts.max_codes,
        "autoregressive": {
            "modelDim": ar.model_dim,
            "layers": ar.layers,
            "heads": ar.heads,
            "codes": ar.number_mel_codes - 2,
            "startCode": ar.start_mel_token,
            "stopCode": ar.stop_mel_token,
        },
        "diffusion": {"channels": decoder.channels, "samplers": samplers(decoder)},
        **facts.extra,
        "silenceCodes": facts.silence_codes,
        "defaults": facts.defaults,
        "voices": [voice_entry(voice) for voice in voices],
        "files": {name: digests[name] for name in sorted(digests)},
        "licence": facts.licence,
        "provenance": facts.provenance,
    }


def voice_entry(voice: Voice) -> dict[str, Any]:
    return {
        "name": voice.name,
        "file": f"voices/{voice.name}.safetensors",
        "description": voice.description,
        "secondsPerCharacter": voice.seconds_per_character,
        "secondsOffset": voice.seconds_offset,
        "secondsSpread": voice.seconds_spread,
        **({"pitchHz": voice.pitch_hz} if voice.pitch_hz > 0 else {}),
    }


@torch.no_grad()
def golden(folder: Path, model: Model, facts: Facts) -> dict[str, Tensor]:
    """Inputs and outputs of each method, of the files as they were written, widened."""
    modules = {}
    for name in ("autoregressive", "diffusion", "vocoder", "conditioning"):
        modules[name] = torch.jit.load(str(folder / f"{name}.pt"))
        modules[name].to_float32()
    defaults, voice = facts.defaults, model.voices[0]
    key = torch.tensor(GOLDEN_KEY)
    ids = torch.tensor(Tokenizer(model.tokenizer).encode(fold(GOLDEN_TEXT)))
    sampling = sampling_settings(defaults, facts.max_codes)
    codes, latents = decode(modules["autoregressive"], ids, voice.autoregressive, GOLDEN_KEY, sampling)
    some = latents[:GOLDEN_CODES]
    mel = sample_mel(modules["diffusion"], some, voice.diffusion, key, defaults)
    clip = tone(facts.sample_rate, facts.clip_frames * facts.hop)
    voice_latent, timbre = modules["conditioning"].latents(clip)
    return {
        "key": key,
        "tokenizer.text": torch.tensor(list(GOLDEN_TEXT.encode()), dtype=torch.uint8),
        "tokenizer.ids": ids,
        "autoregressive.conditioning": voice.autoregressive,
        "autoregressive.codes": codes,
        "autoregressive.latents": latents,
        "diffusion.latents": some.clone(),
        "diffusion.conditioning": voice.diffusion,
        "diffusion.mel": mel,
        "vocoder.waveform": modules["vocoder"].waveform(mel, key),
        "conditioning.clip": clip,
        "conditioning.autoregressive": voice_latent,
        "conditioning.diffusion": timbre,
    }


def tone(sample_rate: int, samples: int) -> Tensor:
    """A falling buzz: a clip that needs no recording."""
    time = torch.arange(samples, dtype=torch.float64) / sample_rate
    phase = 2 * torch.pi * (220 * time - 20 * time * time)
    return (0.2 * torch.sin(phase) + 0.1 * torch.sin(3 * phase)).float()


def json_bytes(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def tensor_bytes(tensors: dict[str, Tensor]) -> bytes:
    return safetensors_bytes({name: t.contiguous() for name, t in tensors.items()})
