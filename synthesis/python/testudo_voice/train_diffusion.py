"""Trains the decoder on the latents of the finished autoregressive model: ``diffusion.safetensors``.

The target is the velocity of a straight path from the mel to noise (Lipman et al., 2023). The teacher
always says a line in the same way, so a few unguided steps are enough to follow the path.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch

from testudo_voice.autoregressive import Autoregressive
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

TIME_SCALE = 4000.0
CROPS = (24, 48, 96, 160, 240)  # codes
ROWS = 96
CORRUPTED = 0.1


class Crops:
    """Random stretches of speech of equal length, with the latents that the frozen model gives them."""

    def __init__(self, model: Autoregressive, speech: SpeechSet, codes: torch.Tensor, budget: int) -> None:
        self.model, self.speech, self.codes, self.budget = model, speech, codes, budget
        self.longest = int(speech.lengths.max())

    @torch.no_grad()
    def draw(self, generator: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Latents [B, L, D], log mels [B, bands, 4L], reference mels [B, bands, 240]."""
        length = min(int(generator.choice(CROPS)), self.longest)
        index, _ = self.speech.crops(min(ROWS, max(4, self.budget // length)), length)
        batch = self.speech.batch(index)
        text, codes = framed(batch, self.speech.codes_of(self.codes, batch).long(), self.model.config)
        voice = conditioning(self.model, self.speech, batch.speakers)
        share = float(generator.choice([0.0, CORRUPTED / 2, CORRUPTED]))
        _, _, latents = self.model(
            voice, text, batch.text_lengths + 2, corrupted(codes, self.model.config, share), batch.lengths + 2
        )
        # Several crops of each row where they are short: the model's pass over whole rows is the costly part.
        again = max(1, self.budget // length // len(index))
        rows = torch.arange(len(index), device=index.device).repeat_interleave(again)
        room = batch.lengths[rows] - length
        first = (torch.rand(len(rows), device=index.device) * (room + 1)).long()
        steps = first[:, None] + torch.arange(length, device=index.device)
        mels = self.speech.mels(index[rows], first, length)
        return latents[rows[:, None], steps], mels, self.speech.references(batch.speakers[rows])


def velocity_loss(
    decoder: DiffusionDecoder, latents: torch.Tensor, mels: torch.Tensor, references: torch.Tensor
) -> torch.Tensor:
    """Squared error of the velocity at a random time of each row's path."""
    target = (mels - MEL_MEAN) / MEL_DEVIATION
    noise = torch.randn_like(target)
    # Half of the rows begin at or near pure noise: with few steps those evaluations decide the result.
    time = torch.rand(len(target), device=target.device)
    time = torch.where(torch.rand_like(time) < 0.3, 1 - 0.1 * time, time)
    mixed = time[:, None, None] * noise + (1 - time[:, None, None]) * target
    voice = decoder.conditioning_latent(((references - MEL_MEAN) / MEL_DEVIATION).unsqueeze(1))
    condition = stretch(decoder.condition(latents, voice), target.size(2))
    made = decoder(mixed, time * TIME_SCALE, condition)
    return (made - (noise - target)).square().mean()


def main() -> None:
    parser = options(__doc__, peak=1e-3, steps=20_000)
    parser.add_argument("--codes", type=int, default=9_600, help="codes in a batch")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    found = shards(arguments.speech, 1 << 30)
    held_out = int(SpeechSet(found[:HELD_OUT_SHARDS], device).lengths.sum())
    speech = SpeechSet(found[HELD_OUT_SHARDS:], device)
    codes = torch.from_numpy(np.load(arguments.to / "codes.npy").astype(np.int32)).to(device)[held_out:]
    print(f"diffusion: {speech.hours:.1f} h of speech", flush=True)
    learner = Learner(SMOKE_AUTOREGRESSIVE if arguments.smoke else AUTOREGRESSIVE).to(device)
    load_weights(learner, arguments.to / "autoregressive.safetensors")
    decoder = DiffusionDecoder(SMOKE_DIFFUSION if arguments.smoke else DIFFUSION).to(device)
    train(decoder, Crops(learner.model, speech, codes, arguments.codes), arguments)


def train(decoder: DiffusionDecoder, crops: Crops, arguments: argparse.Namespace) -> None:
    unused = (decoder.code_embedding, decoder.code_converter, decoder.mel_head)
    for module in unused:
        module.requires_grad_(False)
    decoder.unconditioned_embedding.requires_grad_(False)
    run = Run("diffusion", decoder, arguments)
    generator = np.random.default_rng(arguments.seed + run.step)
    while run.progress < 1:
        with autocast(arguments.device):
            latents, mels, references = crops.draw(generator)
            loss = velocity_loss(decoder, latents, mels, references)
        run.update(loss)
        if run.step % 500 == 0:
            run.log()
        run.save()
    run.finish()


if __name__ == "__main__":
    main()
