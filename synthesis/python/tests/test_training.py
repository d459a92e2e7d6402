"""Every training script at its smallest, in order, on speech that is made on the spot: from text to a bundle."""

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import PROJECT

from testudo_voice import corpus, train_autoregressive, train_diffusion, train_vocoder
from testudo_voice.diffusion import DiffusionDecoder
from testudo_voice.speaker import Speaker
from testudo_voice.speech import LEAD_SECONDS, PHONES, SAMPLE_RATE, SAMPLES_PER_CODE, TAIL_SECONDS, speak
from testudo_voice.starter import SMOKE_AUTOREGRESSIVE, SMOKE_DIFFUSION, SMOKE_VOCODER
from testudo_voice.training import load_weights
from testudo_voice.vocoder import Vocoder
from testudo_voice.warm_start import begin_with

SAMPLE = PROJECT / "conf" / "samples" / "the-keeper-of-lantern-rock.md"
TRAINERS = {
    "codec": ["--batch", "4"],
    "autoregressive": ["--tokens", "1500"],
    "diffusion": ["--codes", "300"],
    "vocoder": ["--batch", "2", "--judged-from", "0.4"],
}

needs_flite = pytest.mark.skipif(
    subprocess.run(["which", "flite"], capture_output=True, check=False).returncode != 0,
    reason="no flite, the teacher of the starter voice; install it (Debian: apt install flite)",
)


def run(module: str, *arguments: str) -> None:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", f"testudo_voice.{module}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


@needs_flite
def test_makes_a_bundle_from_text(tmp_path: Path) -> None:
    speech, weights, bundle = tmp_path / "speech", tmp_path / "weights", tmp_path / "bundle"
    made = ["--books", str(SAMPLE), "--to", str(speech), "--speakers", "rms"]
    made += ["--limit", "36", "--shard-lines", "6", "--processes", "2"]
    run("speech", *made)
    shards = sorted(speech.glob("shard-*.npz"))
    run("speech", *made)
    assert sorted(speech.glob("shard-*.npz")) == shards
    for name, size in TRAINERS.items():
        common = ["--speech", str(speech), "--to", str(weights), "--smoke", "--device", "cpu", *size]
        run(f"train_{name}", *common, "--steps", "2")
        run(f"train_{name}", *common, "--steps", "3")  # goes on from the checkpoint
        lines = (weights / f"{name}.jsonl").read_text().splitlines()
        assert '"step": 2' in lines[0]
        assert '"step": 3' in lines[-1]
    common = ["--speech", str(speech), "--to", str(weights), "--smoke", "--device", "cpu", *TRAINERS["vocoder"]]
    run("train_vocoder", *common, "--steps", "5", "--decoder-mels", "--stretches", "2")
    assert '"step": 5' in (weights / "vocoder.jsonl").read_text().splitlines()[-1]
    run("export_starter", "--weights", str(weights), "--speech", str(speech), "--to", str(bundle), "--smoke")
    wave = Speaker(bundle).speak("The lamp was lit.").numpy()
    assert np.isfinite(wave).all()
    assert_begins_with(bundle, weights)


def assert_begins_with(bundle: Path, weights: Path) -> None:
    """All that a bundle holds of a network comes back out of it."""
    drawn_anew = ("mel_embedding", "mel_head", "text_head", "code_embedding", "unconditioned_embedding")
    for name, finished, begun, files in (
        (
            "autoregressive",
            train_autoregressive.Learner(SMOKE_AUTOREGRESSIVE),
            train_autoregressive.Learner(SMOKE_AUTOREGRESSIVE),
            train_autoregressive.BUNDLED,
        ),
        (
            "diffusion",
            DiffusionDecoder(SMOKE_DIFFUSION),
            DiffusionDecoder(SMOKE_DIFFUSION),
            train_diffusion.BUNDLED,
        ),
        ("vocoder", Vocoder(SMOKE_VOCODER), Vocoder(SMOKE_VOCODER), train_vocoder.BUNDLED),
    ):
        load_weights(finished, weights / f"{name}.safetensors")
        inner = "model" if name == "autoregressive" else ""
        begin_with(begun.get_submodule(inner), bundle, files)
        wanted = finished.get_submodule(inner).state_dict()
        for key, value in begun.get_submodule(inner).state_dict().items():
            if not key.startswith(drawn_anew):
                torch.testing.assert_close(value, wanted[key], atol=1e-3, rtol=1e-3, msg=f"{name}: {key}")


@needs_flite
def test_cuts_the_teachers_silence_and_labels_codes() -> None:
    audio, phones = speak("the lamp was lit.", "rms")
    assert len(audio) == len(phones) * SAMPLES_PER_CODE
    loud = np.nonzero(np.abs(audio.astype(float)) > 1000)[0] / SAMPLE_RATE
    assert loud[0] < LEAD_SECONDS + 0.1
    assert loud[-1] > len(audio) / SAMPLE_RATE - TAIL_SECONDS - 0.25
    spoken = [PHONES[phone] for phone in phones]
    assert [name for name in dict.fromkeys(spoken) if name in ("l", "ae", "m", "w", "z", "t")][:3] == ["l", "ae", "m"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Hale walked home--slowly.", "mister hale walked home, slowly."),
        ("\u201cNo,\u201d said he; _never_!", "no, said he; never!"),
        ("It wasn\u2019t 'so'.", "it wasn't so."),
        ("In 1887 he left.", None),
        ("* * *", None),
    ],
)
def test_cleans_or_refuses(text: str, expected: str | None) -> None:
    assert corpus.clean(text) == expected


def test_packs_every_sentence_once_and_in_order() -> None:
    sentences = [f"sentence {'x' * (7 * number % 90)} ends." for number in range(60)]
    packed = list(corpus.packed(sentences, random.Random(0)))
    assert " ".join(packed) == " ".join(sentences)
    assert max(map(len, packed)) <= corpus.MAX_CHARACTERS


def test_training_text_repeats_for_a_seed() -> None:
    assert corpus.training_lines([SAMPLE], None, seed=3) == corpus.training_lines([SAMPLE], None, seed=3)
