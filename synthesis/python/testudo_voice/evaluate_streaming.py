# SPDX-License-Identifier: Apache-2.0
"""What streaming costs in sound: windows of an utterance, cross-faded, beside the whole decoded at once.

python -m testudo_voice.evaluate_streaming BUNDLE [--sentences 24] [--context 16] [--ahead 4] [--fade 1]

A step is the mean change of the log mel from one frame to the next. Steps at seams are compared with the 95th
percentile of the steps elsewhere, and so are the steps at the same places of the unstreamed utterance.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from testudo_voice.evaluate import SENTENCES
from testudo_voice.mel import MelSpectrogram
from testudo_voice.speaker import Speaker, decode, sample_mel, sampling_settings
from testudo_voice.tokenizer import fold

KEY_STEP = -7046029254386353131  # of a frame, as in export.randomness
SENTENCES_A_TIME = 3  # joined, since short utterances have few seams


@dataclass(frozen=True)
class Sizes:
    """In codes; those of the renderer's StreamWindow."""

    first: int = 6
    most: int = 20
    context: int = 16
    ahead: int = 4
    fade: int = 1

    def chunks(self, codes: int) -> Iterator[tuple[int, int]]:
        begin, size = 0, self.first
        while begin + size + self.ahead < codes:
            yield begin, begin + size
            begin, size = begin + size, min(self.most, 2 * size)
        yield begin, codes


class Streamer:
    def __init__(self, bundle: Path, sizes: Sizes) -> None:
        self.speaker, self.sizes = Speaker(bundle), sizes
        manifest = self.speaker.manifest
        self.frames = int(manifest["framesPerCode"])
        self.samples = self.frames * int(manifest["hopLength"])

    def latents(self, text: str, voice: Tensor, key: int) -> Tensor:
        ids = torch.tensor(self.speaker.tokenizer.encode(fold(text)))
        sampling = sampling_settings(self.speaker.settings, self.speaker.manifest["maxCodes"])
        return decode(self.speaker.stages["autoregressive"], ids, voice, key, sampling)[1]

    def wave(self, latents: Tensor, timbre: Tensor, key: int, first: int = 0) -> Tensor:
        """Latents from code number `first` on to samples, with the noise of their place in the whole."""
        at = torch.tensor(key) + torch.tensor(first * self.frames) * KEY_STEP
        mel = sample_mel(self.speaker.stages["diffusion"], latents, timbre, at, self.speaker.settings)
        return self.speaker.stages["vocoder"].waveform(mel, at)

    def stream(self, latents: Tensor, timbre: Tensor, key: int) -> tuple[Tensor, list[int]]:
        """Samples, and the frames at which chunks begin."""
        parts, seams, overlap = [], [], torch.zeros(0)
        for begin, end in self.sizes.chunks(len(latents)):
            start = max(0, begin - self.sizes.context)
            seen = latents[start : len(latents) if end == len(latents) else end + self.sizes.ahead]
            window = self.wave(seen, timbre, key, start)
            cut = (end - start) * self.samples
            part = window[(begin - start) * self.samples : cut].clone()
            mixed = min(len(overlap), len(part))
            share = torch.linspace(0, 1, mixed)
            part[:mixed] = share * part[:mixed] + (1 - share) * overlap[:mixed]
            overlap = window[cut : cut + self.sizes.fade * self.samples]
            parts.append(part)
            seams.append(begin * self.frames)
        return torch.cat(parts), seams[1:]


def steps(wave: Tensor) -> Tensor:
    mel = MelSpectrogram()(wave.unsqueeze(0))[0]
    return (mel[:, 1:] - mel[:, :-1]).abs().mean(0)


@torch.no_grad()
def evaluate(bundle: Path, lines: list[str], sizes: Sizes) -> dict[str, object]:
    streamer = Streamer(bundle, sizes)
    voice = streamer.speaker.voices[streamer.speaker.manifest["voices"][0]["name"]]
    within, control, difference, at_seams, elsewhere = [], [], [], [], []
    for key, line in enumerate(lines):
        latents = streamer.latents(line, voice["autoregressive"], key)
        whole = streamer.wave(latents, voice["diffusion"], key)
        streamed, seams = streamer.stream(latents, voice["diffusion"], key)
        ours, theirs = steps(streamed), steps(whole)
        near = torch.zeros(len(ours), dtype=torch.bool)
        for seam in seams:
            near[seam - 1 : seam + sizes.fade * streamer.frames + 1] = True
        within += (ours[near] <= ours[~near].quantile(0.95)).tolist()
        control += (theirs[near] <= theirs[~near].quantile(0.95)).tolist()
        at_seams += ours[near].tolist()
        elsewhere += ours[~near].tolist()
        mel = MelSpectrogram()
        difference.append(float((mel(streamed[None]) - mel(whole[None])).abs().mean()))
    return {
        "sizes": vars(sizes),
        "utterances": len(lines),
        "stepsAtSeams": len(within),
        "withinUsual": round(100 * float(np.mean(within)), 1),
        "unstreamedWithinUsual": round(100 * float(np.mean(control)), 1),
        "medianStep": [round(float(np.median(at_seams)), 3), round(float(np.median(elsewhere)), 3)],
        "melDifference": round(float(np.mean(difference)), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--sentences", type=int, default=24)
    parser.add_argument("--context", type=int, default=Sizes.context)
    parser.add_argument("--ahead", type=int, default=Sizes.ahead)
    parser.add_argument("--fade", type=int, default=Sizes.fade)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    sentences = SENTENCES.read_text(encoding="utf-8").splitlines()[: arguments.sentences]
    lines = [" ".join(sentences[i : i + SENTENCES_A_TIME]) for i in range(0, len(sentences), SENTENCES_A_TIME)]
    sizes = Sizes(context=arguments.context, ahead=arguments.ahead, fade=arguments.fade)
    print(json.dumps(evaluate(arguments.bundle, lines, sizes)), flush=True)


if __name__ == "__main__":
    main()
