# SPDX-License-Identifier: Apache-2.0
"""Every stage at its smallest, in order: from a text by the real teacher and every training to a bundle that speaks."""

import importlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import PROJECT

from testudo_voice import train_autoregressive, train_diffusion, train_vocoder
from testudo_voice.autoregressive import Autoregressive
from testudo_voice.diffusion import DiffusionDecoder
from testudo_voice.export_starter import networks
from testudo_voice.speaker import Speaker
from testudo_voice.starter import SMOKE_AUTOREGRESSIVE, SMOKE_DIFFUSION, SMOKE_VOCODER
from testudo_voice.vocoder import Vocoder
from testudo_voice.warm_start import begin_with

SAMPLE = PROJECT / "conf" / "samples" / "the-keeper-of-lantern-rock.md"
HOURS, SEED = 0.004, 34  # six lines of 23 s, three of them long enough to be clips
TRAINERS = {
    "codec": ("codec", ["--batch", "4"]),
    "vocoder": ("vocoder", ["--batch", "2", "--adversarial-from", "0.4"]),
    "autoregressive": ("autoregressive", ["--tokens", "1500"]),
    "diffusion": ("diffusion", ["--codes", "300"]),
    "polish": ("polished", ["--batch", "2"]),
    "listener": ("listener", ["--seconds", "20"]),
}


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)


def run(monkeypatch: pytest.MonkeyPatch, module: str, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", [module, *map(str, arguments)])
    importlib.import_module(f"testudo_voice.{module}").main()


@pytest.mark.usefixtures("teachers")
def test_makes_a_bundle_from_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speech, weights, bundle = tmp_path / "speech", tmp_path / "weights", tmp_path / "bundle"
    script = ("--books", SAMPLE, "--hours", HOURS, "--seed", SEED, "--processes", 1)
    run(monkeypatch, "speech", "script", *script, "--to", speech)
    speak = ("speech", "speak", "--to", speech, "--device", "cpu", "--shard-lines", 1)
    run(monkeypatch, *speak)
    shards = {path: path.stat().st_mtime_ns for path in sorted(speech.glob("shard-*.npz"))}
    assert len(shards) > 3
    (speech / "complete").unlink()
    run(monkeypatch, *speak)
    assert {path: path.stat().st_mtime_ns for path in sorted(speech.glob("shard-*.npz"))} == shards
    assert (speech / "complete").exists()
    for name, (weight_file, size) in TRAINERS.items():
        common = ["--speech", speech, "--to", weights, "--smoke", "--device", "cpu", *size]
        run(monkeypatch, f"train_{name}", *common, "--steps", 2)
        run(monkeypatch, f"train_{name}", *common, "--steps", 3)  # goes on from the checkpoint
        lines = (weights / f"{weight_file}.jsonl").read_text().splitlines()
        assert '"step": 2' in lines[0]
        assert '"step": 3' in lines[-1]
    monkeypatch.setenv("PYTHONHASHSEED", "0")  # else the export would begin anew, in place of the tests
    run(monkeypatch, "export_starter", "voices", "--weights", weights, "--speech", speech, "--smoke")
    run(monkeypatch, "export_starter", "bundle", "--weights", weights, "--to", bundle, "--smoke")
    run(monkeypatch, "export_listener", "--weights", weights, "--to", tmp_path / "listener", "--smoke")
    assert (tmp_path / "listener" / "listener.pt").stat().st_size > 0
    speaker = Speaker(bundle)
    speaker.manifest["maxCodes"] = 30
    assert np.isfinite(speaker.speak("The lamp was lit.").numpy()).all()
    assert_begins_with(bundle, weights)


def assert_begins_with(bundle: Path, weights: Path) -> None:
    """All that a bundle holds of a network comes back out of it."""
    drawn_anew = ("mel_embedding", "mel_head", "text_head", "code_embedding", "unconditioned_embedding")
    learner, rendering = networks(weights, smoke=True)
    for finished, begun, files in (
        (learner.model, Autoregressive(SMOKE_AUTOREGRESSIVE), train_autoregressive.BUNDLED),
        (rendering.decoder, DiffusionDecoder(SMOKE_DIFFUSION), train_diffusion.BUNDLED),
        (rendering.vocoder, Vocoder(SMOKE_VOCODER), train_vocoder.BUNDLED),
    ):
        begin_with(begun, bundle, files)
        wanted = finished.state_dict()
        for key, value in begun.state_dict().items():
            if not key.startswith(drawn_anew):
                torch.testing.assert_close(value, wanted[key], atol=1e-3, rtol=1e-3, msg=key)
