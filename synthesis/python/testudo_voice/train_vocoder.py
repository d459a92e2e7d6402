"""Trains the vocoder: by spectra first, then by judges too."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from testudo_voice.data import HELD_OUT_SHARDS, SpeechSet, shards
from testudo_voice.discriminators import Discriminators, feature_loss, fooling_loss, judge_loss
from testudo_voice.mel import MelSpectrogram
from testudo_voice.starter import SMOKE_VOCODER, VOCODER
from testudo_voice.training import Run, autocast, options
from testudo_voice.vocoder import Vocoder

CROP = 20  # codes: one second


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


def main() -> None:
    parser = options(__doc__, peak=8e-4, steps=60_000)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--judged-from", type=float, default=0.3, help="share of the budget; 1: never")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    found = shards(arguments.speech, arguments.shards)
    speech = SpeechSet(found[HELD_OUT_SHARDS:][:120], device, with_audio=True)
    print(f"vocoder: {speech.hours:.1f} h of speech", flush=True)
    vocoder = Vocoder(SMOKE_VOCODER if arguments.smoke else VOCODER).to(device)
    train(vocoder, speech, arguments)


def train(vocoder: Vocoder, speech: SpeechSet, arguments) -> None:  # type: ignore[no-untyped-def]
    device = speech.device
    run = Run("vocoder", vocoder, arguments)
    judges = Discriminators().to(device)
    judging = torch.optim.AdamW(judges.parameters(), lr=2e-4, betas=(0.8, 0.99))
    to_mel = MelSpectrogram().to(device)
    while run.progress < 1:
        index, first = speech.crops(arguments.batch, CROP)
        mel, real = speech.mels(index, first, CROP), speech.waves(index, first, CROP)
        with autocast(arguments.device):
            made = vocoder(mel)
        parts = {"mel": F.l1_loss(to_mel(made), to_mel(real)), "spectral": spectral_loss(made, real)}
        loss = 5 * parts["mel"] + parts["spectral"]
        if run.progress > arguments.judged_from:
            with autocast(arguments.device):
                blame = judge_loss(judges(real), judges(made.detach()))
            judging.zero_grad(set_to_none=True)
            blame.backward()
            judging.step()
            with autocast(arguments.device):
                judged = judges(made)
                with torch.no_grad():
                    example = judges(real)
            parts |= {"fooling": fooling_loss(judged), "feature": feature_loss(example, judged), "blame": blame}
            ramp = min(1.0, (run.progress - arguments.judged_from) * 20)
            loss = loss + ramp * (parts["fooling"] + 4 * parts["feature"])
        run.update(loss, **parts)
        if run.step % 500 == 0:
            run.log()
        run.save()
    run.finish()


if __name__ == "__main__":
    main()
