# SPDX-License-Identifier: Apache-2.0
"""Trains the codec, then writes the codes of all speech: ``codec.safetensors`` and ``codes.npy``."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F

from testudo_voice.codec import Codec
from testudo_voice.data import HELD_OUT_SHARDS, SpeechSet, shards
from testudo_voice.starter import CODEC, SMOKE_CODEC
from testudo_voice.training import Run, autocast, load_weights, options

CROP = 64


def neighbours(phones: torch.Tensor) -> torch.Tensor:
    """Phones [B, M] -> previous, current, next [B, M, 3]; the ends repeat."""
    before = torch.cat([phones[:, :1], phones[:, :-1]], 1)
    after = torch.cat([phones[:, 1:], phones[:, -1:]], 1)
    return torch.stack([before, phones, after], 2)


def phone_loss(logits: torch.Tensor, phones: torch.Tensor) -> torch.Tensor:
    """Logits [B, M, 3 x phones], targets [B, M, 3]: current, plus 0.4 of each neighbour."""
    weights = (0.4, 1.0, 0.4)
    parts = logits.float().chunk(3, 2)
    losses = [
        weight * F.cross_entropy(part.flatten(0, 1), phones[:, :, place].flatten())
        for place, (weight, part) in enumerate(zip(weights, parts, strict=True))
    ]
    return torch.stack(losses).sum()


def pitch_loss(made: torch.Tensor, pitch: torch.Tensor) -> torch.Tensor:
    """Distance in octaves where there is a pitch; both of one shape."""
    voiced = ~pitch.isnan()
    gaps = (made.float()[voiced] - pitch[voiced]).abs()
    return gaps.sum() / max(1, len(gaps))


def losses(codec: Codec, speech: SpeechSet, count: int, quantize: bool) -> dict[str, torch.Tensor]:
    index, first = speech.crops(count, CROP)
    mel = speech.mels(index, first, CROP)
    steps = speech.offsets[index, None] + first[:, None] + torch.arange(CROP, device=mel.device)
    phones = neighbours(speech.phones[steps].long())
    vectors = codec.encode(mel).float()
    commitment = vectors.new_zeros(())
    chosen = vectors
    if quantize:
        flat, _ = codec.quantizer(vectors.flatten(0, 1))
        chosen = flat.view_as(vectors)
        commitment = (vectors - chosen.detach()).square().mean()
    with autocast(str(mel.device)):
        made = codec.decode(chosen, speech.speakers[index]).float()
    error = made - mel
    return {
        "absolute": error.abs().mean(),
        "square": error.square().mean(),
        "commitment": commitment,
        "phone": phone_loss(codec.phone_heads(chosen), phones),
        "pitch": pitch_loss(codec.pitch_head(chosen)[:, :, 0], speech.pitch[steps]),
        "vectors": vectors,
    }


@torch.no_grad()
def write_codes(codec: Codec, speech: SpeechSet) -> np.ndarray:
    """The codes of every utterance, flat, uint16."""
    codes = torch.empty(int(speech.lengths.sum()), dtype=torch.int32, device=speech.device)
    order = torch.argsort(speech.lengths)
    for length, group in zip(*_equal_lengths(speech, order), strict=True):
        for index in group.split(256):
            made = codec.codes(speech.mels(index, torch.zeros_like(index), length))
            codes[speech.offsets[index, None] + torch.arange(length, device=speech.device)] = made.int()
    return codes.cpu().numpy().astype(np.uint16)


def _equal_lengths(speech: SpeechSet, order: torch.Tensor) -> tuple[list[int], list[torch.Tensor]]:
    lengths, counts = torch.unique_consecutive(speech.lengths[order], return_counts=True)
    return lengths.tolist(), list(order.split(counts.tolist()))


def main() -> None:
    parser = options(__doc__, peak=1e-3, steps=16_000)
    parser.add_argument("--batch", type=int, default=192)
    parser.add_argument("--encode-only", action="store_true", help="write the codes with finished weights")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    codec = Codec(SMOKE_CODEC if arguments.smoke else CODEC).to(device)
    if not arguments.encode_only:
        train(codec, SpeechSet(shards(arguments.speech, arguments.shards)[HELD_OUT_SHARDS:], device), arguments)
    load_weights(codec, arguments.to / "codec.safetensors")
    everything = SpeechSet(shards(arguments.speech, 1 << 30), device)
    np.save(arguments.to / "codes.npy", write_codes(codec, everything))
    print(f"codec: wrote the codes of {everything.hours:.1f} h of speech", flush=True)


def train(codec: Codec, speech: SpeechSet, arguments) -> None:  # type: ignore[no-untyped-def]
    print(f"codec: {speech.hours:.1f} h of speech", flush=True)
    run = Run("codec", codec, arguments, decay=0.99)
    while run.progress < 1:
        with autocast(arguments.device):
            parts = losses(codec, speech, arguments.batch, quantize=run.step >= 100)
        if run.step == 100:
            codec.quantizer.restart(parts["vectors"].detach().flatten(0, 1))
        targets = 0.3 * parts["phone"] + 0.5 * parts["pitch"]
        loss = parts["absolute"] + parts["square"] + 0.25 * parts["commitment"] + targets
        del parts["vectors"]
        run.update(loss, **parts)
        if run.step % 500 == 0:
            used = float((codec.quantizer.counts > 0.5).sum())
            run.log(used=used)
        run.save()
    run.finish()


if __name__ == "__main__":
    main()
