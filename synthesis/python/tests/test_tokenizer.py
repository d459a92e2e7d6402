# SPDX-License-Identifier: Apache-2.0
import json

from conftest import parity_file

from testudo_voice.tokenizer import TOKENS, Tokenizer, encode, starter


def test_official_vocabulary_gives_the_official_ids() -> None:
    tokenizer = Tokenizer.read(parity_file("data/tokenizer.json"))
    rows = json.loads(parity_file("tokenizer.json").read_text())["rows"]
    assert len(rows) >= 30
    for row in rows:
        assert tokenizer.encode(row["cleaned"]) == row["ids"], row["cleaned"]


def test_starter_spells_and_marks_spaces() -> None:
    assert encode("Ab, c!") == [14, 15, 7, 2, 16, 3]


def test_starter_reads_typographic_marks() -> None:
    assert encode("\u201cDon\u2019t\u201d\u2014S\u00f6\u2026") == encode("don't-so...")


def test_starter_knows_every_character_of_its_own() -> None:
    known = starter().specification["model"]["vocab"]
    assert sorted(known.values()) == list(range(TOKENS))
    assert encode("\u00e9\u0153") == encode("eoe")
    assert encode("\u03bb") == [1]


def test_whitespace_runs_are_one_space() -> None:
    assert encode(" a \n\t b ") == [14, 2, 15]
