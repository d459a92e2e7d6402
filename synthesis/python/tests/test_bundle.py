# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TypeVar

import pytest
import torch
from conftest import PROJECT, TorchScriptError, assert_near
from safetensors.torch import load_file
from torch import nn

from testudo_voice.bundle import Model, compiled
from testudo_voice.export.conditioning_module import ConditioningModule
from testudo_voice.export.diffusion_module import DiffusionModule
from testudo_voice.export.scripting import half_rounded
from testudo_voice.export.vocoder_module import VocoderModule
from testudo_voice.speaker import Speaker, decode, sample_mel, sampling_settings
from testudo_voice.tiny import FACTS, tiny_model
from testudo_voice.tokenizer import encode

Network = TypeVar("Network", bound=nn.Module)
COMMITTED = PROJECT / "synthesis/src/test/resources/tiny-bundle"


def make_tiny(to: Path, hash_seed: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "testudo_voice.tiny", "--to", str(to)]
    package = str(PROJECT / "synthesis/python")
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": package}
    subprocess.run(command, check=True, env=environment)
    return {str(p.relative_to(to)): p.read_bytes() for p in to.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    make_tiny(folder, "1")
    return folder


def test_bytes_are_reproducible(bundle: Path, tmp_path: Path) -> None:
    first = {str(p.relative_to(bundle)): p.read_bytes() for p in bundle.rglob("*") if p.is_file()}
    assert make_tiny(tmp_path, "2") == first
    assert sum(map(len, first.values())) < 600_000


def test_names_no_path_of_this_machine(bundle: Path) -> None:
    for file in bundle.rglob("*.pt"):
        assert str(PROJECT).encode() not in file.read_bytes()


def test_manifest_digests_every_other_file(bundle: Path) -> None:
    manifest = json.loads((bundle / "bundle.json").read_text())
    actual = {
        str(p.relative_to(bundle)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in bundle.rglob("*")
        if p.is_file() and p.name != "bundle.json"
    }
    assert manifest["files"] == actual


@pytest.mark.parametrize("source", ["made now", "committed"])
@torch.no_grad()
def test_golden_tensors_hold(bundle: Path, source: str) -> None:
    folder = bundle if source == "made now" else COMMITTED
    golden = load_file(str(folder / "golden.safetensors"))
    defaults = json.loads((folder / "bundle.json").read_text())["defaults"]
    names = ("autoregressive", "diffusion", "vocoder", "conditioning")
    modules = {name: torch.jit.load(str(folder / f"{name}.pt")) for name in names}
    for module in modules.values():
        module.to_float32()
    key = golden["key"]
    assert encode(bytes(golden["tokenizer.text"].tolist()).decode()) == golden["tokenizer.ids"].tolist()
    codes, latents = decode(
        modules["autoregressive"],
        golden["tokenizer.ids"],
        golden["autoregressive.conditioning"],
        int(key),
        sampling_settings(FACTS.defaults, FACTS.max_codes),
    )
    assert torch.equal(codes, golden["autoregressive.codes"])
    assert_near(latents, golden["autoregressive.latents"], 1e-4)
    voice = golden["diffusion.conditioning"]
    mel = sample_mel(modules["diffusion"], golden["diffusion.latents"], voice, key, defaults)
    assert_near(mel, golden["diffusion.mel"], 1e-3)
    waveform = modules["vocoder"].waveform(golden["diffusion.mel"], key)
    assert_near(waveform, golden["vocoder.waveform"], 1e-4)
    voice, timbre = modules["conditioning"].latents(golden["conditioning.clip"])
    assert_near(voice, golden["conditioning.autoregressive"], 1e-3)
    assert_near(timbre, golden["conditioning.diffusion"], 1e-3)


def test_speaker_speaks_like_the_stages(bundle: Path) -> None:
    speaker = Speaker(bundle)
    first = speaker.speak("Once upon a time.", "birch", key=5)
    assert torch.equal(speaker.speak("once  upon a time.", "birch", key=5), first)
    assert not torch.equal(speaker.speak("Once upon a time.", "birch", key=6)[:800], first[:800])
    assert 0.5 < len(first) / FACTS.sample_rate < 6
    assert 0.01 < float(first.abs().max()) <= 0.3
    with pytest.raises(ValueError, match="Unknown settings"):
        Speaker(bundle, warmth=1)


@torch.no_grad()
def test_most_texts_stop_before_the_cap(bundle: Path) -> None:
    module = torch.jit.load(str(bundle / "autoregressive.pt"))
    module.to_float32()
    voice = load_file(str(bundle / "voices/ash.safetensors"))["autoregressive"]
    settings = sampling_settings(FACTS.defaults, FACTS.max_codes)
    for number, text in enumerate(["a", "Once upon a time.", "b" * 320]):
        ids = torch.tensor(encode(text))
        codes, _ = decode(module, ids, voice, number, settings)
        assert 10 < len(codes) < 120


def rounded(network: Network) -> Network:
    network.load_state_dict(half_rounded(network.state_dict()))
    return network


@torch.no_grad()
def test_widened_modules_compute_what_the_networks_compute() -> None:
    model = tiny_model(1)
    scripts = compiled(model, FACTS)
    for script in scripts.values():
        script.to_float32()
        assert torch.float16 not in {t.dtype for t in script.state_dict().values()}
    networks = Model(
        rounded(model.autoregressive),
        rounded(model.diffusion),
        rounded(model.vocoder),
        model.spectrogram,
        model.tokenizer,
        model.voices,
    )
    conditioning = ConditioningModule(
        networks.autoregressive,
        networks.diffusion,
        networks.spectrogram,
        FACTS.hop,
        FACTS.clip_frames,
        FACTS.mel_shift,
        FACTS.mel_scale,
    )
    clip = torch.sin(torch.arange(30_000.0) ** 1.2 / 50)
    for actual, expected in zip(scripts["conditioning.pt"].latents(clip), conditioning.latents(clip), strict=True):
        assert torch.equal(actual, expected)
    diffusion = DiffusionModule(networks.diffusion, FACTS.mel_shift, FACTS.mel_scale)
    latents, timbre, key = torch.randn(9, 32), model.voices[1].diffusion, torch.tensor(3)
    for sampler, guidance in [("flow", 0.0), ("flow-midpoint", 1.5)]:
        request = (latents, timbre, key, sampler, 3, guidance, 0.9)
        mel = diffusion.mel(*request)
        assert mel.shape == (80, 36)
        assert torch.equal(scripts["diffusion.pt"].mel(*request), mel)
    wave = VocoderModule(networks.vocoder).waveform(mel, key)
    assert wave.shape == (36 * FACTS.hop,)
    assert torch.equal(scripts["vocoder.pt"].waveform(mel, key), wave)


@torch.no_grad()
def test_half_precision_stays_near(bundle: Path) -> None:
    golden = load_file(str(bundle / "golden.safetensors"))
    names = ("autoregressive", "diffusion", "vocoder", "conditioning")
    modules = {name: torch.jit.load(str(bundle / f"{name}.pt")) for name in names}
    key = golden["key"]
    codes, latents = decode(
        modules["autoregressive"],
        golden["tokenizer.ids"],
        golden["autoregressive.conditioning"],
        int(key),
        sampling_settings(FACTS.defaults, FACTS.max_codes),
    )
    assert torch.equal(codes[:8], golden["autoregressive.codes"][:8])
    assert_near(latents[:8], golden["autoregressive.latents"][:8], 0.02)
    mel = modules["diffusion"].mel(
        golden["diffusion.latents"], golden["diffusion.conditioning"], key, "flow", 2, 0.0, 1.0
    )
    assert_near(mel, golden["diffusion.mel"], 0.05)
    waveform = modules["vocoder"].waveform(golden["diffusion.mel"], key)
    assert_near(waveform, golden["vocoder.waveform"], 1e-3)
    voice, timbre = modules["conditioning"].latents(golden["conditioning.clip"])
    assert_near(voice, golden["conditioning.autoregressive"], 0.02)
    assert_near(timbre, golden["conditioning.diffusion"], 0.02)
    outputs = (latents, mel, waveform, voice, timbre)
    assert {t.dtype for t in outputs} == {torch.float32}


@torch.no_grad()
def test_refuses_an_unknown_sampler_and_a_short_clip() -> None:
    scripts = compiled(tiny_model(1), FACTS)
    with pytest.raises(TorchScriptError, match="Unknown sampler ddpm: the model has flow,"):
        scripts["diffusion.pt"].mel(torch.randn(3, 32), torch.randn(64), torch.tensor(1), "ddpm", 3, 0.0, 1.0)
    with pytest.raises(TorchScriptError, match="Cannot use a clip of 99 samples"):
        scripts["conditioning.pt"].latents(torch.zeros(99))
