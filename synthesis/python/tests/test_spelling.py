# SPDX-License-Identifier: Apache-2.0
import pytest

from testudo_voice.spelling import word_errors, words


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Nineteen hundred and eighty-four came after eighteen eighty-seven.", "1984 came after 1887."),
        ("The number is five, five, five, zero, one, nine, two.", "The number is 555-0192."),
        ("Three point one four one five nine.", "3.14159"),
        ("It cost five pounds and ten percent.", "It cost \u00a35 and 10%."),
        ("The one hundred and first visitor.", "The 101st visitor"),
        ("Two million, four hundred thousand, three hundred and twelve.", "2,400,312"),
        ("A hundred and five men.", "One hundred five men"),
        ("A gray hat, my neighbors said, and realized.", "A grey hat, my neighbours' said; and realised"),
        ("Mister Hale met Doctor Grey.", "Mr. Hale met Dr. Gray."),
        ("They rowed in wash tubs for the U S A.", "They rowed in washtubs for the USA."),
        ("Anyone may come, they said.", "Any one may come they said"),
        ("It wasn't 'so'.", "it wasn\u2019t so"),
    ],
)
def test_one_text_in_two_writings_has_no_errors(said: str, heard: str) -> None:
    assert word_errors(words(said), words(heard, said)) == 0


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("the lamp was lit", "the lamp was lit again", 1),
        ("the lamp was lit", "the was lit", 1),
        ("the lamp was lit", "the damp was bit", 2),
        ("the lamp was lit", "", 4),
        ("eighteen eighty seven", "1888", 1),
        ("at three", "at 4", 1),
        ("a part of it", "apartment", 4),
    ],
)
def test_counts_what_was_misheard(said: str, heard: str, errors: int) -> None:
    assert word_errors(words(said), words(heard, said)) == errors
