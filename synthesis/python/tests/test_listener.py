# SPDX-License-Identifier: Apache-2.0
import hashlib
from pathlib import Path

import pytest
import torch

from testudo_voice.alignment import edit_distance, heard, text_of
from testudo_voice.export_listener import export, finished
from testudo_voice.listener import ALPHABET, SMOKE_LISTENER, Listener, classes_of, spoken_letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("  \u201cDon\u2019t!\u201d said the Keeper\u2014twice. ", "don't said the keeper twice"),
        ("The boys' caf\u00e9: 'tis C. \u00c6sop's", "the boys cafe tis c aesop's"),
        ("...", ""),
    ],
)
def test_writes_what_can_be_heard(text: str, letters: str) -> None:
    assert spoken_letters(text) == letters
    assert "".join(ALPHABET[c - 1] for c in classes_of(text)) == letters


@torch.no_grad()
def test_a_row_does_not_hear_its_neighbours(tmp_path: Path) -> None:
    torch.manual_seed(0)
    export(finished(None, SMOKE_LISTENER), tmp_path, {"hours": "96"})
    module = torch.jit.load(str(tmp_path / "listener.pt"))
    module.to_float32()
    lengths = [30_001, 24_000, 960, 1, 14_400]
    waves = 0.1 * torch.randn(len(lengths), max(lengths))
    together = module(waves, torch.tensor(lengths))  # noise beyond each row's end
    assert together.shape == (5, 63, 29)
    torch.testing.assert_close(together.exp().sum(2), torch.ones(5, 63))
    for row, length in enumerate(lengths):
        alone = module(waves[row : row + 1, :length], torch.tensor([length]))
        assert alone.size(1) == -(-length // 480)
        torch.testing.assert_close(together[row, : alone.size(1)], alone[0], atol=2e-5, rtol=0)


def test_the_manifest_knows_the_file(tmp_path: Path) -> None:
    export(finished(None, SMOKE_LISTENER), tmp_path, {"hours": "96"})
    lines = (tmp_path / "listener.properties").read_text().splitlines()
    found = dict(line.split("=", 1) for line in lines)
    assert found["sha256"] == hashlib.sha256((tmp_path / "listener.pt").read_bytes()).hexdigest()
    assert found["alphabet"] == "\\ 'abcdefghijklmnopqrstuvwxyz"
    assert (found["format"], found["sample-rate"], found["frame-samples"], found["hours"]) == (
        "1",
        "24000",
        "480",
        "96",
    )


def test_its_size_is_what_a_program_can_carry() -> None:
    assert sum(p.numel() for p in Listener().parameters()) * 2 < 11.5e6


def test_hears_the_letters_of_the_likeliest_path() -> None:
    path = [1, 0, 3, 3, 0, 3, 4, 4, 1, 1, 0, 1, 5, 0, 1]
    found = torch.nn.functional.one_hot(torch.tensor(path), 29).numpy()
    assert text_of(heard(found)) == "aab c"
    assert heard(found[:2]) == []


def test_edit_distance() -> None:
    assert edit_distance("kitten", "sitting") == 3
    assert edit_distance("", "abc") == edit_distance("abc", "") == 3
    assert edit_distance(["the", "lamp"], ["the", "lamp"]) == 0
