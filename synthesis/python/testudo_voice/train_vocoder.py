# SPDX-License-Identifier: Apache-2.0
"""Trains the vocoder on true mels: by spectra first, then by discriminators too: ``vocoder.safetensors``."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import torch
from torch.nn import functional as F
from torch.nn.utils import parametrize

from testudo_voice.data import HELD_OUT_SHARDS, SpeechSet, shards
from testudo_voice.discriminators import Discriminators, adversarial_loss, discriminator_loss, feature_loss
from testudo_voice.mel import MelSpectrogram
from testudo_voice.starter import SMOKE_VOCODER, VOCODER
from testudo_voice.training import Run, autocast, options
from testudo_voice.vocoder import Vocoder
from testudo_voice.warm_start import begin_with

CROP = 16  # codes: 0.7 s
VOCODER_SHARDS = 60  # 40 hours are plenty for it
MEL_WEIGHT, FEATURE_WEIGHT = 5.0, 10.0  # beside one for spectra and for the adversarial loss
BUNDLED = {"": "vocoder.pt/network"}

Draw = Callable[[int], tuple[torch.Tensor, torch.Tensor]]  # a count to mels [B, bands, S], waves [B, S x hop]


def spectral_loss(made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Log and linear magnitude distance at three resolutions (Yamamoto et al., 2020)."""
    losses = []
    for n_fft in (384, 960, 2400):
        window = torch.hann_window(n_fft, device=made.device)
        a, b = (
            torch.stft(wave, n_fft, n_fft // 4, window=window, return_complex=True).abs().clamp(min=1e-5)
            for wave in (made, real)
        )
        losses.append(F.l1_loss(a.log(), b.log()) + (a - b).norm() / b.norm())
    return torch.stack(losses).mean()


def from_speech(speech: SpeechSet) -> Draw:
    def draw(count: int) -> tuple[torch.Tensor, torch.Tensor]:
        index, first = speech.crops(count, CROP)
        return speech.mels(index, first, CROP), speech.waves(index, first, CROP)

    return draw


def main() -> None:
    parser = options(__doc__, peak=5e-4, steps=200_000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--adversarial-from", type=float, default=0.1, help="share of the budget; 1: never")
    arguments = parser.parse_args()
    torch.backends.cudnn.benchmark = True  # shapes are fixed
    device = torch.device(arguments.device)
    vocoder = Vocoder(SMOKE_VOCODER if arguments.smoke else VOCODER).to(device)
    if arguments.begin_with is not None:
        begin_with(vocoder, arguments.begin_with, BUNDLED)
    found = shards(arguments.speech, arguments.shards)[HELD_OUT_SHARDS:][:VOCODER_SHARDS]
    speech = SpeechSet(found, device, with_audio=True)
    print(f"vocoder: {speech.hours:.1f} h of speech", flush=True)
    train(vocoder, from_speech(speech), arguments)


def train(vocoder: Vocoder, draw: Draw, arguments: argparse.Namespace) -> None:
    discriminators = Discriminators().to(arguments.device)
    optimizer = discriminator_optimizer(discriminators, arguments.device)
    run = Run("vocoder", vocoder, arguments, beside={"judges": discriminators, "judging": optimizer})
    to_mel = MelSpectrogram().to(arguments.device)
    while run.progress < 1:
        mel, real = draw(arguments.batch)
        with autocast(arguments.device):
            made = vocoder(mel)
        parts = {"mel": F.l1_loss(to_mel(made), to_mel(real)), "spectral": spectral_loss(made, real)}
        loss = MEL_WEIGHT * parts["mel"] + parts["spectral"]
        if run.progress > arguments.adversarial_from:
            ramp = min(1.0, 20 * (run.progress - arguments.adversarial_from))
            adversarial, terms = adversarial_terms(discriminators, optimizer, made, real, arguments.device)
            loss, parts = loss + ramp * adversarial, parts | terms
        run.update(loss, **parts)
        if run.step % 500 == 0:
            run.log()
        run.save()
    run.finish()


def discriminator_optimizer(
    discriminators: Discriminators, device: str, captured: bool = False
) -> torch.optim.Optimizer:
    fused = device.startswith("cuda")
    return torch.optim.AdamW(discriminators.parameters(), lr=2e-4, betas=(0.8, 0.99), fused=fused, capturable=captured)


def adversarial_terms(
    discriminators: Discriminators,
    optimizer: torch.optim.Optimizer,
    made: torch.Tensor,
    real: torch.Tensor,
    device: str,
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """One step of the discriminators, and the loss that they gave the generator before it, with its parts.

    Both gradients come from one pass of the discriminators, so the loss is linear in ``made`` [B, samples]: only its
    gradient means something, not its value.
    """
    heard = made.detach().requires_grad_()
    with autocast(device), parametrize.cached():
        of_real, of_made = discriminators(real), discriminators(heard)
    loss, fooling = discriminator_loss(of_real, of_made), adversarial_loss(of_made)
    feature = feature_loss([(score.detach(), [f.detach() for f in features]) for score, features in of_real], of_made)
    weights = list(discriminators.parameters())
    gradients = torch.autograd.grad(loss, weights, retain_graph=True)
    (of_wave,) = torch.autograd.grad(fooling + FEATURE_WEIGHT * feature, heard)
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.grad = gradient
    optimizer.step()
    terms = {"adversarial": fooling, "feature": feature, "discriminator": loss}
    return (made * of_wave).sum(), {name: term.detach() for name, term in terms.items()}


if __name__ == "__main__":
    main()
