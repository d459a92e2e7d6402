# SPDX-License-Identifier: Apache-2.0
"""Text to ids, in the official model's file format: a BPE whose merges may be absent.

The starter's vocabulary is the official one without its merged letter groups.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

SPECIAL = ("[STOP]", "[UNK]", "[SPACE]")
CHARACTERS = "!'(),-./:;?abcdefghijklmnopqrstuvwxyz"
TOKENS = len(SPECIAL) + len(CHARACTERS)

# Letters that do not decompose into a letter and a mark, by their usual transliteration.
TRANSLITERATED = {
    "\u00e6": "ae",
    "\u0153": "oe",
    "\u00f8": "o",
    "\u00df": "ss",
    "\u0142": "l",
    "\u00f0": "d",
    "\u00fe": "th",
}


def fold(text: str) -> str:
    """Lower case, no accents, plain quotes and dashes, single spaces, as the renderer folds too."""
    # Acute accent and backtick decompose into a space and a mark: quotes come first.
    text = re.sub("[\u2018\u2019\u201a\u201b\u2032`\u00b4]", "'", text)
    text = re.sub("[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]", '"', text)
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    decomposed = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in decomposed if not unicodedata.category(c).startswith("M")).lower()
    for letter, letters in TRANSLITERATED.items():
        text = text.replace(letter, letters)
    text = text.replace('"', "")  # They are not spoken, and the vocabulary lacks them.
    return re.sub(r"\s+", " ", text).strip()


class Tokenizer:
    """Marks spaces, splits words, merges letters. What is spoken must be folded before."""

    def __init__(self, specification: dict[str, Any]) -> None:
        self.specification = specification
        model = specification["model"]
        self.vocabulary: dict[str, int] = model["vocab"]
        self.unknown = self.vocabulary[model["unk_token"]]
        self.space = self.vocabulary["[SPACE]"]
        self.ranks = {tuple(merge.split(" ")): rank for rank, merge in enumerate(model["merges"])}

    @staticmethod
    def read(path: Path) -> Tokenizer:
        return Tokenizer(json.loads(path.read_text(encoding="utf-8")))

    def encode(self, text: str) -> list[int]:
        """Ids without framing; a character that the vocabulary lacks is [UNK]."""
        ids: list[int] = []
        for number, part in enumerate(text.split(" ")):
            if number > 0:
                ids.append(self.space)
            for word in re.findall(r"\w+|[^\w\s]+", part):
                ids += [self.vocabulary.get(piece, self.unknown) for piece in self._merge(word)]
        return ids

    def _merge(self, word: str) -> list[str]:
        """Joins the pair of the lowest rank until no pair has one."""
        pieces = list(word)
        while len(pieces) > 1:
            ranked = [(self.ranks.get(pair), i) for i, pair in enumerate(pairwise(pieces))]
            known = [(rank, i) for rank, i in ranked if rank is not None]
            if not known:
                break
            _, at = min(known)
            pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
        return pieces


def starter_specification() -> dict[str, Any]:
    """The content of the starter's `tokenizer.json`."""
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [added_token(i, content) for i, content in enumerate(SPECIAL)],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "[UNK]",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "vocab": {token: i for i, token in enumerate([*SPECIAL, *CHARACTERS])},
            "merges": [],
        },
    }


def added_token(token_id: int, content: str) -> dict[str, Any]:
    return {
        "id": token_id,
        "special": True,
        "content": content,
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
    }


@functools.cache
def starter() -> Tokenizer:
    return Tokenizer(starter_specification())


def encode(text: str) -> list[int]:
    """The starter's ids of a text, without framing."""
    return starter().encode(fold(text))
