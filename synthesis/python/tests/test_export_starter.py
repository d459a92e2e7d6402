import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from testudo_voice.diffusion import DiffusionDecoder
from testudo_voice.export_starter import durations, export, silence_codes
from testudo_voice.speaker import Speaker
from testudo_voice.speech import SAMPLES_PER_CODE
from testudo_voice.starter import SMOKE_AUTOREGRESSIVE, SMOKE_DIFFUSION, SMOKE_VOCODER
from testudo_voice.tiny import awaken
from testudo_voice.train_autoregressive import Learner
from testudo_voice.vocoder import Vocoder


def save_weights(network: nn.Module, path: Path) -> None:
    halves = {k: v.half().contiguous() if v.is_floating_point() else v for k, v in network.state_dict().items()}
    save_file(halves, str(path))


def write_shards(folder: Path, count: int) -> int:
    """Noise that two speakers claim to have spoken; how many codes it holds."""
    random = np.random.default_rng(0)
    codes = 0
    for number in range(count):
        lengths = np.array([70, 90, 80])
        total = int(lengths.sum())
        codes += total
        np.savez(
            folder / f"shard-{number:05d}.npz",
            audio=random.integers(-3000, 3000, total * SAMPLES_PER_CODE).astype(np.int16),
            ends=np.cumsum(lengths) * SAMPLES_PER_CODE,
            phones=np.where(np.arange(total) % 10 == 0, 0, 5).astype(np.uint8),
            speakers=np.array([0, 1, 0], dtype=np.uint8),
            texts=np.array(["the first line was spoken", "a second, somewhat longer one, after it", "the third"]),
        )
    (folder / "complete").touch()
    return codes


@pytest.fixture
def trained(tmp_path: Path) -> argparse.Namespace:
    torch.manual_seed(0)
    weights, speech = tmp_path / "weights", tmp_path / "speech"
    weights.mkdir()
    speech.mkdir()
    codes = write_shards(speech, 3)
    np.save(weights / "codes.npy", np.where(np.arange(codes) % 10 == 0, 7, 9).astype(np.uint16))
    decoder = DiffusionDecoder(SMOKE_DIFFUSION)
    awaken(decoder)
    save_weights(Learner(SMOKE_AUTOREGRESSIVE), weights / "autoregressive.safetensors")
    save_weights(decoder, weights / "diffusion.safetensors")
    save_weights(Vocoder(SMOKE_VOCODER), weights / "vocoder.safetensors")
    return argparse.Namespace(
        weights=weights,
        speech=speech,
        to=tmp_path / "bundle",
        shards=3,
        name="smoke",
        trained_with="nothing",
        commit="0",
        smoke=True,
    )


def test_finished_weights_become_a_bundle_that_speaks(trained: argparse.Namespace) -> None:
    export(trained)
    manifest = json.loads((trained.to / "bundle.json").read_text())
    assert [voice["name"] for voice in manifest["voices"]] == ["rms", "slt"]
    assert manifest["silenceCodes"] == [7]
    speaker = Speaker(trained.to, diffusionSteps=1)
    speaker.manifest["maxCodes"] = 20
    samples = speaker.speak("Hello.")
    assert len(samples) % SAMPLES_PER_CODE == 0
    assert samples.isfinite().all()


def test_durations_recover_a_line_and_its_spread() -> None:
    generator = torch.Generator().manual_seed(0)
    characters = torch.randint(5, 300, (5000,), generator=generator)
    predicted = 0.3 + 0.06 * characters
    seconds = predicted + 0.2 * predicted.sqrt() * torch.randn(5000, generator=generator)
    offset, slope, spread = durations(characters, seconds)
    assert abs(offset - 0.3) < 0.1
    assert abs(slope - 0.06) < 0.001
    assert abs(spread - 0.2) < 0.01


def test_silence_codes_are_those_that_mostly_pause() -> None:
    codes = torch.tensor([1] * 30 + [2] * 30 + [3] * 5)
    phones = torch.tensor([0] * 28 + [4] * 2 + [0] * 10 + [4] * 20 + [0] * 5)
    assert silence_codes(codes, phones) == [1]
