# SPDX-License-Identifier: Apache-2.0
"""Two writings of the same words made one, so that a recognizer's spelling is not counted as a mistake.

Numbers become words, titles are written out, British spelling becomes American, punctuation goes. What a number is
read as (a year, digits one by one) is chosen by what was said. Words that are written together by one and apart by
the other are the affair of ``word_errors``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_WRITTEN_OUT = {
    "mr": "mister", "mrs": "missus", "dr": "doctor", "st": "saint", "ok": "okay", "vs": "versus", "no1": "number one",
    "grey": "gray", "centre": "center", "theatre": "theater", "storey": "story", "jewellery": "jewelry",
    "waggon": "wagon", "towards": "toward", "plough": "plow", "masonary": "masonry",
}  # fmt: skip
_BRITISH_OUR = re.compile(
    r"\b((?:un|dis|mis)?(?:arm|behavi|clam|col|endeav|fav|flav|harb|hon|hum|lab|neighb|od|parl|rum|sav|splend|val|vap"
    r"|vig))our"
)
_BRITISH_ISE = re.compile(r"(?<=[a-z]{4})is(?=(?:e|ed|es|ing|ation)\b)")
_NUMBER = re.compile(r"([$\u00a3]?)(\d[\d,]*)(?:\.(\d+))?(st|nd|rd|th)?(%?)")
_CURRENCIES = {"$": "dollars", "\u00a3": "pounds"}


def words(text: str, said: str = "") -> list[str]:
    """The words of a text. ``said``: what the text is a transcript of, if it is one."""
    text = text.lower().replace("\u2019", "'")
    text = re.sub(r"(\d):(\d)", r"\1 \2", text)
    text = _NUMBER.sub(lambda match: f" {_spoken(match, plain(said))} ", text)
    found = plain(text)
    found = re.sub(r"\ba (?=hundred\b|thousand\b|million\b)", "one ", found)
    found = re.sub(r"\b(hundred|thousand|million) and (?=[a-z])", r"\1 ", found)
    found = _BRITISH_ISE.sub("iz", _BRITISH_OUR.sub(r"\1or", found))
    return " ".join(_WRITTEN_OUT.get(word, word) for word in found.split()).split()


def plain(text: str) -> str:
    """Lower case, letters and inner apostrophes only, single spaces."""
    text = re.sub(r"[^a-z']+", " ", text.lower().replace("\u2019", "'"))
    return " ".join(re.sub(r"(?<![a-z])'+|'+(?![a-z])", " ", text).split())


def _spoken(number: re.Match[str], said: str) -> str:
    currency, digits, decimals, ordinal, percent = number.groups()
    whole = digits.replace(",", "")
    if ordinal:
        return plain(_speller().number_to_words(_speller().ordinal(int(whole)), andword=""))
    if currency or decimals or percent:
        point = " point " + _one_by_one(decimals) if decimals else ""
        return " ".join((_cardinal(whole) + point, _CURRENCIES.get(currency, ""), "percent" if percent else ""))
    readings = [*_years(whole), _cardinal(whole), _one_by_one(whole)]
    return next((reading for reading in readings if f" {reading} " in f" {said} "), readings[0])


@cache
def _speller() -> Any:
    import inflect

    return inflect.engine()


def _cardinal(digits: str) -> str:
    return plain(_speller().number_to_words(int(digits), andword=""))


def _one_by_one(digits: str) -> str:
    return " ".join(_cardinal(digit) for digit in digits)


def _years(digits: str) -> list[str]:
    """How 1100 to 1999 are read in halves: nineteen eighty four, nineteen hundred and four, nineteen oh four."""
    if not 1100 <= int(digits) < 2000:
        return []
    century, rest = _cardinal(digits[:2]), _cardinal(digits[2:])
    if int(digits[2:]) == 0:
        return [f"{century} hundred"]
    return [f"{century} {rest}", f"{century} hundred and {rest}", f"{century} hundred {rest}", f"{century} oh {rest}"]


def word_errors(said: list[str], heard: list[str]) -> int:
    """Levenshtein distance over words. Several written as one cost nothing, nor one as several (``wash tubs``)."""
    cost = [list(range(len(heard) + 1))]
    for i, word in enumerate(said, 1):
        row = [i]
        for j, other in enumerate(heard, 1):
            least = min(cost[i - 1][j] + 1, row[j - 1] + 1, cost[i - 1][j - 1] + (word != other))
            joined = [cost[i - count][j - 1] for count in _joined(said[:i], other)]
            parted = [cost[i - 1][j - count] for count in _joined(heard[:j], word)]
            row.append(min([least, *joined, *parted]))
        cost.append(row)
    return cost[-1][-1]


def _joined(words: list[str], one: str) -> list[int]:
    """How many of the last words together are written as one word, if any."""
    count, length = 0, 0
    while count < len(words) and length < len(one):
        count += 1
        length += len(words[-count])
    return [count] if count > 1 and "".join(words[-count:]) == one else []
