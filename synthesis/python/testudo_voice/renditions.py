# SPDX-License-Identifier: Apache-2.0
"""The same lines said by the bundle and by each part of the chain: what is lost where.

Every function takes lines and returns waves at 24 kHz, in the order of the lines.
"""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import torch

from testudo_voice.codec import Codec
from testudo_voice.mel import MelSpectrogram
from testudo_voice.speaker import Speaker, sample_mel
from testudo_voice.speakers import VOICES
from testudo_voice.speech import SAMPLE_RATE, SAMPLES_PER_CODE
from testudo_voice.starter import AUTOREGRESSIVE, CODEC, CODES
from testudo_voice.teacher_onnx import takes as teacher
from testudo_voice.tokenizer import TOKENS, encode
from testudo_voice.train_autoregressive import Learner
from testudo_voice.training import load_weights


def free_running(lines: list[str], voice: str, bundle: Path, settings: dict[str, float | str]) -> list[np.ndarray]:
    """The bundle as it is used."""
    torch.set_num_threads(1)
    speaker = Speaker(bundle, **settings)
    with torch.jit.optimized_execution(False):  # type: ignore[attr-defined]  # planning costs more than it saves
        return [speaker.speak(line, voice, zlib.crc32(line.encode())).numpy() for line in lines]


class Chain:
    """The teacher's speech let in at a later and later point of the chain."""

    def __init__(self, bundle: Path, weights: Path, voice: str) -> None:
        torch.set_num_threads(1)
        self.voice = voice
        self.speaker = Speaker(bundle)
        self.codec = load_weights(Codec(CODEC), weights / "codec.safetensors")
        self.model = load_weights(Learner(AUTOREGRESSIVE), weights / "autoregressive.safetensors").model
        self.to_mel = MelSpectrogram()

    def _mel(self, line: str) -> torch.Tensor:
        """The teacher's log mel [1, bands, 4M], silence added up to whole codes."""
        wave = torch.from_numpy(teacher([line], self.voice)[0])
        return self.to_mel(torch.nn.functional.pad(wave, (0, -len(wave) % SAMPLES_PER_CODE))[None])

    def _wave(self, mel: torch.Tensor) -> np.ndarray:
        wave: torch.Tensor = self.speaker.stages["vocoder"].waveform(mel, torch.tensor(0))
        return wave.numpy()

    @torch.no_grad()
    def vocoded(self, lines: list[str]) -> list[np.ndarray]:
        """The vocoder alone, on true mels."""
        return [self._wave(self._mel(line)[0]) for line in lines]

    @torch.no_grad()
    def recoded(self, lines: list[str]) -> list[np.ndarray]:
        """True mels through the codec: all that the codes hold."""
        waves = []
        for line in lines:
            vectors = self.codec.encode(self._mel(line))
            chosen, _ = self.codec.quantizer(vectors.flatten(0, 1))
            mel = self.codec.decode(chosen.view_as(vectors), torch.tensor([VOICES.index(self.voice)]))
            waves.append(self._wave(mel[0]))
        return waves

    @torch.no_grad()
    def forced(self, lines: list[str]) -> list[np.ndarray]:
        """True codes, their latents, and from there the bundle."""
        latents_of = self.speaker.voices[self.voice]
        waves = []
        for line in lines:
            codes = self.codec.codes(self._mel(line))
            text = torch.tensor([[TOKENS, *encode(line), 0]])
            framed = torch.nn.functional.pad(codes, (1, 0), value=CODES)
            framed = torch.nn.functional.pad(framed, (0, 1), value=CODES + 1)
            lengths = torch.tensor([text.size(1)]), torch.tensor([framed.size(1)])
            _, _, latents = self.model(latents_of["autoregressive"][None], text, lengths[0], framed, lengths[1])
            mel = sample_mel(
                self.speaker.stages["diffusion"],
                latents[0, : codes.size(1)],
                latents_of["diffusion"],
                torch.tensor(0),
                self.speaker.settings,
            )
            waves.append(self._wave(mel))
        return waves


def takes(library: Path, book: str) -> list[tuple[str, np.ndarray]]:
    """The spoken text of a book's utterances, in order, and the takes that the renderer wrote of them."""
    import pyarrow.parquet as parquet
    import soundfile

    waves: dict[str, np.ndarray] = {}
    for file in sorted((library / "takes" / f"book={book}").glob("*.parquet")):
        for row in parquet.read_table(file, columns=["key", "audio"], partitioning=None).to_pylist():
            waves[row["key"]], rate = soundfile.read(io.BytesIO(row["audio"]), dtype="float32")
            if rate != SAMPLE_RATE:
                raise ValueError(f"Cannot compare takes of {book} with the teacher: their rate is {rate} Hz")
    plans = sorted((library / "plans" / f"book={book}").glob("plan-*.parquet"), key=lambda file: file.stat().st_mtime)
    rows = parquet.read_table(plans[-1], columns=["key", "spokenText"], partitioning=None).to_pylist()
    return [(row["spokenText"], waves[row["key"]]) for row in rows if row["key"] in waves]
