# SPDX-License-Identifier: Apache-2.0
"""Polishes decoder and vocoder together: ``polished.safetensors``, which the export prefers.

The few sampler steps that a bundle takes are unrolled from noise to the wave, and compared as a wave. That removes
what the parts lose to each other: a decoder of few steps is a little too smooth, and the vocoder has only heard
true mels. Alignment is that of true codes, so the wave has a target. Three batches of four take one step,
the others two.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

from testudo_voice.data import FRAMES_PER_CODE, SpeechSet
from testudo_voice.diffusion import DiffusionDecoder
from testudo_voice.discriminators import Discriminators
from testudo_voice.mel import MelSpectrogram
from testudo_voice.speakers import VOICES
from testudo_voice.speech import SAMPLES_PER_CODE
from testudo_voice.starter import (
    DIFFUSION,
    MEL_DEVIATION,
    MEL_MEAN,
    SMOKE_DIFFUSION,
    SMOKE_VOCODER,
    VOCODER,
)
from testudo_voice.train_diffusion import Latents, coded_speech, decoded
from testudo_voice.train_vocoder import MEL_WEIGHT, adversarial_terms, discriminator_optimizer, spectral_loss
from testudo_voice.training import Captured, Run, autocast, drawn_ahead, load_weights, options, save_halves
from testudo_voice.vocoder import Vocoder
from testudo_voice.warm_start import begin_with

STRETCH = 64  # codes that the decoder sees
CROP = 16  # codes of them that become a wave
MARGIN = 4  # codes around the crop, for the vocoder
POLISHED_SHARDS = 90
PREFERENCE = 2.0
DECODER_WEIGHT = 0.5  # of the decoder's own mel: it stays a mel
BUNDLED = {
    "decoder": "diffusion.pt/network",
    "decoder.contextual_embedder": "conditioning.pt/contextual_embedder",
    "vocoder": "vocoder.pt/network",
}


class Rendering(nn.Module):
    """What becomes of latents: the decoder, then the vocoder."""

    def __init__(self, smoke: bool) -> None:
        super().__init__()
        self.decoder = DiffusionDecoder(SMOKE_DIFFUSION if smoke else DIFFUSION)
        self.vocoder = Vocoder(SMOKE_VOCODER if smoke else VOCODER)


def rendered(rendering: Rendering, mel: torch.Tensor, skipped: torch.Tensor) -> torch.Tensor:
    """The wave [B, crop x 1024] that begins at code ``skipped`` [B] of each decoded mel."""
    frames = torch.arange((CROP + 2 * MARGIN) * FRAMES_PER_CODE, device=mel.device)
    at = ((skipped - MARGIN) * FRAMES_PER_CODE)[:, None, None] + frames
    wave = rendering.vocoder(mel.gather(2, at.expand(-1, mel.size(1), -1)))
    return wave[:, MARGIN * SAMPLES_PER_CODE : -MARGIN * SAMPLES_PER_CODE]


def main() -> None:
    parser = options(__doc__, peak=2.5e-4, steps=100_000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--prefer", nargs="*", default=[], choices=VOICES, metavar="VOICE", help="drawn twice as often")
    parser.add_argument("--plain", action="store_true", help="no CUDA graph")
    arguments = parser.parse_args()
    torch.backends.cudnn.benchmark = True  # shapes are fixed
    device = torch.device(arguments.device)
    speech, codes = coded_speech(arguments.speech, arguments.to, device, with_audio=True, most=POLISHED_SHARDS)
    speech.prefer([VOICES.index(voice) for voice in arguments.prefer], PREFERENCE)
    print(f"polish: {speech.hours:.1f} h of speech", flush=True)
    source = Latents(arguments.to / "autoregressive.safetensors", speech, codes, arguments.smoke)
    rendering = Rendering(arguments.smoke).to(device)
    discriminators = Discriminators().to(device)
    if not (arguments.to / "polished.pt").exists():
        begin(rendering, discriminators, arguments.to, arguments.begin_with)
    train(rendering.train(), discriminators, source, speech, arguments)


def begin(rendering: Rendering, discriminators: Discriminators, weights: Path, bundle: Path | None) -> None:
    """With a bundle's or what was polished before, else as trained; with discriminators if any were kept."""
    if bundle is not None:
        begin_with(rendering, bundle, BUNDLED)
    elif (weights / "polished.safetensors").exists():
        load_weights(rendering, weights / "polished.safetensors")
    else:
        load_weights(rendering.decoder, weights / "diffusion.safetensors")
        load_weights(rendering.vocoder, weights / "vocoder.safetensors")
    rendering.requires_grad_(True)
    if (weights / "discriminators.safetensors").exists():
        kept = load_file(str(weights / "discriminators.safetensors"))
        discriminators.load_state_dict({name: value.float() for name, value in kept.items()}, strict=False)
    elif (weights / "vocoder.pt").exists():
        saved = torch.load(weights / "vocoder.pt", map_location="cpu", weights_only=True)
        discriminators.load_state_dict(saved["judges"])
    discriminators.train().requires_grad_(True)


def train(
    rendering: Rendering,
    discriminators: Discriminators,
    source: Latents,
    speech: SpeechSet,
    arguments: argparse.Namespace,
) -> None:
    decoder, device = rendering.decoder, arguments.device
    for module in (decoder.code_embedding, decoder.code_converter, decoder.mel_head):
        module.requires_grad_(False)
    decoder.unconditioned_embedding.requires_grad_(False)
    captured = device.startswith("cuda") and not arguments.plain
    optimizer = discriminator_optimizer(discriminators, device, captured)
    beside = {"judges": discriminators, "judging": optimizer}
    run = Run("polished", rendering, arguments, beside=beside, captured=captured)
    generator = np.random.default_rng(arguments.seed + run.step)
    to_mel = MelSpectrogram().to(device)
    length = min(STRETCH, source.longest)
    room = length - CROP - 2 * MARGIN

    def draw() -> tuple[torch.Tensor, ...]:
        """Latents of stretches, a clip of each speaker and true mels; where in each a crop begins, and its wave."""
        with autocast(device):
            latents, index, first = source.draw(arguments.batch, length, float(generator.choice([0.0, 0.05])))
        clips = speech.references(speech.speakers[index])
        skipped = MARGIN + torch.randint(room + 1, (len(latents),), device=latents.device)
        return latents, clips, speech.mels(index, first, length), skipped, speech.waves(index, first + skipped, CROP)

    def learn(steps: int, *inputs: torch.Tensor) -> dict[str, torch.Tensor]:
        latents, clips, true_mel, skipped, real, ramp = inputs
        with autocast(device):
            voice = decoder.conditioning_latent((clips.unsqueeze(1) - MEL_MEAN) / MEL_DEVIATION)
            mel = decoded(decoder, latents, voice, steps)
            made = rendered(rendering, mel, skipped)
        parts = {
            "mel": F.l1_loss(to_mel(made), to_mel(real)),
            "spectral": spectral_loss(made, real),
            "decoder": (mel.float() - true_mel).abs().mean() / MEL_DEVIATION,
        }
        adversarial, terms = adversarial_terms(discriminators, optimizer, made, real, device)
        loss = MEL_WEIGHT * parts["mel"] + parts["spectral"] + DECODER_WEIGHT * parts["decoder"] + ramp * adversarial
        run.descend(loss)
        return {name: part.detach() for name, part in {"loss": loss, **parts, **terms}.items()}

    graphs: dict[int, Captured] = {}
    for drawn in drawn_ahead(draw, device):
        if run.progress >= 1:
            break
        run.set_rate()
        inputs = (*drawn, torch.tensor(min(1.0, run.step / 200), device=device))
        steps = int(generator.choice([1, 2], p=[0.75, 0.25]))
        if captured and steps not in graphs:
            graphs[steps] = Captured(partial(learn, steps), inputs)
        run.count(**(graphs[steps](*inputs) if captured else learn(steps, *inputs)))
        if run.step % 200 == 0:
            run.log()
        run.save()
    run.finish()
    save_halves(discriminators, arguments.to / "discriminators.safetensors")


if __name__ == "__main__":
    main()
