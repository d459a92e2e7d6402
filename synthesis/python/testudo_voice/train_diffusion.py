# SPDX-License-Identifier: Apache-2.0
"""Trains the decoder on the latents of the autoregressive model: ``diffusion.safetensors``.

The target is the velocity of a straight path from the mel to noise (Lipman et al., 2023). The teacher
always says a line in the same way, so a few unguided steps are enough to follow the path.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from testudo_voice.data import HELD_OUT_SHARDS, SpeechSet, shards
from testudo_voice.diffusion import DiffusionDecoder, stretch
from testudo_voice.starter import (
    AUTOREGRESSIVE,
    DIFFUSION,
    MEL_DEVIATION,
    MEL_MEAN,
    SMOKE_AUTOREGRESSIVE,
    SMOKE_DIFFUSION,
)
from testudo_voice.train_autoregressive import Learner, conditioning, corrupted, framed
from testudo_voice.training import Run, autocast, load_weights, options
from testudo_voice.warm_start import begin_with

TIME_SCALE = 4000.0
CROPS = (24, 32, 48, 64, 96, 160)  # codes
ROWS = 96
CORRUPTED = 0.1
LOOK_SECONDS = 15.0
BUNDLED = {"": "diffusion.pt/network", "contextual_embedder": "conditioning.pt/contextual_embedder"}


class Latents:
    """Random stretches of speech of equal length, with the latents that the autoregressive model gives them.

    The weights are read again whenever they were written anew: the decoder may learn beside the model.
    """

    def __init__(self, weights: Path, speech: SpeechSet, codes: torch.Tensor, smoke: bool) -> None:
        self.weights, self.speech, self.codes = weights, speech, codes
        self.learner = Learner(SMOKE_AUTOREGRESSIVE if smoke else AUTOREGRESSIVE).to(speech.device)
        self.longest = int(speech.lengths.max())
        self.written, self.looked_at = 0.0, -LOOK_SECONDS

    def _look(self) -> None:
        if time.monotonic() - self.looked_at < LOOK_SECONDS:
            return
        self.looked_at = time.monotonic()
        written = self.weights.stat().st_mtime
        if written > self.written:
            load_weights(self.learner, self.weights)
            self.written = written

    @torch.no_grad()
    def draw(self, rows: int, length: int, share: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Latents [B, L, D] with a share of the codes corrupted; utterances and first codes [B] of the stretches."""
        self._look()
        model = self.learner.model
        index, _ = self.speech.crops(min(ROWS, rows), length)
        batch = self.speech.batch(index)
        text, codes = framed(batch, self.speech.codes_of(self.codes, batch).long(), model.config)
        voice = conditioning(model.conditioning_latent, self.speech, batch.speakers)
        _, _, latents = model(
            voice, text, batch.text_lengths + 2, corrupted(codes, model.config, share), batch.lengths + 2
        )
        # Several stretches of each row where they are short: the model's pass over whole rows is the costly part.
        again = torch.arange(len(index), device=index.device).repeat_interleave(max(1, rows // len(index)))
        room = batch.lengths[again] - length
        first = (torch.rand(len(again), device=index.device) * (room + 1)).long()
        steps = first[:, None] + torch.arange(length, device=index.device)
        return latents[again[:, None], steps], index[again], first


def voices(decoder: DiffusionDecoder, speech: SpeechSet, speakers: torch.Tensor) -> torch.Tensor:
    """The decoder's voice latents [B, 2C] of each row's speaker."""

    def encode(clips: torch.Tensor) -> torch.Tensor:
        return decoder.conditioning_latent((clips - MEL_MEAN) / MEL_DEVIATION)

    return conditioning(encode, speech, speakers)


def velocity_loss(
    decoder: DiffusionDecoder, latents: torch.Tensor, mels: torch.Tensor, voice: torch.Tensor
) -> torch.Tensor:
    """Squared error of the velocity at a random time of each row's path."""
    target = (mels - MEL_MEAN) / MEL_DEVIATION
    noise = torch.randn_like(target)
    # Half of the rows begin at or near pure noise: with few steps those evaluations decide the result.
    time = torch.rand(len(target), device=target.device)
    time = torch.where(torch.rand_like(time) < 0.3, 1 - 0.1 * time, time)
    mixed = time[:, None, None] * noise + (1 - time[:, None, None]) * target
    condition = stretch(decoder.condition(latents, voice), target.size(2))
    made = decoder(mixed, time * TIME_SCALE, condition)
    return (made - (noise - target)).square().mean()


def decoded(decoder: DiffusionDecoder, latents: torch.Tensor, voice: torch.Tensor, steps: int) -> torch.Tensor:
    """Log mels [B, bands, 4L] of latents [B, L, D], by Euler's method as in a bundle; gradients pass all steps."""
    frames = decoder.config.frames(latents.size(1))
    x = torch.randn(len(latents), decoder.config.out_channels, frames, device=latents.device)
    condition = stretch(decoder.condition(latents, voice), x.size(2))
    for step in range(steps):
        time = torch.full((len(x),), (1 - step / steps) * TIME_SCALE, device=x.device)
        x = x - decoder(x, time, condition) / steps
    return x * MEL_DEVIATION + MEL_MEAN


def main() -> None:
    parser = options(__doc__, peak=1e-3, steps=20_000)
    parser.add_argument("--codes", type=int, default=9_600, help="codes in a batch")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    speech, codes = coded_speech(arguments.speech, arguments.to, device)
    print(f"diffusion: {speech.hours:.1f} h of speech", flush=True)
    latents = Latents(arguments.to / "autoregressive.safetensors", speech, codes, arguments.smoke)
    decoder = DiffusionDecoder(SMOKE_DIFFUSION if arguments.smoke else DIFFUSION).to(device)
    if arguments.begin_with is not None:
        begin_with(decoder, arguments.begin_with, BUNDLED)
    train(decoder, latents, arguments)


def coded_speech(
    folder: Path, weights: Path, device: torch.device, with_audio: bool = False, most: int = 1 << 30
) -> tuple[SpeechSet, torch.Tensor]:
    """All but the held-out speech, or so many shards of it, and its codes."""
    found = shards(folder, 1 << 30)
    speech = SpeechSet(found[HELD_OUT_SHARDS:][:most], device, with_audio)
    codes = torch.from_numpy(np.load(weights / "codes.npy").astype(np.int32)).to(device)
    first = sum(int(np.load(path)["codes"].sum()) for path in found[:HELD_OUT_SHARDS])
    return speech, codes[first : first + int(speech.lengths.sum())]


def train(decoder: DiffusionDecoder, source: Latents, arguments: argparse.Namespace) -> None:
    unused = (decoder.code_embedding, decoder.code_converter, decoder.mel_head)
    for module in unused:
        module.requires_grad_(False)
    decoder.unconditioned_embedding.requires_grad_(False)
    run = Run("diffusion", decoder, arguments)
    generator = np.random.default_rng(arguments.seed + run.step)
    speech = source.speech
    while run.progress < 1:
        length = min(int(generator.choice(CROPS)), source.longest)
        share = float(generator.choice([0.0, CORRUPTED / 2, CORRUPTED]))
        with autocast(arguments.device):
            latents, index, first = source.draw(max(4, arguments.codes // length), length, share)
            voice = voices(decoder, speech, speech.speakers[index])
            loss = velocity_loss(decoder, latents, speech.mels(index, first, length), voice)
        run.update(loss)
        if run.step % 500 == 0:
            run.log()
        run.save()
    run.finish()


if __name__ == "__main__":
    main()
