# SPDX-License-Identifier: Apache-2.0
"""Whether voices are their speakers: each take is given to the most similar of the teacher's 28 voices.

python -m testudo_voice.evaluate_speakers BUNDLE           the shipped voices
python -m testudo_voice.evaluate_speakers BUNDLE --cloned  voices made of six seconds of the four held out of training

The voice encoder, which knows nothing of the model, measures similarity; it hears six sentences of each of the
teacher's voices. Clips, these sentences and takes are of different sentences, none of which is in any training text. It
also prints how natural the takes sound, and how often the voice encoder finds the speaker of the teacher's own speech,
each of the six sentences left out of its speaker's mean.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zlib import crc32

import numpy as np
import torch

from testudo_voice.evaluate import SENTENCES
from testudo_voice.scorer import naturalness, one_thread
from testudo_voice.speaker import Speaker
from testudo_voice.speakers import HELD_OUT, VOICES
from testudo_voice.speech import SAMPLE_RATE
from testudo_voice.teacher_onnx import takes as teacher
from testudo_voice.voice_encoder import embedding

CLIP_SECONDS = 6
CLIP_SENTENCES = 3  # joined, they last more than six seconds
TAUGHT = 6  # sentences of each of the teacher's voices, for the voice encoder


def clip_of(lines: list[str], voice: str) -> np.ndarray:
    spoken = np.concatenate(teacher(lines, voice))
    return spoken[: CLIP_SECONDS * SAMPLE_RATE]


def learn(bundle: Path, clip: np.ndarray) -> dict[str, torch.Tensor]:
    """The latents of one clip, as `voice add` makes them."""
    module = torch.jit.load(str(bundle / "conditioning.pt"))
    module.to_float32()
    with torch.no_grad():
        autoregressive, diffusion = module.latents(torch.from_numpy(clip).float())
    return {"autoregressive": autoregressive, "diffusion": diffusion}


@dataclass(frozen=True)
class Take:
    speaker: int  # of VOICES
    clip: int  # number of the clip that the voice is made of; of a shipped voice 0
    line: str


def speak_all(work: list[Take], bundle: Path, clips: dict[tuple[int, int], np.ndarray]) -> list[np.ndarray]:
    """By voices made of the clips, by (speaker, clip); by shipped voices if there are none."""
    speaker = Speaker(bundle)
    speaker.voices |= {f"{VOICES[number]}/{clip}": learn(bundle, wave) for (number, clip), wave in clips.items()}
    ending = "/{}" if clips else ""
    names = [VOICES[take.speaker] + ending.format(take.clip) for take in work]
    made = zip(work, names, strict=True)
    return [speaker.speak(take.line, name, crc32(take.line.encode())).numpy() for take, name in made]


def embeddings(waves: list[np.ndarray], pool: ProcessPoolExecutor) -> np.ndarray:
    """[waves, 256]"""
    return np.stack(list(pool.map(partial(embedding, rate=SAMPLE_RATE), waves, chunksize=20)))


def evaluate(bundle: Path, lines: list[str], takes: int, clips_per_voice: int, processes: int) -> dict[str, object]:
    """Takes of the shipped voices, or with clips of the held-out voices by what the clips make of them."""
    shipped = [voice["name"] for voice in Speaker(bundle).manifest["voices"]]
    voices = [VOICES.index(name) for name in (HELD_OUT if clips_per_voice else shipped)]
    rounds = -(-takes // len(voices))
    ending = len(lines) - CLIP_SENTENCES * clips_per_voice
    groups = [lines[at : at + CLIP_SENTENCES] for at in range(ending, len(lines), CLIP_SENTENCES)]
    taught, spoken = lines[:TAUGHT], lines[TAUGHT : TAUGHT + rounds]
    if TAUGHT + rounds > ending:
        raise ValueError(f"Cannot draw {takes} takes: there are {ending - TAUGHT} sentences for each voice")
    work = [Take(voice, i % max(1, len(groups)), line) for voice in voices for i, line in enumerate(spoken)]
    clips = {(v, i): clip_of(group, VOICES[v]) for v in voices for i, group in enumerate(groups)}
    with ProcessPoolExecutor(processes, initializer=one_thread) as pool:
        originals = list(pool.map(teacher, [taught] * len(VOICES), VOICES))
        known = embeddings([wave for share in originals for wave in share], pool).reshape(len(VOICES), TAUGHT, -1)
        shares = [work[n::processes] for n in range(processes)]
        waves: list[np.ndarray] = [np.zeros(0)] * len(work)
        for number, made in enumerate(pool.map(partial(speak_all, bundle=bundle, clips=clips), shares)):
            waves[number::processes] = made
        ours = embeddings(waves, pool)
        natural = list(pool.map(naturalness, waves, chunksize=5))
    found = report(similarities(ours, known), np.array([take.speaker for take in work]))
    of_teacher = report(left_out(known), np.repeat(range(len(VOICES)), TAUGHT))
    return {**found, "naturalness": [round(float(np.mean(natural)), 3), round(min(natural), 2)], "teacher": of_teacher}


def similarities(takes: np.ndarray, known: np.ndarray) -> np.ndarray:
    """[takes, speakers] of embeddings [takes, D] to the means of known ones [speakers, sentences, D]."""
    means = known.mean(1)
    return np.asarray(takes @ (means / np.linalg.norm(means, axis=1, keepdims=True)).T)


def left_out(known: np.ndarray) -> np.ndarray:
    """Of each known embedding, which is not in its own speaker's mean: [speakers x sentences, speakers]."""
    speakers, sentences, _ = known.shape
    found = similarities(known.reshape(speakers * sentences, -1), known)
    for speaker in range(speakers):
        for sentence in range(sentences):
            others = np.delete(known[speaker], sentence, axis=0)[None]
            found[speaker * sentences + sentence, speaker] = similarities(known[speaker, sentence][None], others)[0, 0]
    return found


def report(found: np.ndarray, truth: np.ndarray) -> dict[str, object]:
    """From similarities [takes, speakers]."""
    heard = found.argmax(1)
    others = np.where(np.arange(found.shape[1]) == truth[:, None], -1, found).max(1)
    wrong = Counter(f"{VOICES[a]} for {VOICES[b]}" for a, b in zip(truth, heard, strict=True) if a != b)
    return {
        "takes": len(truth),
        "right": int((heard == truth).sum()),
        "taken": dict(wrong.most_common()),
        "similarityToOwn": round(float(np.median(found[np.arange(len(truth)), truth])), 3),
        "similarityToNearestOther": round(float(np.median(others)), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--takes", type=int, default=100)
    parser.add_argument("--cloned", action="store_true", help="voices made of clips of the held-out speakers")
    parser.add_argument("--clips", type=int, default=5, help="of each speaker, for --cloned: a voice each")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    clips = arguments.clips if arguments.cloned else 0
    print(json.dumps(evaluate(arguments.bundle, lines, arguments.takes, clips, arguments.processes)), flush=True)


if __name__ == "__main__":
    main()
