# SPDX-License-Identifier: Apache-2.0
"""Trains the listener on speech that is spoiled in many ways: ``listener.safetensors``.

All of it happens on the device, in batches: pieces of lines are cut out or said twice, words drowned in noise and
struck from the text, speed and pitch, rooms, bands, noise, level. With ``--resynthesize WEIGHTS`` half of the lines
go through our vocoder, and half of these through our codec before, so that it also knows our own model's sound.

The teacher's durations say where each word is. Letters of a word are looked for there only, give or take 40 ms, and
they fill the word: so the most likely path of a text through the posteriors has the times of its words.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from testudo_voice.alignment import edit_distance, heard
from testudo_voice.codec import Codec
from testudo_voice.data import HELD_OUT_SHARDS, shards
from testudo_voice.listener import (
    ALPHABET,
    BLANK,
    FRAME_SAMPLES,
    GAP,
    LISTENER,
    SMOKE_LISTENER,
    Listener,
    ListenerConfig,
    plain_letters,
)
from testudo_voice.mel import MelSpectrogram
from testudo_voice.speech import PHONES, SAMPLE_RATE, SAMPLES_PER_CODE
from testudo_voice.starter import CODEC, VOCODER
from testudo_voice.tokenizer import CHARACTERS, SPECIAL
from testudo_voice.training import Run, autocast, load_weights, options
from testudo_voice.vocoder import Vocoder

ROUND = 15_360  # samples: whole codes, whole frames of the listener and of the vocoder
SHAPES = (2, 3, 4, 5, 6, 8, 10, 12, 14, 17, 20, 24, 28, 33, 38, 44)  # rows of so many times that, up to 28 s
ROOM, ROOM_SAMPLES = 1.1, SAMPLE_RATE // 2  # for lines that are said slower or partly twice
TOLERANCE = 2  # frames
OUTSIDE = -6.0  # added to a letter's log-probability where its word is not
EDITED, DROWNED, CLEAN = 0.3, 0.15, 0.3  # shares of the lines
FILLED_WEIGHT, PHONE_WEIGHT = 0.5, 0.3
CLASSES = 1 + len(ALPHABET)
SHOWN_ROWS = 200  # of the held-out lines, for error rates


@dataclass(frozen=True)
class Batch:
    index: Tensor  # [B] lines
    samples: int  # of the longest row at most


class Speech:
    """Lines on one device, flat: audio, phones, letters, and where each word is in them."""

    def __init__(self, paths: list[Path], device: torch.device) -> None:
        self.device = device
        lengths = np.concatenate([_read(path, "codes") for path in paths]) * SAMPLES_PER_CODE
        self.lengths_cpu = lengths
        self.audio = torch.empty(int(lengths.sum()), dtype=torch.int16, device=device)
        self.phones = torch.empty(len(self.audio) // SAMPLES_PER_CODE, dtype=torch.uint8, device=device)
        filled = 0
        texts: list[str] = []
        for path in paths:
            audio = torch.from_numpy(_read(path, "audio"))
            self.audio[filled : filled + len(audio)] = audio.to(device)
            phones = torch.from_numpy(_read(path, "phones"))
            self.phones[filled // SAMPLES_PER_CODE : (filled + len(audio)) // SAMPLES_PER_CODE] = phones.to(device)
            filled += len(audio)
            ends = np.cumsum(_read(path, "text_lengths"))
            texts += [_text(ids) for ids in np.split(_read(path, "ids"), ends[:-1])]
        self.speakers = self._on(np.concatenate([_read(path, "speakers") for path in paths]).astype(np.int64))
        self.lengths = self._on(lengths)
        self.offsets = self.lengths.cumsum(0) - self.lengths
        counts = np.array([len(text) for text in texts])
        self.letters = self._on(_classes("".join(texts)))
        self.letter_counts = self._on(counts)
        self.letter_offsets = self.letter_counts.cumsum(0) - self.letter_counts
        self._place_words(paths, texts, lengths)

    def _place_words(self, paths: list[Path], texts: list[str], lengths: np.ndarray) -> None:
        """Samples, letters and letter sets of the words of lines whose words the teacher counts as we do."""
        spans = np.concatenate([_read(path, "words") for path in paths]).astype(np.int64)
        said = np.concatenate([_read(path, "word_counts") for path in paths])
        written = np.array([len(text.split()) for text in texts])
        known = (said == written) & (said > 0)
        offsets = np.cumsum(lengths) - lengths
        self.word_counts = self._on(np.where(known, said, 0))
        self.word_offsets = self.word_counts.cumsum(0) - self.word_counts
        of_known = np.repeat(known, said)
        starts = spans + np.repeat(offsets, said)[:, None]
        self.word_samples = self._on(starts[of_known])  # [words, 2], in the flat audio
        places, sets = [], []
        for text, use in zip(texts, known, strict=True):
            if use:
                for word in re.finditer("[^ ]+", text):
                    places.append(word.span())
                    sets.append(_letter_set(word.group()))
        self.word_letters = self._on(np.array(places, dtype=np.int64).reshape(-1, 2))  # [words, 2], in their line
        self.word_sets = self._on(np.array(sets, dtype=np.int64))  # bits
        self._words_first = self.word_samples[:, 0].contiguous()

    def _on(self, values: np.ndarray) -> Tensor:
        return torch.from_numpy(values).to(self.device)

    def __len__(self) -> int:
        return len(self.lengths_cpu)

    @property
    def hours(self) -> float:
        return len(self.audio) / SAMPLE_RATE / 3600

    def batches(self, seconds: float, generator: np.random.Generator) -> list[Batch]:
        """One epoch of batches of so much audio: of few shapes, for each of which a GPU plans its convolutions once.

        What a shape has too few lines for goes into the next longer one; the last is filled by lines drawn again.
        """
        order = generator.permutation(len(self))
        wanted = self.lengths_cpu[order] * ROOM + ROOM_SAMPLES
        kinds = np.searchsorted(np.array(SHAPES) * ROUND, wanted)
        found: list[Batch] = []
        waiting = order[:0]
        for kind, rounds in enumerate(SHAPES):
            count = min(len(self), max(1, round(seconds * SAMPLE_RATE / (rounds * ROUND))))
            waiting = np.concatenate([waiting, order[kinds == kind]])
            while len(waiting) >= count:
                found.append(Batch(self._on(waiting[:count]), rounds * ROUND))
                waiting = waiting[count:]
        if len(waiting) > 0:
            found.append(Batch(self._on(np.concatenate([waiting, order[: count - len(waiting)]])), rounds * ROUND))
        return [found[number] for number in generator.permutation(len(found))]

    def words_at(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """The last word that begins at or before each sample of the flat audio, and whether it still lasts."""
        word = (torch.searchsorted(self._words_first, samples, right=True) - 1).clamp(min=0)
        return word, (samples >= self._words_first[word]) & (samples < self.word_samples[word, 1])


@cache
def _letter_set(word: str) -> int:
    return sum(1 << 1 + ALPHABET.index(letter) for letter in set(word))


def _read(path: Path, name: str) -> np.ndarray:
    with np.load(path) as shard:
        if name not in shard:
            raise ValueError(f"Cannot train on {path}: it has no {name!r}; make the speech anew with this version")
        return np.asarray(shard[name])


def _text(ids: np.ndarray) -> str:
    """What is spoken, of the starter's tokens."""
    return plain_letters(_TOKEN_LETTERS[ids].tobytes().decode())


def _classes(text: str) -> np.ndarray:
    return _CLASS_OF[np.frombuffer(text.encode(), dtype=np.uint8)]


_TOKEN_LETTERS = np.frombuffer((" " * len(SPECIAL) + CHARACTERS).encode(), dtype=np.uint8)
_CLASS_OF = np.array([1 + ALPHABET.find(chr(code)) for code in range(128)], dtype=np.int64)


@dataclass(frozen=True)
class Example:
    """Rows as they are heard, and what is to be heard in them."""

    waves: Tensor  # [B, N]
    samples: Tensor  # [B]
    letters: Tensor  # [B, L]
    letter_counts: Tensor  # [B]
    allowed: Tensor  # [B, T] bits: the classes that may be heard in a frame
    spoken: Tensor  # [B, T]: 1 in a word, 0 between words, NaN where unknown
    phones: Tensor  # [B, T / 2], of the teacher


@dataclass(frozen=True)
class Course:
    """Which sample of a line is heard when: up to ``leave``, from ``enter`` on; faster by ``speed``."""

    leave: Tensor  # [B], like all here
    enter: Tensor
    speed: Tensor
    lengths: Tensor  # samples to be heard
    last_word: Tensor  # before the jump; beyond the last where there is none
    next_word: Tensor  # after it
    drowned: Tensor  # a word under noise, -1: none

    def at(self, times: Tensor) -> Tensor:
        """Times [M] or [B, M] in samples heard -> samples of the line [B, M]."""
        place = times.double() * self.speed[:, None]
        return torch.where(place < self.leave[:, None], place, place - self.leave[:, None] + self.enter[:, None])


def plain_course(speech: Speech, index: Tensor) -> Course:
    lengths = speech.lengths[index]
    ones = torch.ones(len(index), dtype=torch.double, device=index.device)
    words = speech.word_counts[index]
    return Course(lengths, lengths, ones, lengths, words, words, torch.full_like(words, -1))


def random_course(speech: Speech, index: Tensor, most_samples: int) -> Course:
    """A jump from behind one word to before another, in some lines: words are left out, said twice, or the end cut."""
    B, device = len(index), index.device
    lengths, words = speech.lengths[index], speech.word_counts[index]

    def draw(most: Tensor) -> Tensor:
        return (torch.rand(B, device=device) * most).long()

    last = draw((words - 1).clamp(min=1))  # the last word before the jump
    left_out = last + 2 + draw(torch.full_like(words, 3))
    said_twice = last - draw(torch.full_like(words, 4))
    kind = torch.rand(B, device=device)
    following = torch.where(kind < 0.45, left_out, torch.where(kind < 0.85, said_twice, words)).clamp(min=0)
    following = torch.minimum(following, words)
    jumps = (words >= 4) & (torch.rand(B, device=device) < EDITED)
    last, following = torch.where(jumps, last, words), torch.where(jumps, following, words)
    boundaries = _boundaries(speech, index, last, after=True), _boundaries(speech, index, following, after=False)
    leave = torch.where(jumps, boundaries[0], lengths)
    enter = torch.where(jumps & (following < words), boundaries[1], lengths)
    spread = torch.rand(B, device=device, dtype=torch.double)
    changed = torch.rand(B, device=device) < 0.7
    speed = torch.where(changed, 0.87 + 0.28 * spread, torch.ones_like(spread))
    speed = torch.maximum(speed, (leave + lengths - enter) / most_samples)
    heard_samples = ((leave + lengths - enter) / speed).long().clamp(max=most_samples)
    drowned = torch.where((words >= 3) & (torch.rand(B, device=device) < DROWNED), draw(words), -1)
    return Course(leave, enter, speed, heard_samples, last, following, drowned)


def _boundaries(speech: Speech, index: Tensor, word: Tensor, after: bool) -> Tensor:
    """The sample in the middle of the gap beside a word of each line, in the line: [B]."""
    counts, offsets = speech.word_counts[index], speech.offsets[index]
    first = word if after else word - 1
    place = speech.word_offsets[index] + first.clamp(min=0)
    most = len(speech.word_samples) - 1
    end = speech.word_samples[place.clamp(max=most), 1]
    start = speech.word_samples[(place + 1).clamp(max=most), 0]
    middle = torch.div(end + start, 2, rounding_mode="floor") - offsets
    middle = torch.where(first < 0, 0, middle)
    return torch.where(first >= counts - 1, speech.lengths[index], middle)


def example(speech: Speech, index: Tensor, course: Course, N: int) -> Example:
    """Rows of N samples."""
    device = index.device
    offsets = speech.offsets[index, None]
    time = torch.arange(N, device=device)
    inside = time < course.lengths[:, None]
    place = course.at(time)
    floor = place.floor()
    source = torch.minimum(offsets + floor.long(), offsets + speech.lengths[index, None] - 1)
    following = (source + 1).clamp(max=len(speech.audio) - 1)
    weight = (place - floor).float()
    waves = torch.lerp(speech.audio[source].float(), speech.audio[following].float(), weight) / 32768 * inside
    middles = torch.arange(N // FRAME_SAMPLES, device=device) * FRAME_SAMPLES + FRAME_SAMPLES // 2
    at = offsets + torch.minimum(course.at(middles).long(), speech.lengths[index, None] - 1)
    word, lasts = speech.words_at(at)
    drowned = speech.word_offsets[index, None] + course.drowned[:, None]
    under_noise = lasts & (word == drowned) & (course.drowned >= 0)[:, None]
    waves = drown(waves, torch.repeat_interleave(under_noise, FRAME_SAMPLES, 1))
    lasts = lasts & ~under_noise
    phones = speech.phones[torch.div(at, SAMPLES_PER_CODE, rounding_mode="floor")].long()
    known = (speech.word_counts[index] > 0)[:, None]
    jump = (middles * course.speed[:, None] - course.leave[:, None]).abs() < 2 * FRAME_SAMPLES
    letters, counts = letters_of(speech, index, course)
    return Example(
        waves=waves,
        samples=course.lengths,
        letters=letters,
        letter_counts=counts,
        allowed=torch.where(known, allowed_classes(speech.word_sets[word], word, lasts, jump), -1),
        spoken=torch.where(known, lasts.float(), torch.nan),
        phones=phones.masked_fill(under_noise, 0)[:, ::2],
    )


def allowed_classes(sets: Tensor, word: Tensor, lasts: Tensor, jump: Tensor) -> Tensor:
    """Bits [B, T]: a word's letters in it and a little around it, the gap where no word or another one is near."""
    other = F.pad(word[:, 1:] != word[:, :-1], (0, 1))
    gap = ~lasts | other | jump
    bits = torch.where(lasts, sets, 0) | torch.where(gap, 1 << GAP, 0)
    spread = bits
    for shift in range(1, TOLERANCE + 1):
        spread = spread | F.pad(bits[:, shift:], (0, shift)) | F.pad(bits[:, :-shift], (shift, 0))
    return spread | 1 << BLANK


def letters_of(speech: Speech, index: Tensor, course: Course) -> tuple[Tensor, Tensor]:
    """The classes to be heard [B, L], padded with blanks, and their counts."""
    counts, words = speech.letter_counts[index], speech.word_counts[index]
    most = len(speech.word_letters) - 1

    def edge(word: Tensor, side: int, otherwise: Tensor) -> Tensor:
        place = (speech.word_offsets[index] + word.clamp(min=0)).clamp(max=most)
        return torch.where(word < words, speech.word_letters[place, side], otherwise)

    end = edge(course.last_word, 1, counts)  # letters before the jump
    enter = edge(course.next_word, 0, counts)
    gap = ((end < counts) & (enter < counts)).long()
    total = end + gap + counts - enter
    place = torch.arange(int(total.max()), device=index.device)
    source = torch.where(place < end[:, None], place, place - (end + gap)[:, None] + enter[:, None])
    source = source.clamp(min=0)
    flat = (speech.letter_offsets[index, None] + source).clamp(max=len(speech.letters) - 1)
    letters = torch.where((place == end[:, None]) & (gap > 0)[:, None], GAP, speech.letters[flat])
    first = edge(course.drowned, 0, counts)[:, None] - 1  # with the gap before it
    past = edge(course.drowned, 1, counts)[:, None]
    struck = (source >= first) & (source < past) & (course.drowned >= 0)[:, None]
    kept = (place < total[:, None]) & ~struck
    word = kept & (letters != GAP)
    reach = torch.where(word, place + 1, 0).max(1, keepdim=True).values
    lead = torch.where(word, place, len(place)).min(1, keepdim=True).values
    kept = kept & (place < reach) & (place >= lead)  # no gap at either end of what is left
    order = torch.argsort((~kept).to(torch.uint8), dim=1, stable=True)
    letters = torch.where(kept, letters, BLANK).gather(1, order)
    return letters, kept.sum(1)


def drown(waves: Tensor, where: Tensor) -> Tensor:
    """Noise louder than the speech, instead of most of it."""
    level = waves.square().mean(1, keepdim=True).sqrt()
    share = 0.15 * torch.rand(len(waves), 1, device=waves.device)
    loud = level * (0.7 + 2 * torch.rand(len(waves), 1, device=waves.device))
    return torch.where(where, share * waves + loud * torch.randn_like(waves), waves)


class Resynthesis(nn.Module):
    """Waves through our vocoder, half of them through our codec before."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        self.to_mel = MelSpectrogram()
        self.vocoder, self.codec = Vocoder(VOCODER), Codec(CODEC)
        load_weights(self.vocoder, weights / "vocoder.safetensors")
        load_weights(self.codec, weights / "codec.safetensors")

    @torch.no_grad()
    def forward(self, waves: Tensor, speakers: Tensor) -> Tensor:
        half = len(waves) // 2
        with autocast(str(waves.device)):
            mel = self.to_mel(waves)
            if half > 0:
                vectors = self.codec.encode(mel[:half]).float()
                chosen, _ = self.codec.quantizer(vectors.flatten(0, 1))
                chosen = chosen.view_as(vectors)
                mel = torch.cat([self.codec.decode(chosen, speakers[:half]).to(mel.dtype), mel[half:]])
            return self.vocoder(mel).float()


@torch.no_grad()
def roughened(waves: Tensor, samples: Tensor) -> Tensor:
    """As it may sound elsewhere: through rooms, bands, coders and noise, at any level."""
    B, N = waves.shape
    device = waves.device

    def draw(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(B, 1, device=device)

    def some(share: float) -> Tensor:
        return torch.rand(B, 1, device=device) < share

    hertz = torch.linspace(0, SAMPLE_RATE / 2, N // 2 + 1, device=device)
    octaves = torch.log2(hertz.clamp(min=30) / 1000)
    limit, slope = torch.where(some(0.5), draw(3600, 12000), 24_000.0), draw(4, 40)
    floor = torch.where(some(0.3), draw(60, 320), 1.0)
    decibels = draw(-1.5, 1.5) * octaves  # tilt
    decibels = decibels - slope * torch.log2((hertz / limit).clamp(min=1))
    decibels = decibels - 18 * torch.log2((floor / hertz.clamp(min=1)).clamp(min=1))
    spectrum = torch.fft.rfft(waves) * torch.pow(10, decibels / 20)
    spectrum = spectrum * torch.where(some(0.35), torch.fft.rfft(rooms(B, device), N), 1.0)
    waves = torch.fft.irfft(spectrum, N)
    level = (waves.square().sum(1, keepdim=True) / samples[:, None]).sqrt().clamp(min=1e-5)
    colour = torch.pow(10, draw(-6, 1) * octaves / 20)
    noise = torch.fft.irfft(torch.fft.rfft(torch.randn_like(waves)) * colour, N)
    noise = noise / noise.square().mean(1, keepdim=True).sqrt()
    waves = waves + torch.where(some(0.6), level * torch.pow(10, -draw(8, 40) / 20), 0.0) * noise
    waves = waves * torch.pow(10, draw(-18, 8) / 20)
    coded = torch.sign(waves) * torch.log1p(255 * waves.abs().clamp(max=1)) / np.log(256)
    coded = (coded * 127).round() / 127
    coded = torch.sign(coded) * (torch.pow(256, coded.abs()) - 1) / 255
    return torch.where(some(0.1), coded, waves.clamp(-1, 1))


def rooms(count: int, device: torch.device, seconds: float = 0.5) -> Tensor:
    """Impulse responses [count, samples]: the direct sound first, then noise that dies away."""
    time = torch.arange(round(seconds * SAMPLE_RATE), device=device) / SAMPLE_RATE
    decay = 0.08 + 0.42 * torch.rand(count, 1, device=device)  # seconds to -60 dB
    late = torch.randn(count, len(time), device=device) * torch.exp(-6.9 * time / decay) * (time > 0.002)
    late = late / late.square().sum(1, keepdim=True).sqrt()
    late = late * torch.pow(10, -(2 + 14 * torch.rand(count, 1, device=device)) / 20)
    return torch.where(time == 0, 1.0, late)


def without_bands(mel: Tensor, most: int = 10) -> Tensor:
    """Two stripes of each row's log mels [B, bands, T] at their mean."""
    band = torch.arange(mel.size(1), device=mel.device)
    for _ in range(2):
        width = torch.randint(0, most + 1, (len(mel), 1), device=mel.device)
        first = (torch.rand(len(mel), 1, device=mel.device) * (mel.size(1) - width)).long()
        mel = mel.masked_fill(((band >= first) & (band < first + width))[:, :, None], 0.0)
    return mel


class Learner(nn.Module):
    """The listener with the head that only training has."""

    def __init__(self, config: ListenerConfig) -> None:
        super().__init__()
        self.listener = Listener(config)
        self.phone_head = nn.Linear(config.channels, PHONES)


def losses(learner: Learner, rows: Example, augment: bool) -> tuple[dict[str, Tensor], Tensor]:
    """The parts of the loss, and the log-probabilities [B, T, classes]."""
    listener = learner.listener
    frames = torch.div(rows.samples + FRAME_SAMPLES - 1, FRAME_SAMPLES, rounding_mode="floor")
    with torch.no_grad():
        mel = listener.log_mel(rows.waves)
        mel = without_bands(mel) if augment else mel
    with autocast(str(mel.device)):
        body, logits = listener.scores(mel, frames)
        phones = learner.phone_head(body)
    found = F.log_softmax(logits.float(), 2)
    within = torch.arange(found.size(1), device=found.device) < frames[:, None]
    return {
        "letters": letter_loss(found, rows, frames, within),
        "filled": filled_loss(found, rows.spoken, within),
        "phone": F.cross_entropy(phones.float()[within[:, ::2]], rows.phones[within[:, ::2]]),
    }, found


def letter_loss(found: Tensor, rows: Example, frames: Tensor, within: Tensor) -> Tensor:
    """CTC over the classes that a frame may have: nats a letter.

    Scores less than a frame's whole probability are brought back to one for the recursion, whose gradient expects
    that, and what was taken is paid for beside it.
    """
    closed = (rows.allowed[:, :, None] >> torch.arange(CLASSES, device=found.device)) & 1 == 0
    scores = found + OUTSIDE * closed
    whole = torch.logsumexp(scores, 2)
    path = F.ctc_loss(
        (scores - whole[:, :, None]).transpose(0, 1),
        rows.letters,
        frames,
        rows.letter_counts,
        blank=BLANK,
        reduction="none",
        zero_infinity=True,
    )
    return (path.sum() - whole[within].sum()) / rows.letter_counts.sum()


def filled_loss(found: Tensor, spoken: Tensor, within: Tensor) -> Tensor:
    """Letters throughout a word, none between words."""
    silent = torch.logsumexp(found[:, :, : GAP + 1], 2)
    letters = torch.logsumexp(found[:, :, GAP + 1 :], 2)
    known = within & ~spoken.isnan()
    chosen = torch.where(spoken > 0.5, letters, silent)[known]
    return -chosen.sum() / max(1, len(chosen))


def total(parts: dict[str, Tensor]) -> Tensor:
    return parts["letters"] + FILLED_WEIGHT * parts["filled"] + PHONE_WEIGHT * parts["phone"]


@torch.no_grad()
def held_out(run: Run, speech: Speech, seconds: float) -> dict[str, float]:
    """Losses and letter errors, in percent, on lines as they are."""
    sums: dict[str, float] = {}
    errors = letters = rows_seen = right = frames_seen = count = 0
    for batch in speech.batches(seconds, np.random.default_rng(0)):
        index = batch.index
        count += len(index)
        rows = example(speech, index, plain_course(speech, index), batch.samples)
        parts, found = losses(run.average, rows, augment=False)  # type: ignore[arg-type]
        for key, value in {"total": total(parts), **parts}.items():
            sums[key] = sums.get(key, 0.0) + float(value) * len(index)
        filled = found[:, :, GAP + 1 :].exp().sum(2) > 0.5
        time = torch.arange(found.size(1), device=found.device) * FRAME_SAMPLES
        known = ~rows.spoken.isnan() & (time < rows.samples[:, None])
        right += int((filled == (rows.spoken > 0.5))[known].sum())
        frames_seen += int(known.sum())
        for row in range(len(index)):
            if rows_seen < SHOWN_ROWS:
                frames = -(-int(rows.samples[row]) // FRAME_SAMPLES)
                wanted = rows.letters[row, : rows.letter_counts[row]].tolist()
                errors += edit_distance(wanted, heard(found[row, :frames].cpu().numpy()))
                letters += len(wanted)
                rows_seen += 1
    means = {f"held_out_{key}": value / count for key, value in sums.items()}
    return {**means, "letter_errors": 100 * errors / letters, "frames_right": 100 * right / max(1, frames_seen)}


def main() -> None:
    parser = options(__doc__, peak=2e-3, steps=100_000)
    parser.add_argument("--seconds", type=float, default=2400, help="of audio in a batch")
    parser.add_argument("--resynthesize", type=Path, metavar="WEIGHTS", help="half of the lines, by vocoder and codec")
    parser.add_argument("--from-weights", type=Path, metavar="DIR", help="go on from what a training has finished")
    parser.add_argument("--every", type=int, default=250, help="steps from one look at held-out speech to the next")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    found = shards(arguments.speech, arguments.shards)
    aside = Speech(found[:HELD_OUT_SHARDS], device)
    speech = Speech(found[HELD_OUT_SHARDS:], device)
    timed = int((speech.word_counts > 0).sum())
    print(f"listener: {speech.hours:.1f} h of speech, {len(speech)} lines, word times of {timed}", flush=True)
    learner = Learner(SMOKE_LISTENER if arguments.smoke else LISTENER).to(device)
    if arguments.from_weights is not None:
        load_weights(learner, arguments.from_weights / "listener.safetensors")
        learner.train().requires_grad_(True)
    train(learner, speech, aside, arguments)


def train(learner: Learner, speech: Speech, aside: Speech, arguments: argparse.Namespace) -> None:
    run = Run("listener", learner, arguments)
    resynthesis = None
    if arguments.resynthesize is not None:
        resynthesis = Resynthesis(arguments.resynthesize).to(arguments.device)

    def look() -> None:
        """Of the averages, the one that does best on speech it never heard is kept."""
        means = held_out(run, aside, arguments.seconds)
        run.keep_best(means["held_out_total"])
        run.log(**means)

    generator = np.random.default_rng(arguments.seed + run.step)
    while run.progress < 1:
        for batch in speech.batches(arguments.seconds, generator):
            if run.progress >= 1:
                break
            with torch.no_grad():
                rows = heard_example(speech, batch, resynthesis)
            parts, _ = losses(learner, rows, augment=True)
            run.update(total(parts), **parts)
            if run.step % arguments.every == 0:
                look()
            run.save()
    look()
    run.save(every=0.0)


def heard_example(speech: Speech, batch: Batch, resynthesis: Resynthesis | None) -> Example:
    index = batch.index
    rows = example(speech, index, random_course(speech, index, batch.samples), batch.samples)
    waves = rows.waves
    half = len(index) // 2
    if resynthesis is not None and half > 0:
        waves = torch.cat([resynthesis(waves[:half], speech.speakers[index[:half]]), waves[half:]])
    clean = torch.rand(len(index), 1, device=waves.device) < CLEAN
    waves = torch.where(clean, waves, roughened(waves, rows.samples))
    inside = torch.arange(waves.size(1), device=waves.device) < rows.samples[:, None]
    return replace(rows, waves=waves * inside)


if __name__ == "__main__":
    main()
