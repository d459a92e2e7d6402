# SPDX-License-Identifier: Apache-2.0
"""Training text: what the teachers are asked to say.

Books are cut into sentences and packed to random lengths. Lists of dictionary words, names, numbers, initialisms
and made-up words teach spelling to sound beyond the books' vocabulary, since the teacher pronounces any string.
Every line that comes out is in the spoken form that the renderer's normalizer produces, capitals kept: they tell
the teacher a name from a word.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MAX_CHARACTERS = 300

_ABBREVIATIONS = {
    "mr": "mister", "mrs": "missus", "dr": "doctor", "st": "saint", "esq": "esquire",
    "col": "colonel", "capt": "captain", "rev": "reverend", "no": "number",
}  # fmt: skip
_ABBREVIATION = re.compile(r"\b(" + "|".join(_ABBREVIATIONS) + r")\.(?=\s+[A-Z])", re.IGNORECASE)
_BODY = re.compile(r"\*\*\* ?START OF.*?\*\*\*(.*?)\*\*\* ?END OF", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_SPEAKABLE = re.compile(r"[A-Za-z ,.;:?!'()-]+")
_SHOUTED = re.compile(r"\b[A-Z]{2,}\b")


def clean(text: str) -> str | None:
    """Brings text to the speakable alphabet; None where that would lose something (a digit, say)."""
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("_", "")
    text = re.sub(r'["\u201c\u201d*\[\]]', "", text)
    text = re.sub(r"\s*(--+|\u2014|\u2013)\s*", ", ", text)
    text = _ABBREVIATION.sub(lambda match: _ABBREVIATIONS[match[1].lower()], text)
    text = re.sub(r"(?<!\w)'|'(?!\w)", "", text)
    text = _SHOUTED.sub(lambda match: match[0].lower(), text)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"([,;:])[\s,;:]*([,;:.?!])", r"\2", text).lstrip(",;:.-? !")
    if not _SPEAKABLE.fullmatch(text) or not re.search("[A-Za-z]", text):
        return None
    return text


def _flat(text: str) -> str:
    """Accents off letters: what the renderer folds before the model sees it."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2026", "..."))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def book_sentences(path: Path) -> list[str]:
    """The sentences of a Project Gutenberg book, cleaned, in order, each once."""
    text = path.read_text(encoding="utf-8-sig")
    body = _BODY.search(text)
    paragraphs = re.split(r"\n\s*\n", body[1] if body else text)
    found: dict[str, None] = {}
    for paragraph in paragraphs:
        joined = " ".join(paragraph.split())
        if joined.upper() == joined:  # headings and front matter
            continue
        joined = _flat(joined)
        joined = _ABBREVIATION.sub(lambda match: _ABBREVIATIONS[match[1].lower()], joined)
        for sentence in _SENTENCE_END.split(joined):
            cleaned = clean(sentence)
            if cleaned is not None and len(cleaned) <= MAX_CHARACTERS:
                found.setdefault(cleaned)
    return list(found)


def packed(sentences: list[str], generator: random.Random) -> Iterator[str]:
    """Sentences in order, joined until a random target length is reached."""
    pending = ""
    target = 0.0
    for sentence in sentences:
        joined = f"{pending} {sentence}".strip()
        if pending and len(joined) > min(target, MAX_CHARACTERS):
            yield pending
            joined = sentence
        if joined == sentence:
            target = generator.choice([0, 80, 160, 220, MAX_CHARACTERS])
        pending = joined
    if pending:
        yield pending


def shuffled(sentences: list[str], count: int, generator: random.Random) -> Iterator[str]:
    """Word salad of book words: keeps the model from guessing instead of reading."""
    words = [word for sentence in sentences for word in sentence.split()]
    for _ in range(count):
        line = " ".join(generator.choices(words, k=generator.randint(1, 24)))
        yield line[:MAX_CHARACTERS].rsplit(" ", 1)[0] if len(line) > MAX_CHARACTERS else line


def word_list(path: Path) -> list[str]:
    """Dictionary words and names of plain letters as they are written, possessives left out."""
    words = {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}
    return sorted(word for word in words if re.fullmatch("[A-Za-z][a-z]+", word))


def word_lines(words: list[str], generator: random.Random) -> Iterator[str]:
    """Every word once, in random order: alone, or in runs with commas, spaces or full stops."""
    order = generator.sample(words, len(words))
    position = 0
    while position < len(order):
        run = order[position : position + generator.choice([1, 2, 3, 5, 8, 12])]
        position += len(run)
        yield generator.choice([", ", " ", " ", ". "]).join(run) + generator.choice([".", ".", "", "?", "!"])


def pseudo_words(words: list[str], count: int, generator: random.Random) -> list[str]:
    """Strings that look like words: letters drawn from a trigram model of the dictionary."""
    followers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word in words:
        padded = f"^^{word}$"
        for first, second, third in zip(padded, padded[1:], padded[2:], strict=False):
            followers[first + second][third] += 1
    made: set[str] = set()
    while len(made) < count:
        word = "^^"
        while not word.endswith("$") and len(word) < 14:
            options = followers[word[-2:]]
            word += generator.choices(list(options), list(options.values()))[0]
        if len(word) - 3 >= 4 and word.endswith("$"):
            made.add(word[2:-1])
    return sorted(made)


def number_lines(count: int, generator: random.Random) -> Iterator[str]:
    """Numbers as the renderer spells them: counts, years, ordinals, times, money."""
    import inflect

    spell: Any = inflect.engine()

    def cardinal(most: int) -> str:
        return str(spell.number_to_words(generator.randint(0, most), andword="and")).replace(",", "")

    def year() -> str:
        century, rest = generator.randint(10, 20), generator.randint(1, 99)
        middle = "oh " if rest < 10 else ""
        return f"{spell.number_to_words(century)} {middle}{spell.number_to_words(rest)}"

    def ordinal() -> str:
        return str(spell.number_to_words(spell.ordinal(generator.randint(1, 120)), andword="and"))

    kinds = [
        lambda: cardinal(100),
        lambda: cardinal(1_000),
        lambda: cardinal(100_000),
        lambda: cardinal(20_000_000),
        lambda: f"{cardinal(100)} point {cardinal(9)} {cardinal(9)}",
        lambda: f"in {year()}",
        lambda: f"on the {ordinal()} of {generator.choice(_MONTHS)}, {year()}",
        lambda: f"{cardinal(12)} {generator.choice(['fifteen', 'thirty', 'o clock', 'forty five', 'oh five'])}",
        lambda: f"{cardinal(900)} {generator.choice(_UNITS)}",
        ordinal,
    ]
    for _ in range(count):
        parts = [generator.choice(kinds)() for _ in range(generator.choice([1, 1, 2, 3, 5]))]
        yield generator.choice([", ", ", ", " and ", ". "]).join(parts) + generator.choice([".", ".", "?", "!"])


_UNITS = ("pounds", "dollars", "shillings", "percent", "miles", "degrees")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def initialism_lines(sentences: list[str], count: int, generator: random.Random) -> Iterator[str]:
    """Spelled letters, alone and in front of words of a book, as the renderer writes them: `B B C`."""
    for _ in range(count):
        letters = " ".join(generator.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=generator.randint(2, 5)))
        words = generator.choice(sentences).split()
        start = generator.randrange(len(words))
        before, after = words[max(0, start - 4) : start], words[start : start + 5]
        line = generator.choice([letters, " ".join([*before, letters, *after]), " ".join(["the", letters, *after])])
        yield line.rstrip(",;:-") + ("" if line[-1] in ".?!" else ".")


def training_lines(books: list[Path], words: list[Path], seed: int = 0) -> dict[str, list[str]]:
    """All training text by kind, each line once."""
    generator = random.Random(seed)
    sentences = [book_sentences(book) for book in books]
    everything = [sentence for book in sentences for sentence in book]
    dictionary = sorted({word for path in words for word in word_list(path)})
    dictionary = dictionary or sorted({word for line in everything for word in re.findall("[A-Za-z][a-z]+", line)})
    ordinary = [word.lower() for word in dictionary]
    return {
        "read": [line for book in sentences for line in packed(book, generator)],
        "words": list(word_lines(dictionary, generator)),
        "single": [line for line in everything if len(line) < 60],
        "shuffled": list(shuffled(everything, len(everything) // 12, generator)),
        "pseudo": list(word_lines(pseudo_words(ordinary, max(1, len(dictionary) // 5), generator), generator)),
        "numbers": list(number_lines(max(20, len(everything) // 40), generator)),
        "letters": list(initialism_lines(everything, max(20, len(everything) // 60), generator)),
    }
