# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import pytest
import torch

from testudo_voice import official_shapes
from testudo_voice.autoregressive import AutoregressiveConfig
from testudo_voice.bench_calls import count, stages
from testudo_voice.bench_device import check, render, utterances
from testudo_voice.bench_engine import Renderer, Setting
from testudo_voice.clvp import ClvpConfig
from testudo_voice.diffusion import DiffusionConfig
from testudo_voice.import_official import DEFAULTS
from testudo_voice.official_shapes import Shapes
from testudo_voice.roofline import Ceiling, Roofline
from testudo_voice.speaker import sampling_settings
from testudo_voice.univnet import UnivNetConfig

STOPPED = 2
SMALL = Shapes(
    AutoregressiveConfig(layers=1, model_dim=64, heads=1, number_mel_codes=66, start_mel_token=64, stop_mel_token=65),
    DiffusionConfig(channels=64, layers=1, latent_channels=64, heads=1),
    UnivNetConfig(channels=8),
    ClvpConfig(64, 64, 64, text_depth=1, speech_depth=1, text_heads=1, speech_heads=1),
)


@torch.no_grad()
def test_an_utterance_takes_as_long_as_its_text(tmp_path: Path) -> None:
    official_shapes.write(tmp_path / "bundle", SMALL)
    module = torch.jit.load(str(tmp_path / "bundle" / "autoregressive.pt"))
    module.to_float32()
    state = module.new_state(4)
    sampling = sampling_settings(DEFAULTS, 500)
    module.prefill(state, torch.ones(100, dtype=torch.long), torch.zeros(64), 0, 1, sampling)
    while int(module.steps(state, 100)[0, 0]) != STOPPED:
        pass
    codes, _ = module.result(state, 0)
    assert codes.size(0) == int((0.3 + 0.065 * 100) * 22_050 / 1024)


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("candidates", [1, 3])
@torch.no_grad()
def test_every_utterance_is_spoken_and_paid_for(workers: int, candidates: int) -> None:
    renderer = Renderer(SMALL, torch.device("cpu"), half=False)
    roofline = Roofline(SMALL, Ceiling(1e12, 1e12), 4)
    work = utterances(3)
    made = render(renderer, roofline, work, Setting(2, candidates, steps=2, workers=workers))
    seconds = sum(0.3 + 0.065 * utterance.tokens for utterance in work)
    assert made["audioSeconds"] == pytest.approx(seconds, rel=0.02)
    stages = {"prefill", "decoding", "diffusion", "vocoder", *(["ranking"] if candidates > 1 else [])}
    assert set(made["stageSeconds"]) == stages
    assert set(made["floorSeconds"]) <= stages
    assert 0 < made["batchFill"] <= 0.5  # two of the four slots that are always computed


@torch.no_grad()
def test_several_in_a_call_are_all_spoken() -> None:
    renderer = Renderer(SMALL, torch.device("cpu"), half=False)
    roofline = Roofline(SMALL, Ceiling(1e12, 1e12), 4)
    work = utterances(4)
    made = render(renderer, roofline, work, Setting(4, steps=2, rows=3, code_step=64))
    seconds = sum(0.3 + 0.065 * utterance.tokens for utterance in work)
    assert made["audioSeconds"] == pytest.approx(seconds, rel=0.02)
    checked = check(renderer, Setting(4, sampler="ddim", steps=2, rows=3, code_step=16))
    assert checked["sameBits"] == "3 of 3"
    assert checked["melErrorOverSpread"] < 1e-5


@torch.no_grad()
def test_calls_of_every_stage_are_counted() -> None:
    renderer = Renderer(SMALL, torch.device("cpu"), half=False)
    counted = {stage: count(renderer.device, call, 3) for stage, call in stages(renderer, 4, [2])}
    assert len(counted) == 9
    for numbers in counted.values():
        assert len(numbers["longest"]) == 3
        assert numbers["calls"] >= sum(calls for _, calls, _ in numbers["longest"]) > 0
        assert numbers["deviceMillis"] > 0
        assert 0 < numbers["givingMillis"] <= numbers["wallMillis"]


def test_work_is_that_of_the_reference() -> None:
    """Figures counted on the reference's modules at the official sizes."""
    shapes = official_shapes.SHAPES["official"]
    counted = Roofline(shapes, Ceiling(1e9, 1e18), 2)  # seconds are GFLOP
    assert counted.prefill(123) == pytest.approx(98.7, rel=0.02)
    assert counted.decoding(1, [(123, 1)]) == pytest.approx(0.788, rel=0.01)
    assert counted.diffusion(250, 1, 1) == pytest.approx(334, rel=0.01)
    assert counted.vocoder(1000) / (1000 * 1024 / 22_050) == pytest.approx(5.1, rel=0.02)
