# SPDX-License-Identifier: Apache-2.0
"""The training set on one device: every utterance's audio, mel, phones, pitch and text, flat, with offsets.

A hundred hours fit a data-centre GPU (25 GB), so batches are gathers on the device and no loader runs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from testudo_voice.mel import MelConfig
from testudo_voice.speech import SAMPLE_RATE, SAMPLES_PER_CODE

HOP = MelConfig().hop
FRAMES_PER_CODE = SAMPLES_PER_CODE // HOP
CLIP_CODES = 70  # of a clip that a voice is conditioned on: 3 s
HELD_OUT_SHARDS = 2


@dataclass(frozen=True)
class Batch:
    """Right-padded rows. Units: ``codes`` of 43 ms, four mel frames each."""

    index: torch.Tensor  # [B] utterance numbers
    lengths: torch.Tensor  # [B] codes
    text: torch.Tensor  # [B, N] token ids, not framed
    text_lengths: torch.Tensor  # [B]
    phones: torch.Tensor  # [B, M]
    pitch: torch.Tensor  # [B, M], in octaves from the speaker's own; NaN where there is none
    speakers: torch.Tensor  # [B]


class SpeechSet:
    """Shards of one folder on one device. Not safe for threads."""

    def __init__(self, shards: list[Path], device: torch.device, with_audio: bool = False) -> None:
        self.device = device
        names = ["mel", "codes", "phones", "pitch", "speakers", "ids", "text_lengths"] + ["audio"] * with_audio
        parts: dict[str, list[torch.Tensor]] = {name: [] for name in names}
        for path in shards:
            with np.load(path) as shard:
                for name in names:
                    parts[name].append(torch.from_numpy(shard[name]).to(device))
        joined = {name: torch.cat(found) for name, found in parts.items()}
        self.mel = joined["mel"]  # [frames, bands] half
        self.audio = joined.get("audio", torch.zeros(0, device=device))
        self.phones = joined["phones"]
        self.speakers = joined["speakers"].long()
        self.lengths = joined["codes"]
        self.offsets = self.lengths.cumsum(0) - self.lengths
        self.text_lengths = joined["text_lengths"]
        self.text_offsets = self.text_lengths.cumsum(0) - self.text_lengths
        self.text = joined["ids"]
        self.pitch = self._from_the_speakers_own(joined["pitch"].float())
        self._lengths_cpu = self.lengths.cpu().numpy()
        self._text_lengths_cpu = self.text_lengths.cpu().numpy()
        long_enough = torch.nonzero(self.lengths >= CLIP_CODES).flatten()
        self._clips = long_enough[torch.argsort(self.speakers[long_enough], stable=True)]
        self._clip_counts = torch.bincount(self.speakers[long_enough], minlength=int(self.speakers.max()) + 1)
        self._clip_starts = self._clip_counts.cumsum(0) - self._clip_counts
        self._preference = torch.ones(len(self.lengths), device=device)

    def prefer(self, speakers: list[int], factor: float) -> None:
        """Crops are drawn so many times as often from what these speakers say."""
        preferred = torch.isin(self.speakers, torch.tensor(speakers, device=self.device))
        self._preference = torch.where(preferred, factor, 1.0)

    def _from_the_speakers_own(self, pitch: torch.Tensor) -> torch.Tensor:
        """Octaves [codes], less the mean of all that the speaker says."""
        speakers = self.speakers.repeat_interleave(self.lengths)
        voiced = ~pitch.isnan()
        counts = torch.bincount(speakers[voiced], minlength=int(speakers.max()) + 1)
        sums = torch.zeros_like(counts, dtype=pitch.dtype).index_add_(0, speakers[voiced], pitch[voiced])
        return pitch - (sums / counts.clamp(min=1))[speakers]

    def __len__(self) -> int:
        return len(self._lengths_cpu)

    @property
    def hours(self) -> float:
        return float(self._lengths_cpu.sum()) * SAMPLES_PER_CODE / SAMPLE_RATE / 3600

    def batches(self, size: int, generator: np.random.Generator) -> Iterator[Batch]:
        """One epoch of batches of about ``size`` text tokens and codes, rows of similar length."""
        total = self._lengths_cpu + self._text_lengths_cpu + 4
        order = np.argsort(total + generator.uniform(0, 12, len(total)))
        cuts, filled = [0], 0
        for position, utterance in enumerate(order):
            filled = max(filled, int(total[utterance]))
            if filled * (position + 1 - cuts[-1]) > size:
                cuts.append(position)
                filled = int(total[utterance])
        cuts.append(len(order))
        for start in generator.permutation(len(cuts) - 1):
            chosen = order[cuts[start] : cuts[start + 1]]
            if len(chosen) > 0:
                yield self.batch(torch.from_numpy(chosen).to(self.device))

    def batch(self, index: torch.Tensor) -> Batch:
        lengths = self.lengths[index]
        text_lengths = self.text_lengths[index]
        phones = self._gather(self.phones, self.offsets[index], lengths).long()
        pitch = self._gather(self.pitch, self.offsets[index], lengths)
        text = self._gather(self.text, self.text_offsets[index], text_lengths).long()
        return Batch(index, lengths, text, text_lengths, phones, pitch, self.speakers[index])

    def codes_of(self, codes: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Rows [B, M] out of a flat sequence of all utterances' codes, zero beyond each length."""
        return self._gather(codes, self.offsets[batch.index], batch.lengths)

    def mel_rows(self, batch: Batch) -> torch.Tensor:
        """Log mels of whole rows, a code at a time: [B, M, 4 x bands]; other utterances' beyond each length."""
        steps = self.offsets[batch.index, None] + torch.arange(batch.phones.size(1), device=self.device)
        by_code = self.mel.view(-1, FRAMES_PER_CODE * self.mel.size(1))
        return by_code[steps.clamp(max=len(by_code) - 1)].float()

    @staticmethod
    def _gather(flat: torch.Tensor, offsets: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        steps = torch.arange(int(lengths.max()), device=flat.device)
        inside = steps < lengths[:, None]
        return flat[torch.where(inside, offsets[:, None] + steps, 0)] * inside

    def mels(self, index: torch.Tensor, first: torch.Tensor, codes: int) -> torch.Tensor:
        """Crops [B, bands, codes x 4] that begin at code ``first`` [B] of each utterance."""
        start = (self.offsets[index] + first) * FRAMES_PER_CODE
        frames = start[:, None] + torch.arange(codes * FRAMES_PER_CODE, device=self.device)
        return self.mel[frames].float().transpose(1, 2)

    def waves(self, index: torch.Tensor, first: torch.Tensor, codes: int) -> torch.Tensor:
        """Crops [B, codes x 1024] in [-1, 1] that begin at code ``first`` [B] of each utterance."""
        start = (self.offsets[index] + first) * SAMPLES_PER_CODE
        samples = start[:, None] + torch.arange(codes * SAMPLES_PER_CODE, device=self.device)
        return self.audio[samples].float() / 32768

    def crops(self, count: int, codes: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Random utterances of at least ``codes`` codes and where in each a crop begins."""
        long_enough = torch.nonzero(self.lengths >= codes).flatten()
        weights = self.lengths[long_enough].float() * self._preference[long_enough]
        index = long_enough[torch.multinomial(weights, count, replacement=True)]
        room = self.lengths[index] - codes
        first = (torch.rand(count, device=self.device) * (room + 1)).long()
        return index, first

    def references(self, speakers: torch.Tensor, codes: int = CLIP_CODES) -> torch.Tensor:
        """A random clip [B, bands, codes x 4] of each speaker: what conditions a row on its voice.

        A speaker without an utterance of ``CLIP_CODES`` codes borrows the next one's.
        """
        drawn = torch.rand(len(speakers), device=self.device) * self._clip_counts[speakers]
        place = (self._clip_starts[speakers] + drawn.long()).clamp(max=len(self._clips) - 1)
        index = self._clips[place]
        first = (torch.rand(len(index), device=self.device) * (self.lengths[index] - codes + 1)).long()
        return self.mels(index, first, codes)


def shards(folder: Path, wanted: int = 0) -> list[Path]:
    """The shards of a folder in order; waits for ``wanted`` of them while speech is still being made."""
    while True:
        found = sorted(folder.glob("shard-*.npz"))
        if len(found) >= wanted or (folder / "complete").exists():
            break
        time.sleep(1.0)
    if len(found) <= HELD_OUT_SHARDS:
        raise FileNotFoundError(f"Cannot train: {folder} holds {len(found)} shards; run testudo_voice.speech")
    return found
