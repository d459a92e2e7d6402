# SPDX-License-Identifier: Apache-2.0
"""Trains the autoregressive model on text and codes: ``autoregressive.safetensors``.

Heads on the latents for phones, pitch and mel, dropped afterwards, make them carry what is being said and how:
the decoder hears the text through them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from testudo_voice.autoregressive import Autoregressive, AutoregressiveConfig
from testudo_voice.data import FRAMES_PER_CODE, HELD_OUT_SHARDS, Batch, SpeechSet, shards
from testudo_voice.speech import PHONES
from testudo_voice.starter import AUTOREGRESSIVE, MEL_DEVIATION, MEL_MEAN, SMOKE_AUTOREGRESSIVE
from testudo_voice.train_codec import neighbours, phone_loss, pitch_loss
from testudo_voice.training import Run, autocast, load_weights, options
from testudo_voice.warm_start import begin_with

CLIPS = 192  # in a batch, of all its speakers together
BUNDLED = {  # what new codes do not change
    name: f"autoregressive.pt/{name}"
    for name in ("gpt", "final_norm", "text_embedding", "text_pos_embedding", "mel_pos_embedding")
} | {"conditioning_encoder": "conditioning.pt/conditioning_encoder"}
CORRUPTED = 0.08


class Learner(nn.Module):
    """The model with the heads that only training has."""

    def __init__(self, config: AutoregressiveConfig) -> None:
        super().__init__()
        self.model = Autoregressive(config)
        self.phone_heads = nn.Linear(config.model_dim, 3 * PHONES)
        self.pitch_head = nn.Linear(config.model_dim, 1)
        self.mel_frames_head = nn.Linear(config.model_dim, FRAMES_PER_CODE * config.mel_bands)


def framed(batch: Batch, codes: torch.Tensor, config: AutoregressiveConfig) -> tuple[torch.Tensor, torch.Tensor]:
    """Text and codes between their start and stop ids, padded with stop ids: [B, N + 2], [B, M + 2]."""

    def frame(rows: torch.Tensor, lengths: torch.Tensor, start: int, stop: int) -> torch.Tensor:
        steps = torch.arange(rows.size(1), device=rows.device)
        rows = torch.where(steps < lengths[:, None], rows, stop)
        return F.pad(F.pad(rows, (1, 0), value=start), (0, 1), value=stop)

    return (
        frame(batch.text, batch.text_lengths, config.start_text_token, config.stop_text_token),
        frame(codes, batch.lengths, config.start_mel_token, config.stop_mel_token),
    )


def corrupted(codes: torch.Tensor, config: AutoregressiveConfig, share: float) -> torch.Tensor:
    """Framed codes with a share of them drawn anew, so that the model learns to recover."""
    drawn = torch.randint_like(codes, config.start_mel_token)
    chosen = (torch.rand(codes.shape, device=codes.device) < share) & (codes < config.start_mel_token)
    return torch.where(chosen, drawn, codes)


def conditioning(
    encode: Callable[[torch.Tensor], torch.Tensor], speech: SpeechSet, speakers: torch.Tensor
) -> torch.Tensor:
    """A voice latent [B, D] for every row out of a few clips of each speaker.

    ``encode``: log mels [clips, 1, bands, frames] to latents [clips, D].
    """
    present = torch.unique(speakers)
    each = max(1, CLIPS // len(present))
    clips = speech.references(present.repeat_interleave(each))
    latents = encode(clips.unsqueeze(1)).view(len(present), each, -1)
    place = torch.searchsorted(present, speakers)
    return latents[place, torch.randint(each, speakers.shape, device=speakers.device)]


def losses(
    learner: Learner, speech: SpeechSet, all_codes: torch.Tensor, batch: Batch, share: float
) -> dict[str, torch.Tensor]:
    model, config = learner.model, learner.model.config
    text, codes = framed(batch, speech.codes_of(all_codes, batch).long(), config)
    voice = conditioning(model.conditioning_latent, speech, batch.speakers)
    text_logits, code_logits, latents = model(
        voice, text, batch.text_lengths + 2, corrupted(codes, config, share), batch.lengths + 2
    )
    steps = torch.arange(codes.size(1) - 1, device=codes.device)
    predicts = steps <= batch.lengths[:, None]  # the last prediction is the stop code
    spoken = steps[:-1] < batch.lengths[:, None]
    text_steps = torch.arange(text.size(1) - 1, device=text.device)
    reads = text_steps <= batch.text_lengths[:, None]
    code_rows = code_logits[:, :-1][predicts].float()
    said = latents[:, :-2][spoken]  # [codes, D]
    mels = (speech.mel_rows(batch)[spoken] - MEL_MEAN) / MEL_DEVIATION
    return {
        "code": F.cross_entropy(code_rows, codes[:, 1:][predicts]),
        "text": F.cross_entropy(text_logits[:, :-1][reads].float(), text[:, 1:][reads]),
        "phone": phone_loss(learner.phone_heads(said)[None], neighbours(batch.phones)[spoken][None]),
        "pitch": pitch_loss(learner.pitch_head(said)[:, 0], batch.pitch[spoken]),
        "mel": F.l1_loss(learner.mel_frames_head(said).float(), mels),
    }


def total(parts: dict[str, torch.Tensor]) -> torch.Tensor:
    return parts["code"] + 0.1 * parts["text"] + 0.3 * parts["phone"] + parts["pitch"] + 0.5 * parts["mel"]


@torch.no_grad()
def held_out_loss(run: Run, speech: SpeechSet, codes: torch.Tensor, size: int) -> dict[str, float]:
    sums: dict[str, float] = {}
    count = 0
    for batch in speech.batches(size, np.random.default_rng(0)):
        with autocast(run.arguments.device):
            parts = losses(run.average, speech, codes, batch, 0.0)  # type: ignore[arg-type]
        for key, value in {"total": total(parts), **parts}.items():
            sums[key] = sums.get(key, 0.0) + float(value) * len(batch.index)
        count += len(batch.index)
    return {f"held_out_{key}": value / count for key, value in sums.items()}


def main() -> None:
    parser = options(__doc__, peak=1e-3, steps=12_000)
    parser.add_argument("--further", action="store_true", help="begin with the weights that lie in --to")
    parser.add_argument("--tokens", type=int, default=65_536, help="text tokens and codes in a batch")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    found = shards(arguments.speech, 1 << 30)
    held_out = SpeechSet(found[:HELD_OUT_SHARDS], device)
    speech = SpeechSet(found[HELD_OUT_SHARDS:], device)
    codes = torch.from_numpy(np.load(arguments.to / "codes.npy").astype(np.int32)).to(device)
    first = int(held_out.lengths.sum())
    print(f"autoregressive: {speech.hours:.1f} h of speech", flush=True)
    learner = Learner(SMOKE_AUTOREGRESSIVE if arguments.smoke else AUTOREGRESSIVE).to(device)
    if arguments.further:
        load_weights(learner, arguments.to / "autoregressive.safetensors").train().requires_grad_(True)
    elif arguments.begin_with is not None:
        begin_with(learner.model, arguments.begin_with, BUNDLED)
    train(learner, speech, codes[first:], held_out, codes[:first], arguments)


def train(
    learner: Learner,
    speech: SpeechSet,
    codes: torch.Tensor,
    held_out: SpeechSet,
    held_out_codes: torch.Tensor,
    arguments: argparse.Namespace,
) -> None:
    run = Run("autoregressive", learner, arguments)

    def log() -> None:
        """Of the averages, the one that does best on speech it never heard is kept."""
        means = held_out_loss(run, held_out, held_out_codes, arguments.tokens)
        run.keep_best(means["held_out_total"])
        run.log(**means)

    generator = np.random.default_rng(arguments.seed + run.step)
    while run.progress < 1:
        for batch in speech.batches(arguments.tokens, generator):
            if run.progress >= 1:
                break
            with autocast(arguments.device):
                parts = losses(learner, speech, codes, batch, CORRUPTED)
            run.update(total(parts), **parts)
            if run.step % 200 == 0:
                log()
            run.save()
    log()
    run.save(every=0.0)


if __name__ == "__main__":
    main()
