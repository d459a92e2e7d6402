# SPDX-License-Identifier: Apache-2.0
"""Training speech in two steps: who says what, as phonemes (a CPU); the teacher's speech of it (a GPU). In between a
script may be cut down to what a later polishing needs: mostly the shipped voices.

python -m testudo_voice.speech script --books BOOK.txt... --words LIST... --hours 110 --to DIR
python -m testudo_voice.speech select --script DIR --to DIR
python -m testudo_voice.speech speak --to DIR [--part 0 --parts 4]

``script.npz`` holds the lines. Shards that exist are left alone, so an interrupted run resumes. Each shard is one
``.npz`` with ``audio`` int16 [samples] of its utterances end to end, ``mel`` float16 [frames, bands], ``codes``
int64 [n] (lengths in codes), ``phones`` uint8 [codes] (the teacher's symbol in the middle of every code, 0 in a
pause), ``pitch`` float16 [codes] (log2 Hz, NaN where unvoiced), ``speakers`` int16 [n], ``ids`` uint8 (the texts'
tokens end to end), ``text_lengths`` int64 [n], ``words`` int32 [words, 2] (the samples [first, end) of each word in
its utterance, by the teacher's durations) and ``word_counts`` int64 [n].
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from testudo_voice.corpus import training_lines
from testudo_voice.speakers import BLENDS, HELD_OUT, NARRATORS, VOICES, speakers
from testudo_voice.starter_voices import DESCRIPTIONS
from testudo_voice.tokenizer import encode

if TYPE_CHECKING:
    import torch

    from testudo_voice.teacher import Spoken

SAMPLE_RATE = 24_000
SAMPLES_PER_CODE = 1024
PHONES = 178  # the teacher's symbols; 0 is a pause
MAX_CODES = 560  # what the starter speaks at once: 23.9 s
LEAD_SECONDS = 0.05
TAIL_SECONDS = 0.10
SILENCE_DB = -42.0  # under the loudest 10 ms: not speech
LEVEL = 0.085  # root mean square of what is speech: all voices alike
PEAK = 0.95
SHARD_LINES = 400
POOL_LINES = 15 * SHARD_LINES  # spoken at a time: enough lines of one length to fill batches
CHARACTERS_PER_SECOND = 14.0
MIXED_SHARE = 0.33  # of the lines: said by mixtures
MIXTURE_LINES = 6  # of a mixture

SELECTED_HOURS = {"narrator": 1.6, "shipped": 1.0, "other": 0.3, "mixtures": 18.0}

# Of the speech, by kind of text; what a kind has too little of goes to the books.
SHARES = {"words": 0.10, "pseudo": 0.03, "single": 0.07, "shuffled": 0.03, "numbers": 0.03, "letters": 0.02}


def assignments(lines: dict[str, list[str]], hours: float, seed: int) -> list[tuple[int, str]]:
    """Who says what, in random order: (speaker, text). Narrators say three times as much as the others, a mixture
    ``MIXTURE_LINES`` lines.
    """
    generator = random.Random(seed)
    characters = hours * 3600 * CHARACTERS_PER_SECOND
    chosen: list[str] = []
    for kind, share in SHARES.items():
        chosen += _until(generator.sample(lines[kind], len(lines[kind])), share * characters)
    rest = characters - sum(map(len, chosen))
    chosen += _until(generator.sample(lines["read"], len(lines["read"])), rest)
    named = [number for number, voice in enumerate(VOICES) if voice not in HELD_OUT]
    weights = [3 if VOICES[number] in NARRATORS else 1 for number in named]
    mixed = itertools.chain.from_iterable(
        [number] * MIXTURE_LINES for number in itertools.cycle(range(len(VOICES), len(speakers())))
    )
    who = [next(mixed) if generator.random() < MIXED_SHARE else generator.choices(named, weights)[0] for _ in chosen]
    assigned = list(zip(who, chosen, strict=True))
    generator.shuffle(assigned)
    return assigned


def _until(lines: list[str], characters: float) -> list[str]:
    total, count = 0, 0
    while count < len(lines) and total < characters:
        total += len(lines[count])
        count += 1
    return lines[:count]


def tokens_of(text: str, british: bool) -> list[int]:
    """The teacher's tokens of a text, without padding; empty where it cannot say it at once."""
    from testudo_voice.phonemes import phonemes
    from testudo_voice.teacher_packages import vocabulary

    known = vocabulary()
    found = [known[symbol] for symbol in phonemes(text, british) if symbol in known]
    return found if len(found) <= 508 else []


def write_script(assigned: list[tuple[int, str]], to: Path, processes: int) -> None:
    cast = speakers()
    with ProcessPoolExecutor(processes) as pool:
        british = [cast[speaker].british for speaker, _ in assigned]
        texts = [text for _, text in assigned]
        tokens = list(pool.map(tokens_of, texts, british, chunksize=200))
    kept = [place for place, found in enumerate(tokens) if found]
    ids = [encode(texts[place]) for place in kept]
    partial_file = to / "script.partial.npz"
    np.savez_compressed(
        partial_file,
        speakers=np.array([assigned[place][0] for place in kept], dtype=np.int16),
        tokens=np.concatenate([np.array(tokens[place], dtype=np.uint8) for place in kept]),
        token_lengths=np.array([len(tokens[place]) for place in kept], dtype=np.int16),
        ids=np.concatenate([np.array(found, dtype=np.uint8) for found in ids]),
        id_lengths=np.array([len(found) for found in ids], dtype=np.int16),
    )
    partial_file.rename(to / "script.npz")
    print(f"{len(kept)} lines, {sum(map(len, ids))} characters; {len(assigned) - len(kept)} left out", flush=True)


def select(script: Path, to: Path) -> None:
    """The first lines of a script up to ``SELECTED_HOURS`` of each speaker; mixtures count as one."""
    with np.load(script / "script.npz") as file:
        lines = {name: file[name] for name in file}
    speakers_of, characters = lines["speakers"], lines["id_lengths"].astype(np.int64)
    kept = np.zeros(len(speakers_of), dtype=bool)
    for who, hours in _selected_hours().items():
        mine = np.flatnonzero(speakers_of == who if who >= 0 else speakers_of >= len(VOICES))
        before = characters[mine].cumsum() - characters[mine]
        kept[mine[before < hours * 3600 * CHARACTERS_PER_SECOND]] = True
    for flat, lengths in (("tokens", "token_lengths"), ("ids", "id_lengths")):
        lines[flat] = lines[flat][np.repeat(kept, lines[lengths])]
        lines[lengths] = lines[lengths][kept]
    partial_file = to / "script.partial.npz"
    np.savez_compressed(partial_file, speakers=speakers_of[kept], **{k: v for k, v in lines.items() if k != "speakers"})
    partial_file.rename(to / "script.npz")
    print(f"{kept.sum()} of {len(kept)} lines", flush=True)


def _selected_hours() -> dict[int, float]:
    """By the number of a voice; all mixtures are -1."""
    kinds = {voice: "narrator" if voice in NARRATORS else "shipped" for voice in (*DESCRIPTIONS, *BLENDS, *NARRATORS)}
    hours = {number: SELECTED_HOURS[kinds.get(voice, "other")] for number, voice in enumerate(VOICES)}
    return hours | {-1: SELECTED_HOURS["mixtures"]}


def trimmed(wave: np.ndarray, silence_db: float = SILENCE_DB) -> tuple[int, int]:
    """First and last sample [n) of what is speech, with a short lead and tail."""
    step = SAMPLE_RATE // 100
    energy = (wave[: len(wave) // step * step].reshape(-1, step) ** 2).mean(1) + 1e-12
    loud = np.nonzero(10 * np.log10(energy / energy.max()) > silence_db)[0]
    first = max(0, loud[0] * step - round(LEAD_SECONDS * SAMPLE_RATE))
    last = min(len(wave), (loud[-1] + 1) * step + round(TAIL_SECONDS * SAMPLE_RATE))
    return int(first), int(last)


def levelled(wave: np.ndarray) -> np.ndarray:
    """Brought to the common level; a peak that would pass the limit lowers the whole line."""
    step = SAMPLE_RATE // 100
    energy = (wave[: len(wave) // step * step].reshape(-1, step) ** 2).mean(1)
    active = energy[energy > energy.max() * 1e-3].mean()
    return np.asarray(wave * min(LEVEL / np.sqrt(active + 1e-12), PEAK / (np.abs(wave).max() + 1e-9)))


def symbols_by_frame(tokens: list[int], durations: np.ndarray, merged: dict[int, int]) -> np.ndarray:
    """The symbol of each 25 ms frame: marks of stress, length and spaces count as the sound beside them."""

    symbols = [0, *tokens, 0]
    for place in range(len(symbols) - 2, 0, -1):
        if merged.get(symbols[place]) == 1:
            symbols[place] = symbols[place + 1]
    for place in range(1, len(symbols) - 1):
        if merged.get(symbols[place]) == -1:
            symbols[place] = symbols[place - 1]
    silent = silent_symbols()
    kept = np.array([0 if symbol in silent else symbol for symbol in symbols], dtype=np.uint8)
    return np.repeat(kept, durations)


def silent_symbols() -> set[int]:
    """Those of a pause."""
    from testudo_voice.teacher_packages import vocabulary

    return {vocabulary()[mark] for mark in ';:,.!?—…"()' if mark in vocabulary()}


def word_frames(tokens: list[int], durations: np.ndarray, merged: dict[int, int]) -> np.ndarray:
    """The 25 ms frames [first, end) of each word: [words, 2]. Spaces and pauses belong to none."""
    from testudo_voice.teacher_packages import vocabulary

    between = silent_symbols() | {vocabulary()[" "]}
    ends = np.cumsum(durations)  # of the silence that opens a line, then of each token
    inside = [token not in between for token in tokens]
    words = [list(group) for word, group in itertools.groupby(range(len(tokens)), inside.__getitem__) if word]
    heard = [group for group in words if any(tokens[place] not in merged for place in group)]  # no marks alone
    return np.array([(ends[group[0]], ends[group[-1] + 1]) for group in heard], dtype=np.int64).reshape(-1, 2)


def merged_symbols() -> dict[int, int]:
    """Symbols that have no sound: +1 where the next one's counts, -1 where the one before does."""
    from testudo_voice.teacher_packages import vocabulary

    sides = {"ˈ": 1, "ˌ": 1, "ː": -1, " ": -1}
    return {vocabulary()[symbol]: side for symbol, side in sides.items()}


def utterance(spoken: Spoken, tokens: list[int], merged: dict[int, int]) -> tuple[np.ndarray, ...]:
    """Audio float32 [codes x 1024], phones [codes], pitch [codes] and samples of words [words, 2] of one line."""
    from testudo_voice.teacher import FRAME, PITCH_STEPS, UNVOICED_HZ

    first, last = trimmed(spoken.wave)
    codes = -(-(last - first) // SAMPLES_PER_CODE)
    audio = np.zeros(codes * SAMPLES_PER_CODE, dtype=np.float32)
    part = levelled(spoken.wave[first : min(last, first + len(audio))])
    audio[: len(part)] = part
    middles = first + (np.arange(codes) + 0.5) * SAMPLES_PER_CODE
    by_frame = symbols_by_frame(tokens, spoken.durations, merged)
    phones = by_frame[np.minimum((middles / FRAME).astype(int), len(by_frame) - 1)]
    steps = np.minimum((middles * PITCH_STEPS / FRAME).astype(int), len(spoken.pitch) - 1)
    hertz = spoken.pitch[steps]
    pitch = np.where((hertz > UNVOICED_HZ * 4) & (phones > 0), np.log2(np.maximum(hertz, 1.0)), np.nan)
    words = word_frames(tokens, spoken.durations, merged) * FRAME - first
    return audio, phones, pitch.astype(np.float16), words.clip(0, len(audio)).astype(np.int32)


class Script:
    """The lines of ``script.npz``."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as file:
            self.speakers = file["speakers"]
            self._tokens, self._ids = file["tokens"], file["ids"]
            self._token_ends = np.cumsum(file["token_lengths"].astype(np.int64))
            self._id_ends = np.cumsum(file["id_lengths"].astype(np.int64))

    def __len__(self) -> int:
        return len(self.speakers)

    def tokens(self, line: int) -> list[int]:
        return list(self._tokens[self._token_ends[line - 1] if line else 0 : self._token_ends[line]].tolist())

    def ids(self, line: int) -> np.ndarray:
        return np.asarray(self._ids[self._id_ends[line - 1] if line else 0 : self._id_ends[line]])


def speak(script: Script, to: Path, part: int, parts: int, device: str, shard_lines: int = SHARD_LINES) -> None:
    """Speaks the pools of a part; a pool's shards appear one by one, each whole or not at all.

    The part that ends last leaves a file ``complete``, which trainings wait for.
    """
    lines = min(POOL_LINES, -(-len(script) // (parts * shard_lines)) * shard_lines)
    pools = [range(at, min(at + lines, len(script))) for at in range(0, len(script), lines)]
    shards = [_shards(to, pool, shard_lines) for pool in pools]
    waiting = [number for number in range(part, len(pools), parts) if not _all_there(shards[number])]
    if waiting:
        _speak_pools(script, [(pools[number], shards[number]) for number in waiting], part, device)
    if all(map(_all_there, shards)):
        (to / "complete").touch()


def _shards(to: Path, pool: range, lines: int) -> dict[Path, list[int]]:
    """The files of a pool, and the lines of each."""
    starts = range(pool.start, pool.stop, lines)
    return {to / f"shard-{at // lines:05d}.npz": list(range(at, min(at + lines, pool.stop))) for at in starts}


def _all_there(shards: dict[Path, list[int]]) -> bool:
    return all(path.exists() for path in shards)


def _speak_pools(script: Script, pools: list[tuple[range, dict[Path, list[int]]]], part: int, device: str) -> None:
    import torch

    from testudo_voice.mel import MelSpectrogram
    from testudo_voice.teacher import Line, Teacher

    teacher, cast, merged = Teacher(device), speakers(), merged_symbols()
    mels = partial(_mels, MelSpectrogram().to(device), torch.device(device))
    began, seconds = time.monotonic(), 0.0
    for numbers, shards in pools:
        tokens = {number: script.tokens(number) for number in numbers}
        lines = [Line(tuple(tokens[n]), cast[script.speakers[n]].style(len(tokens[n]))) for n in numbers]
        made = {}
        for spoken in teacher.say(lines):
            number = numbers[spoken.line]
            made[number] = utterance(spoken, tokens[number], merged)
        for path, inside in shards.items():
            seconds += write_shard(path, inside, script, made, mels)
        speed = seconds / (time.monotonic() - began)
        print(f"part {part}: {seconds / 3600:.2f} h of speech, {speed:.0f} x", flush=True)


def _mels(to_mel: torch.nn.Module, device: torch.device, wave: np.ndarray) -> np.ndarray:
    """Log mels [frames, bands] of a long wave, a minute at a time with one code of overlap."""
    import torch

    piece, frames = 1400 * SAMPLES_PER_CODE, []
    with torch.no_grad():
        for start in range(0, len(wave), piece):
            begin, end = max(0, start - SAMPLES_PER_CODE), min(len(wave), start + piece + SAMPLES_PER_CODE)
            made = to_mel((torch.from_numpy(wave[begin:end]).to(device).float() / 32768)[None])[0].T
            first = (start - begin) // to_mel.hop
            frames.append(made[first : first + (min(len(wave), start + piece) - start) // to_mel.hop].half().cpu())
        return torch.cat(frames).numpy()


def write_shard(path: Path, numbers: list[int], script: Script, made: dict[int, tuple[np.ndarray, ...]], mels) -> float:  # type: ignore[no-untyped-def]
    """Writes the lines that fit the model; returns their seconds."""
    fitting = [n for n in numbers if len(made[n][1]) <= MAX_CODES]
    audio = np.concatenate([made[n][0] for n in fitting])
    whole = (np.clip(audio, -1, 1) * 32767).astype(np.int16)
    partial_file = path.with_suffix(f".{os.getpid()}.tmp")
    with partial_file.open("wb") as target:
        np.savez(
            target,
            audio=whole,
            mel=mels(whole),
            codes=np.array([len(made[n][1]) for n in fitting], dtype=np.int64),
            phones=np.concatenate([made[n][1] for n in fitting]),
            pitch=np.concatenate([made[n][2] for n in fitting]),
            speakers=script.speakers[fitting],
            ids=np.concatenate([script.ids(n) for n in fitting]),
            text_lengths=np.array([len(script.ids(n)) for n in fitting], dtype=np.int64),
            words=np.concatenate([made[n][3] for n in fitting]),
            word_counts=np.array([len(made[n][3]) for n in fitting], dtype=np.int64),
        )
    partial_file.rename(path)
    return len(whole) / SAMPLE_RATE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("script", "select", "speak"))
    parser.add_argument("--books", type=Path, nargs="+", default=[], help="plain text books, for the script")
    parser.add_argument("--script", type=Path, help="folder of the script to select from")
    parser.add_argument("--words", type=Path, nargs="+", default=[], help="dictionaries, one word a line")
    parser.add_argument("--hours", type=float, default=110, help="of speech, about")
    parser.add_argument("--to", type=Path, required=True, help="folder for the script and the shards")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--part", type=int, default=0, help="first pool of every `parts`-th pool to speak")
    parser.add_argument("--parts", type=int, default=1)
    parser.add_argument("--shard-lines", type=int, default=SHARD_LINES)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    if options.step == "script":
        lines = training_lines(options.books, options.words, options.seed)
        print({kind: (len(texts), sum(map(len, texts))) for kind, texts in lines.items()}, flush=True)
        write_script(assignments(lines, options.hours, options.seed), options.to, options.processes)
    elif options.step == "select":
        select(options.script, options.to)
    else:
        script = Script(options.to / "script.npz")
        speak(script, options.to, options.part, options.parts, options.device, options.shard_lines)


if __name__ == "__main__":
    main()
