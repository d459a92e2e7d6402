# SPDX-License-Identifier: Apache-2.0
import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import torch
from safetensors.torch import save_file

from testudo_voice.data import FRAMES_PER_CODE, SpeechSet
from testudo_voice.export_starter import durations, read_voices, silence_codes


def test_durations_recover_a_line_and_its_spread() -> None:
    generator = torch.Generator().manual_seed(0)
    characters = torch.randint(5, 300, (5000,), generator=generator)
    predicted = 0.3 + 0.06 * characters
    seconds = predicted + 0.2 * predicted.sqrt() * torch.randn(5000, generator=generator)
    offset, slope, spread = durations(characters, seconds)
    assert abs(offset - 0.3) < 0.1
    assert abs(slope - 0.06) < 0.001
    assert abs(spread - 0.2) < 0.01


def test_silence_codes_are_those_that_mostly_pause() -> None:
    codes = torch.tensor([1] * 30 + [2] * 30 + [3] * 5)
    level = torch.tensor([-11.0] * 28 + [-4.0] * 2 + [-11.0] * 10 + [-4.0] * 20 + [-11.0] * 5)
    mel = level.repeat_interleave(FRAMES_PER_CODE)[:, None].expand(-1, 100)
    assert silence_codes(codes, cast(SpeechSet, SimpleNamespace(mel=mel))) == [1]


def test_ships_the_described_voices_in_their_order(tmp_path: Path) -> None:
    """Of a held-out voice there is a pace, but nobody chooses by it."""
    names = ["bf_emma", "af_nova", "af_river"]
    latents = {
        f"{name}.{network}": torch.full((4,), float(number))
        for number, name in enumerate(names)
        for network in ("autoregressive", "diffusion")
    }
    facts = {"paces": {name: (0.1, 0.06, 0.2) for name in names}, "silenceCodes": [7, 9]}
    save_file(latents, str(tmp_path / "voices.safetensors"), metadata={"facts": json.dumps(facts)})
    voices, silent = read_voices(tmp_path / "voices.safetensors")
    assert [voice.name for voice in voices] == ["bf_emma", "af_river"]
    assert [float(voice.autoregressive[0]) for voice in voices] == [0.0, 2.0]
    assert (voices[0].seconds_offset, voices[0].seconds_per_character) == (0.1, 0.06)
    assert voices[0].pitch_hz > 0
    assert silent == [7, 9]
