# SPDX-License-Identifier: Apache-2.0
"""Compares a take with its text by what the listener heard: the rule of the renderer (``TakeReview`` in Java).

The text is aligned with the take, which cuts it into pieces: words, and the gaps before, between and after them. The
loss of a frame is how much likelier its likeliest class is than the one that the alignment gives it. Pieces that lose
too much are bad; bad pieces side by side are one region, and what was heard in a region beside what its words say
tells the kind of fault.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from testudo_voice.alignment import align, edit_distance
from testudo_voice.listener import ALPHABET, BLANK, classes_of, spoken_letters


@dataclass(frozen=True)
class Rule:
    """When something that was heard counts as a fault. Its names and values are those of ``ListenerRule`` in Java."""

    word_nats: float = 8  # loss from which a word is bad
    word_score: float = 0.25  # score below which it is, with that loss
    last_word_score: float = 0.4  # the same for the last word, of which a cut takes the end only
    gap_nats: float = 6  # loss from which a gap is bad
    gap_letters: int = 3  # letters that must be heard in it, and the fewest that count as extra speech
    lost_share: float = 0.5  # of a region's letters: below it its words count as not heard
    extra_share: float = 0.6  # of a region's letters that must come on top to count as extra speech
    other_share: float = 0.5  # of a region's letters that must differ to count as other words
    unclear_nats: float = 20  # loss of a region from which words that are heard otherwise are wrong or mumbled
    explained_share: float = 0.6  # of the differences that may remain if words were left out or said twice


@dataclass(frozen=True)
class Word:
    text: str
    start: int  # frames
    end: int
    score: float


@dataclass(frozen=True)
class Finding:
    fault: str
    words: str
    start: int  # frames
    end: int


@dataclass(frozen=True)
class Piece:
    start: int
    end: int
    loss: float


@dataclass(frozen=True)
class Region:
    """Pieces [first, last]; piece 2 w + 1 is word w, piece 2 w the gap before it."""

    first: int
    last: int

    @property
    def first_word(self) -> int:
        return self.first // 2

    @property
    def last_word(self) -> int:
        """Less than the first one for a region that is a gap alone."""
        return (self.last - 1) // 2

    @property
    def is_gap(self) -> bool:
        return self.last_word < self.first_word


class TakeReview:
    """One take: log-probabilities [T, classes] and the text that it should say."""

    def __init__(self, found: np.ndarray, text: str, rule: Rule = Rule()) -> None:
        self.rule = rule
        self.words = spoken_letters(text).split()
        self.pieces: list[Piece] = []
        self.frames = len(found)
        best = found.argmax(1)
        begins = (np.diff(best, prepend=BLANK) != 0) & (best != BLANK)
        self._characters = np.array(["", *ALPHABET])[np.where(begins, best, 0)]
        classes = classes_of(text)
        path = align(found, classes) if self.words else None
        if path is not None:
            said = np.where(path.index >= 0, np.array(classes)[path.index], BLANK)
            self._cut(path.index, found.max(1) - found[np.arange(len(found)), said])

    def _cut(self, index: np.ndarray, losses: np.ndarray) -> None:
        before = np.concatenate([[0.0], np.cumsum(losses.astype(np.float64))])
        first, at = 0, 0
        for word in self.words:
            mine = np.flatnonzero((index >= first) & (index < first + len(word)))
            start, end = int(mine[0]), int(mine[-1]) + 1
            self.pieces.append(Piece(at, start, before[start] - before[at]))
            self.pieces.append(Piece(start, end, before[end] - before[start]))
            first, at = first + len(word) + 1, end
        self.pieces.append(Piece(at, len(index), before[-1] - before[at]))

    def under(self, rule: Rule) -> TakeReview:
        """The same take by another rule."""
        other = copy.copy(self)
        other.rule = rule
        return other

    def score(self, word: int) -> float:
        return math.exp(-self.pieces[2 * word + 1].loss / len(self.words[word]))

    def times(self) -> list[Word]:
        """Every word in order; none if the take is too short for its text."""
        if not self.pieces:
            return []
        pieces = self.pieces[1::2]
        return [Word(w, p.start, p.end, self.score(n)) for n, (w, p) in enumerate(zip(self.words, pieces, strict=True))]

    def severity(self) -> float:
        """Losses of bad pieces, per letter of the text."""
        bad = sum(piece.loss for number, piece in enumerate(self.pieces) if self.is_bad(number))
        return bad / max(1, sum(map(len, self.words)))

    def findings(self) -> list[Finding]:
        if not self.words:
            return []
        if not self.pieces:
            return [Finding("CUT_SHORT", " ".join(self.words), 0, self.frames)]
        found = [finding for region in self._regions() for finding in self._verdict(region)]
        bad = sum(self.is_bad(2 * word + 1) for word in range(len(self.words)))
        if bad * 2 > len(self.words) and bad > 1 and any(f.fault == "WRONG_WORDS" for f in found):
            return [self._finding("WRONG_WORDS", Region(1, len(self.pieces) - 2), "the whole take")]
        return found

    def is_faulty(self) -> bool:
        """Whether there are findings: quicker than to find what they are."""
        if not self.pieces:
            return bool(self.words)
        regions = list(self._regions())
        return any(self._loss(region) >= self.rule.unclear_nats for region in regions) or any(
            self._verdict(region) for region in regions
        )

    def is_bad(self, number: int) -> bool:
        loss = self.pieces[number].loss
        if number % 2 == 0:
            return loss >= self.rule.gap_nats and len(self._heard(number, number)) >= self.rule.gap_letters
        is_last = number == len(self.pieces) - 2
        least = self.rule.last_word_score if is_last else self.rule.word_score
        return loss >= self.rule.word_nats and self.score(number // 2) < least

    def _regions(self) -> Iterator[Region]:
        bad = [number for number in range(len(self.pieces)) if self.is_bad(number)]
        for place, number in enumerate(bad):
            if place == 0 or number - bad[place - 1] > 2:
                first = number
            if place == len(bad) - 1 or bad[place + 1] - number > 2:
                yield Region(first, number)

    def _verdict(self, region: Region) -> list[Finding]:
        rule, expected = self.rule, "" if region.is_gap else self._joined(region.first_word, region.last_word)
        found = self._heard(region.first, region.last)
        at_end = region.last >= len(self.pieces) - 2
        lost = "CUT_SHORT" if at_end else "MISSING_WORDS"
        without = self._without(region, at_end)
        if without:
            return [self._finding(lost, region, without)]
        twice = self._twice(region, len(found) - len(expected))
        if twice:
            return [self._finding("REPEATED_WORDS", region, twice)]
        if region.is_gap or len(found) >= len(expected) + max(rule.gap_letters, rule.extra_share * len(expected)):
            text = self._heard(region.first, region.last, gaps=True).strip()
            return [self._finding("EXTRA_SPEECH", region, text)]
        if len(found) <= rule.lost_share * len(expected) or (at_end and self._is_beginning(found, expected)):
            return [self._of_bad_words(lost, region)]
        if self._loss(region) < rule.unclear_nats:
            return []
        differs = edit_distance(expected, found) > rule.other_share * len(expected)
        return [self._of_bad_words("WRONG_WORDS" if differs else "MUMBLED", region)]

    def _loss(self, region: Region) -> float:
        return sum(piece.loss for piece in self.pieces[region.first : region.last + 1])

    @staticmethod
    def _is_beginning(found: str, expected: str) -> bool:
        return len(found) < len(expected) and edit_distance(found, expected[: len(found)]) <= 1

    def _joined(self, first: int, last: int) -> str:
        return "".join(self.words[first : last + 1])

    def _quote(self, first: int, last: int) -> str:
        return " ".join(self.words[first : last + 1])

    def _heard(self, first: int, last: int, gaps: bool = False) -> str:
        text = "".join(self._characters[self.pieces[first].start : self.pieces[last].end])
        return text if gaps else text.replace(" ", "")

    def _around(self, region: Region, start: int, end: int) -> str:
        return self._heard(min(region.first, 2 * start + 1), max(region.last, 2 * end + 1))

    def _without(self, region: Region, at_end: bool) -> str:
        """The words of a region without which the text is much more like what is heard.

        Their letters are aligned with the ends of words that are there, which makes those bad too.
        """
        start, end = max(0, region.first_word - 1), min(len(self.words) - 1, region.last_word + 1)
        around = self._around(region, start, end)
        best, words = math.inf, ""
        for first in range(region.first_word, region.last_word + 1):
            for last in range(region.last_word if at_end else first, region.last_word + 1):
                rest = self._joined(start, first - 1) + self._joined(last + 1, end)
                distance = edit_distance(rest, around)
                if distance < best:
                    best, words = distance, self._quote(first, last)
        return words if best <= self.rule.explained_share * edit_distance(self._joined(start, end), around) else ""

    def _twice(self, region: Region, extra: int) -> str:
        """The phrase that must be said twice for the text to be much more like what is heard."""
        if extra < self.rule.gap_letters:
            return ""
        start = region.first_word
        while start > 0 and len(self._joined(start, region.first_word - 1)) < extra:
            start -= 1
        end = region.last_word
        while end < len(self.words) - 1 and len(self._joined(region.last_word + 1, end)) < extra:
            end += 1
        around = self._around(region, start, end)
        best, words = math.inf, ""
        for first in range(start, end + 1):
            for last in range(first, end + 1):
                distance = edit_distance(self._joined(start, last) + self._joined(first, end), around)
                if distance < best:
                    best, words = distance, self._quote(first, last)
        return words if best <= self.rule.explained_share * edit_distance(self._joined(start, end), around) else ""

    def _of_bad_words(self, fault: str, region: Region) -> Finding:
        bad = [word for word in range(region.first_word, region.last_word + 1) if self.is_bad(2 * word + 1)]
        quoted = (bad[0], bad[-1]) if bad else (region.first_word, region.last_word)
        return self._finding(fault, region, self._quote(*quoted))

    def _finding(self, fault: str, region: Region, words: str) -> Finding:
        return Finding(fault, words, self.pieces[region.first].start, self.pieces[region.last].end)
