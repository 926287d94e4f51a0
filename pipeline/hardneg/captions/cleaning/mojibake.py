"""Repair mojibake, which is UTF-8 that was decoded in another encoding (`cafÃ©`), and find captions that cannot be repaired.

ftfy repairs the encoding and nothing else: quotes, ellipses, ligatures and widths belong to the caption's surface and are kept.
"""

import re
from functools import cache
from typing import Any

REPLACEMENT = "\ufffd"
_QUESTION = re.compile(r"[^\W\d_]\?[^\W\d_]")
_ALONE = re.compile(r"(?<!\w)[\u00c2\u00e2\u00c3](?!\w)")  # the first byte of a dash or a quote whose other bytes were dropped
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SHOWN = 20


def repaired(text: str) -> str:
    """Return `text` with its mojibake repaired."""
    if text.isascii():
        return text
    import ftfy

    return ftfy.fix_encoding(text, _config())


def lost(text: str) -> str | None:
    """Return why a text has lost characters: it has a replacement character, a question mark inside a word, or irreparable mojibake."""
    place = text.find(REPLACEMENT)
    if place >= 0:
        return f"characters were lost: {_around(text, place)!r}"
    if "?" in text and (found := _QUESTION.search(_ADDRESS.sub(" ", text))):
        return f"characters were lost: a question mark inside a word: {found[0]!r}"
    if not text.isascii():
        from ftfy.badness import is_bad

        if is_bad(text) or _ALONE.search(text):
            return "mojibake that cannot be repaired; set captions.encoding to the encoding of the file"
    return None


def _around(text: str, place: int) -> str:
    return text[max(0, place - _SHOWN) : place + _SHOWN]


@cache
def _config() -> Any:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
    )
