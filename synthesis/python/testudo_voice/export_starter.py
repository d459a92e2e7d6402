"""Makes the starter's bundle out of finished weights and some of the speech they were trained on.

python -m testudo_voice.export_starter --weights DIR --speech DIR --to DIR
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from testudo_voice.bundle import Facts, Model, Voice, write_bundle
from testudo_voice.data import SpeechSet, shards
from testudo_voice.diffusion import DiffusionDecoder
from testudo_voice.export.scripting import fix_hash_seed
from testudo_voice.mel import MelConfig, MelSpectrogram
from testudo_voice.speech import MAX_CODES, PHONES, SAMPLES_PER_CODE, SPEAKERS
from testudo_voice.starter import (
    AUTOREGRESSIVE,
    DIFFUSION,
    MAX_TEXT_TOKENS,
    MEL_DEVIATION,
    MEL_MEAN,
    SMOKE_AUTOREGRESSIVE,
    SMOKE_DIFFUSION,
    SMOKE_VOCODER,
    VOCODER,
)
from testudo_voice.tokenizer import starter_specification
from testudo_voice.train_autoregressive import Learner
from testudo_voice.training import load_weights
from testudo_voice.vocoder import Vocoder

CLIPS = 64  # that a voice is the mean of
CLIP_CODES = 60
CODE_SECONDS = SAMPLES_PER_CODE / 16_000
DESCRIPTIONS = {
    "rms": "A man from the United States, learnt from flite's voice rms.",
    "slt": "A woman from the United States, learnt from flite's voice slt.",
    "awb": "A man from Scotland, learnt from flite's voice awb.",
}
DEFAULTS = {
    "temperature": 0.5,
    "topK": 0,
    "topP": 0.8,
    "repetitionPenalty": 1.0,
    "typicalMass": 0,
    "diffusionSteps": 2,
    "guidance": 0,
    "diffusionTemperature": 1.0,
    "sampler": "flow",
}


@torch.no_grad()
def voices(learner: Learner, decoder: DiffusionDecoder, speech: SpeechSet) -> list[Voice]:
    """Every teacher that the speech holds, the best understood first: it is the default voice."""
    made = []
    for name in DESCRIPTIONS:
        number = SPEAKERS.index(name)
        mine = speech.speakers == number
        if not mine.any():
            continue
        clips = speech.references(torch.full((CLIPS,), number), CLIP_CODES).unsqueeze(1)  # [clips, 1, bands, frames]
        offset, slope, spread = durations(speech.text_lengths[mine], speech.lengths[mine] * CODE_SECONDS)
        voice = Voice(
            name=name,
            description=DESCRIPTIONS[name],
            autoregressive=learner.model.conditioning_latent(clips).mean(0),
            diffusion=decoder.conditioning_latent((clips - MEL_MEAN) / MEL_DEVIATION).mean(0),
            seconds_per_character=slope,
            seconds_offset=offset,
            seconds_spread=spread,
        )
        made.append(voice)
    return made


def durations(characters: torch.Tensor, seconds: torch.Tensor) -> tuple[float, float, float]:
    """Offset, slope, and spread of seconds over characters; the spread grows as the root of the length."""
    x, y = characters.double(), seconds.double()
    slope = ((x - x.mean()) * (y - y.mean())).sum() / (x - x.mean()).square().sum().clamp(min=1e-9)
    slope = slope.clamp(min=1e-3)
    offset = (y.mean() - slope * x.mean()).clamp(min=0)
    predicted = offset + slope * x
    spread = ((y - predicted).square() / predicted).mean().sqrt()
    return round(float(offset), 4), round(float(slope), 5), round(float(spread), 4)


def silence_codes(codes: torch.Tensor, phones: torch.Tensor) -> list[int]:
    """Codes that mostly stand for a pause, among those that occur often enough to tell."""
    total = torch.bincount(codes)
    silent = torch.bincount(codes[phones == PHONES.index("pau")], minlength=len(total))
    return torch.nonzero((silent > 0.8 * total) & (total >= 20)).flatten().tolist()


def main() -> None:
    fix_hash_seed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--weights", type=Path, required=True, help="folder of finished weights and codes.npy")
    parser.add_argument("--speech", type=Path, required=True, help="folder of shards")
    parser.add_argument("--to", type=Path, required=True, help="folder of the bundle")
    parser.add_argument("--shards", type=int, default=6, help="use this many for the voices and their pace")
    parser.add_argument("--name", default="starter")
    parser.add_argument("--trained-with", default="", help="what, where and for how long, for the manifest")
    parser.add_argument("--commit", default="", help="of the project at training, for the manifest")
    parser.add_argument("--smoke", action="store_true", help="weights of the tiny networks")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    export(arguments)


def export(arguments: argparse.Namespace) -> None:
    smoke, weights = arguments.smoke, arguments.weights
    learner = Learner(SMOKE_AUTOREGRESSIVE if smoke else AUTOREGRESSIVE)
    decoder = DiffusionDecoder(SMOKE_DIFFUSION if smoke else DIFFUSION)
    vocoder = Vocoder(SMOKE_VOCODER if smoke else VOCODER)
    load_weights(learner, weights / "autoregressive.safetensors")
    load_weights(decoder, weights / "diffusion.safetensors")
    load_weights(vocoder, weights / "vocoder.safetensors")
    speech = SpeechSet(shards(arguments.speech)[: arguments.shards], torch.device("cpu"))
    codes = torch.from_numpy(np.load(weights / "codes.npy")[: len(speech.phones)].astype(np.int64))
    model = Model(
        learner.model,
        decoder,
        vocoder,
        MelSpectrogram(),
        starter_specification(),
        voices(learner, decoder, speech),
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
            "text": "Public-domain novels from Project Gutenberg, English word lists, made-up words",
            "teachers": "flite with its voices " + ", ".join(SPEAKERS),
            "trainedWith": arguments.trained_with,
            "commit": arguments.commit,
        },
        silence_codes=silence_codes(codes, speech.phones),
    )
    write_bundle(arguments.to, model, facts)


if __name__ == "__main__":
    main()
