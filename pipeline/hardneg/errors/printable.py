"""Show texts of others, so that they cannot control a terminal."""

import unicodedata

_CONTROL = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def printable(text: str) -> str:
    """Return the text with control, format and private characters and lone surrogates as escapes, and keep line feeds.

    A terminal obeys escape sequences: they recolour it, set its title, or write to its clipboard. Marks of direction reorder what is
    read, and a surrogate cannot be encoded.
    """
    if text.isprintable():
        return text
    return "".join(char.encode("unicode_escape").decode() if _is_control(char) else char for char in text)


def _is_control(char: str) -> bool:
    return char != "\n" and unicodedata.category(char) in _CONTROL
