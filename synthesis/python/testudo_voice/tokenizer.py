"""Text to ids, in the official model's file format: a BPE whose merges may be absent.

The starter's vocabulary is the official one without its merged letter groups. What is done to a
text before it is looked up (`normalizer`) is part of the file.
"""

from __future__ import annotations

import functools
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

SPECIAL = ("[STOP]", "[UNK]", "[SPACE]")
CHARACTERS = "!'(),-./:;?abcdefghijklmnopqrstuvwxyz"
TOKENS = len(SPECIAL) + len(CHARACTERS)

# What typographers write, as what the vocabulary has. Double quotes are not spoken.
REPLACED = {
    "\u2018": "'",
    "\u2019": "'",
    '"': "",
    "\u201c": "",
    "\u201d": "",
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
}


class Tokenizer:
    """Lower-cases and replaces as its file says, marks spaces, splits words, merges letters."""

    def __init__(self, specification: dict[str, Any]) -> None:
        self.specification = specification
        model = specification["model"]
        self.vocabulary: dict[str, int] = model["vocab"]
        self.unknown = self.vocabulary[model["unk_token"]]
        self.space = self.vocabulary["[SPACE]"]
        self.ranks = {tuple(merge.split(" ")): rank for rank, merge in enumerate(model["merges"])}
        normalizer = specification["normalizer"] or {"normalizers": []}
        self.normalizers: list[dict[str, Any]] = normalizer["normalizers"]

    @staticmethod
    def read(path: Path) -> Tokenizer:
        return Tokenizer(json.loads(path.read_text(encoding="utf-8")))

    def encode(self, text: str) -> list[int]:
        """Ids without framing; a character that the vocabulary lacks is [UNK]."""
        ids: list[int] = []
        for number, part in enumerate(self.clean(text).split(" ")):
            if number > 0:
                ids.append(self.space)
            for word in re.findall(r"\w+|[^\w\s]+", part):
                ids += [self.vocabulary.get(piece, self.unknown) for piece in self._merge(word)]
        return ids

    def clean(self, text: str) -> str:
        for step in self.normalizers:
            match step["type"]:
                case "Lowercase":
                    text = text.lower()
                case "Replace" if "String" in step["pattern"]:
                    text = text.replace(step["pattern"]["String"], step["content"])
                case "Replace":
                    text = re.sub(step["pattern"]["Regex"], step["content"], text)
                case other:
                    raise ValueError(f"tokenizer.json wants the normalizer {other}: not known here")
        return text

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
    replacements = [
        {"type": "Replace", "pattern": {"String": old}, "content": new}
        for old, new in REPLACED.items()
    ]
    collapse = {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [added_token(i, content) for i, content in enumerate(SPECIAL)],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [{"type": "Lowercase"}, *replacements, collapse],
        },
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
    """The starter's ids of a text."""
    return starter().encode(text)
