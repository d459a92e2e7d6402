# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import pytest

from testudo_voice.phonemes import phonemes
from testudo_voice.teacher_packages import vocabulary

pytestmark = pytest.mark.usefixtures("teachers")


@pytest.mark.parametrize(
    ("text", "british", "inside"),
    [
        ("The car was far.", False, "kˈɑɹ"),
        ("The car was far.", True, "kˈɑː "),
        ("No, never!", True, ","),
        ("the B B C", True, "bˈiː bˈiː sˈiː"),
        ("a U S A", False, "ˈA"),
    ],
)
def test_reads_words_by_accent_and_letters_by_name(text: str, british: bool, inside: str) -> None:
    assert inside in phonemes(text, british)


@pytest.mark.parametrize("british", [False, True])
def test_every_symbol_is_one_that_the_teacher_knows(british: bool) -> None:
    texts = Path(__file__).parent.parent / "evaluation" / "awkward.txt"
    lines = texts.read_text(encoding="utf-8").splitlines()
    found = " ".join(phonemes(line, british) for line in [*lines, "Blorvish quendle and the Strathquhar twidgeon."])
    assert set(found) <= set(vocabulary())
