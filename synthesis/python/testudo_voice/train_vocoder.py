"""Trains the vocoder: by spectra first, then by judges too, and at the end on what the decoder makes."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import torch
from torch.nn import functional as F

from testudo_voice.data import FRAMES_PER_CODE, HELD_OUT_SHARDS, SpeechSet, shards
from testudo_voice.diffusion import DiffusionDecoder
from testudo_voice.discriminators import Discriminators, feature_loss, fooling_loss, judge_loss
from testudo_voice.mel import MelSpectrogram
from testudo_voice.starter import DIFFUSION, SMOKE_DIFFUSION, SMOKE_VOCODER, VOCODER
from testudo_voice.train_diffusion import Latents, coded_speech, decoded, voices
from testudo_voice.training import Run, autocast, load_weights, options
from testudo_voice.vocoder import Vocoder
from testudo_voice.warm_start import begin_with

CROP = 20  # codes: one second
DECODED_CODES = 96  # that the decoder sees at once
DECODED_STEPS = 3
BUNDLED = {"": "vocoder.pt/network"}

Draw = Callable[[int], tuple[torch.Tensor, torch.Tensor]]  # a count to mels [B, bands, S], waves [B, S x hop]


def spectral_loss(made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Log and linear magnitude distance at three resolutions (Yamamoto et al., 2020)."""
    losses = []
    for n_fft in (256, 640, 1600):
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


@torch.no_grad()
def from_decoder(decoder: DiffusionDecoder, source: Latents, stretches: int, device: str) -> Draw:
    """What the decoder makes of true codes, drawn from a pool of so many stretches."""
    speech, length = source.speech, min(DECODED_CODES, source.longest)
    mels, indexes, firsts = [], [], []
    for _ in range(-(-stretches // 64)):
        with autocast(device):
            latents, index, first = source.draw(64, length, 0.0)
            voice = voices(decoder, speech, speech.speakers[index])
            mels.append(decoded(decoder, latents, voice, DECODED_STEPS).half())
        indexes.append(index)
        firsts.append(first)
    pool, index, first = torch.cat(mels), torch.cat(indexes), torch.cat(firsts)
    frames = torch.arange(CROP * FRAMES_PER_CODE, device=pool.device)

    def draw(count: int) -> tuple[torch.Tensor, torch.Tensor]:
        chosen = torch.randint(len(pool), (count,), device=pool.device)
        skipped = torch.randint(length - CROP + 1, (count,), device=pool.device)
        at = (skipped * FRAMES_PER_CODE)[:, None, None] + frames
        mel = pool[chosen].gather(2, at.expand(-1, pool.size(1), -1)).float()
        return mel, speech.waves(index[chosen], first[chosen] + skipped, CROP)

    return draw


def main() -> None:
    parser = options(__doc__, peak=8e-4, steps=60_000)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--judged-from", type=float, default=0.3, help="share of the budget; 1: never")
    parser.add_argument("--decoder-mels", action="store_true", help="learn from what the finished decoder makes")
    parser.add_argument("--stretches", type=int, default=4096, help="that the decoder makes")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    vocoder = Vocoder(SMOKE_VOCODER if arguments.smoke else VOCODER).to(device)
    if arguments.begin_with is not None:
        begin_with(vocoder, arguments.begin_with, BUNDLED)
    train(vocoder, source(arguments, device), arguments)


def source(arguments: argparse.Namespace, device: torch.device) -> Draw:
    if not arguments.decoder_mels:
        speech = SpeechSet(shards(arguments.speech, arguments.shards)[HELD_OUT_SHARDS:][:120], device, with_audio=True)
        print(f"vocoder: {speech.hours:.1f} h of speech", flush=True)
        return from_speech(speech)
    speech, codes = coded_speech(arguments.speech, arguments.to, device, with_audio=True)
    latents = Latents(arguments.to / "autoregressive.safetensors", speech, codes, arguments.smoke)
    decoder = DiffusionDecoder(SMOKE_DIFFUSION if arguments.smoke else DIFFUSION).to(device)
    load_weights(decoder, arguments.to / "diffusion.safetensors")
    return from_decoder(decoder, latents, arguments.stretches, arguments.device)


def train(vocoder: Vocoder, draw: Draw, arguments: argparse.Namespace) -> None:
    judges = Discriminators().to(arguments.device)
    judging = torch.optim.AdamW(judges.parameters(), lr=2e-4, betas=(0.8, 0.99))
    run = Run("vocoder", vocoder, arguments, beside={"judges": judges, "judging": judging})
    to_mel = MelSpectrogram().to(arguments.device)
    while run.progress < 1:
        mel, real = draw(arguments.batch)
        with autocast(arguments.device):
            made = vocoder(mel)
        parts = {"mel": F.l1_loss(to_mel(made), to_mel(real)), "spectral": spectral_loss(made, real)}
        loss = 5 * parts["mel"] + parts["spectral"]
        if run.progress > arguments.judged_from:
            judged = judgement(judges, judging, made, real, arguments.device)
            parts |= judged
            ramp = min(1.0, 20 * (run.progress - arguments.judged_from))
            loss = loss + ramp * (judged["fooling"] + 4 * judged["feature"])
        run.update(loss, **parts)
        if run.step % 500 == 0:
            run.log()
        run.save()
    run.finish()


def judgement(
    judges: Discriminators, judging: torch.optim.Optimizer, made: torch.Tensor, real: torch.Tensor, device: str
) -> dict[str, torch.Tensor]:
    """Teaches the judges; then what they say."""
    with autocast(device):
        blame = judge_loss(judges(real), judges(made.detach()))
    judging.zero_grad(set_to_none=True)
    blame.backward()
    judging.step()
    with autocast(device):
        judged = judges(made)
        with torch.no_grad():
            example = judges(real)
        return {"fooling": fooling_loss(judged), "feature": feature_loss(example, judged), "blame": blame.detach()}


if __name__ == "__main__":
    main()
