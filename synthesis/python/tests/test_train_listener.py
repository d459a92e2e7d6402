# SPDX-License-Identifier: Apache-2.0
"""The listener's training data against plain loops, and the training itself at its smallest."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from testudo_voice.listener import ALPHABET, BLANK, FRAME_SAMPLES, GAP
from testudo_voice.speech import SAMPLES_PER_CODE
from testudo_voice.tokenizer import encode
from testudo_voice.train_listener import (
    CLASSES,
    OUTSIDE,
    ROUND,
    Course,
    Example,
    Speech,
    example,
    letter_loss,
    letters_of,
    plain_course,
    random_course,
)

TEXTS = ["The lamp was lit, don't go.", "One two three four five six seven.", "Ah!", "B B C; said - 'never' now"]
WRITTEN = ["the lamp was lit don't go", "one two three four five six seven", "ah", "b b c said never now"]
WORD = 3 * FRAME_SAMPLES  # samples of a word, and as many of a gap


def write_shard(path: Path) -> None:
    """Every word lasts three frames and so does every gap; the audio counts them."""
    ids = [np.array(encode(text), dtype=np.uint8) for text in TEXTS]
    words = [np.array([(2 * n + 1, 2 * n + 2) for n in range(len(text.split()))]) * WORD for text in WRITTEN]
    codes = [-(-int(spans[-1, 1] + WORD) // SAMPLES_PER_CODE) for spans in words]
    audio = [np.arange(count * SAMPLES_PER_CODE) // WORD for count in codes]
    words[2] = words[2][:0]  # a line whose words the teacher counts otherwise
    np.savez(
        path,
        audio=(np.concatenate(audio) * 100).astype(np.int16),
        codes=np.array(codes),
        phones=np.zeros(sum(codes), dtype=np.uint8),
        speakers=np.zeros(len(TEXTS), dtype=np.int16),
        ids=np.concatenate(ids),
        text_lengths=np.array([len(line) for line in ids]),
        words=np.concatenate(words).astype(np.int32),
        word_counts=np.array([len(spans) for spans in words]),
    )


@pytest.fixture
def speech(tmp_path: Path) -> Speech:
    write_shard(tmp_path / "shard-00000.npz")
    return Speech([tmp_path / "shard-00000.npz"], torch.device("cpu"))


def course_of(speech: Speech, line: int, **changed: int) -> Course:
    course = plain_course(speech, torch.tensor([line]))
    return dataclasses.replace(course, **{name: torch.tensor([value]) for name, value in changed.items()})


def text_of(letters: torch.Tensor, count: torch.Tensor) -> str:
    return "".join(ALPHABET[letter - 1] for letter in letters[: int(count)].tolist())


def test_a_line_as_it_is(speech: Speech) -> None:
    index = torch.arange(len(TEXTS))
    rows = example(speech, index, plain_course(speech, index), 2 * ROUND)
    assert [text_of(*row) for row in zip(rows.letters, rows.letter_counts, strict=True)] == WRITTEN
    assert rows.spoken[0, :12].tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]
    assert rows.spoken[2].isnan().all()
    inside = rows.allowed[0, 10]  # the middle of "lamp", two frames from each gap
    assert {c for c in range(CLASSES) if inside >> c & 1} == {BLANK, GAP, *(1 + ALPHABET.index(x) for x in "lamp")}
    assert (rows.allowed[2] == -1).all()


@pytest.mark.parametrize(
    ("last", "following", "drowned", "wanted"),
    [
        (1, 4, -1, "one two five six seven"),
        (3, 2, -1, "one two three four three four five six seven"),
        (2, 7, -1, "one two three"),
        (1, 0, -1, "one two one two three four five six seven"),
        (7, 7, 3, "one two three five six seven"),
        (7, 7, 0, "two three four five six seven"),
        (7, 7, 6, "one two three four five six"),
        (1, 4, 1, "one five six seven"),
        (1, 4, 4, "one two six seven"),
        (3, 2, 2, "one two four four five six seven"),
        (1, 0, 0, "two two three four five six seven"),
    ],
)
def test_letters_follow_a_jump(speech: Speech, last: int, following: int, drowned: int, wanted: str) -> None:
    course = course_of(speech, 1, last_word=last, next_word=following, drowned=drowned)
    letters, counts = letters_of(speech, torch.tensor([1]), course)
    assert text_of(letters[0], counts[0]) == wanted


def test_what_is_heard_is_what_is_written(speech: Speech) -> None:
    """The words that pass by, by the numbers in the audio, are those of the letters."""
    torch.manual_seed(0)
    index = torch.ones(400, dtype=torch.int64)
    course = random_course(speech, index, 2 * ROUND)
    rows = example(speech, index, course, 2 * ROUND)
    said = WRITTEN[1].split()
    kinds = set()
    for row in range(len(index)):
        middles = torch.arange(int(rows.samples[row]))
        place = course.at(middles)[row]
        numbers = torch.div(place, WORD, rounding_mode="floor").long()
        passed = [number for number in torch.unique_consecutive(numbers).tolist() if number % 2 == 1]
        words = [
            said[number // 2] for number in passed if number // 2 < len(said) and number // 2 != course.drowned[row]
        ]
        assert text_of(rows.letters[row], rows.letter_counts[row]).split() == words
        kinds.add((len(words) > 7) - (len(words) < 7))
    assert kinds == {-1, 0, 1}


def test_the_letter_loss_has_the_gradient_of_its_definition() -> None:
    """Beside the sum over all paths, written out, of scores that are no probabilities."""
    torch.manual_seed(0)
    logits = torch.randn(1, 4, CLASSES, dtype=torch.double, requires_grad=True)
    allowed = torch.tensor([[-1, 1 << 3 | 1, -1, -1]])
    letters = torch.tensor([[3, 4]])
    none = torch.zeros(0)
    rows = Example(none, none, letters, torch.tensor([2]), allowed, none, none)
    found = F.log_softmax(logits, 2)
    loss = letter_loss(found, rows, torch.tensor([4]), torch.ones(1, 4, dtype=torch.bool))
    (gradient,) = torch.autograd.grad(loss, logits, retain_graph=True)
    closed = torch.zeros(4, CLASSES, dtype=torch.double)
    closed[1] = OUTSIDE
    closed[1, [0, 3]] = 0
    scores = found[0] + closed
    paths = torch.cartesian_prod(*[torch.tensor([0, 3, 4])] * 4)
    fitting = [p for p in paths.tolist() if [x for x, y in zip(p, [None, *p], strict=False) if x != y and x] == [3, 4]]
    total = torch.logsumexp(torch.stack([scores[range(4), path].sum() for path in fitting]), 0)
    (wanted,) = torch.autograd.grad(-total / 2, logits)
    torch.testing.assert_close(loss, -total / 2)
    torch.testing.assert_close(gradient, wanted)
