# SPDX-License-Identifier: Apache-2.0
import random
import re
from pathlib import Path

import pytest
from conftest import PROJECT

from testudo_voice import corpus

SAMPLE = PROJECT / "conf" / "samples" / "the-keeper-of-lantern-rock.md"
SENTENCES = ["The lamp was lit, and nobody came.", "Alice went home."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Hale walked home--slowly.", "mister Hale walked home, slowly."),
        ("\u201cNo,\u201d said Alice; _never_!", "No, said Alice; never!"),
        ("It wasn\u2019t 'so'.", "It wasn't so."),
        ("He SHOUTED at Tom.", "He shouted at Tom."),
        ("In 1887 he left.", None),
        ("* * *", None),
    ],
)
def test_cleans_or_refuses(text: str, expected: str | None) -> None:
    assert corpus.clean(text) == expected


def test_packs_every_sentence_once_and_in_order() -> None:
    sentences = [f"sentence {'x' * (7 * number % 90)} ends." for number in range(60)]
    packed = list(corpus.packed(sentences, random.Random(0)))
    assert " ".join(packed) == " ".join(sentences)
    assert max(map(len, packed)) <= corpus.MAX_CHARACTERS


def test_numbers_are_words() -> None:
    lines = list(corpus.number_lines(300, random.Random(0)))
    assert len(lines) == 300
    assert all(re.fullmatch(r"[A-Za-z ,.?!-]+", line) for line in lines)
    everything = " ".join(lines)
    for part in (" and ", " point ", "hundred", "thousand", "million", "twentieth", "oh ", "dollars", "January"):
        assert part in everything, part


def test_initialisms_are_single_capitals() -> None:
    for line in corpus.initialism_lines(SENTENCES, 100, random.Random(0)):
        assert re.search(r"\b[A-Z](?: [A-Z]){1,4}\b", line)
        assert line[-1] in ".?!"


def test_reads_words_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("apple\nAlice\napple's\nIBM\ncaf\u00e9\nx\n")
    assert corpus.word_list(path) == ["Alice", "apple"]


def test_made_up_words_are_letters_of_real_ones() -> None:
    words = ["lantern", "harbour", "candle", "sailor", "winter", "letter", "border", "corner"]
    made = corpus.pseudo_words(words, 20, random.Random(0))
    assert len(set(made)) == 20
    assert set("".join(made)) <= set("".join(words))


def test_training_text_repeats_for_a_seed() -> None:
    first = corpus.training_lines([SAMPLE], [], seed=3)
    assert first == corpus.training_lines([SAMPLE], [], seed=3)
    assert first != corpus.training_lines([SAMPLE], [], seed=4)
    assert set(first) == {"read", "words", "single", "shuffled", "pseudo", "numbers", "letters"}
    assert any(word[0].isupper() for line in first["read"] for word in line.split()[1:])
