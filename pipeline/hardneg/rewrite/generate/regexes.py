"""Write regexes for free fills. The grammar has no lookahead, so the exclusion of words is spelt out letter by letter."""

from collections.abc import Iterable

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def any_word_but(words: Iterable[str], max_letters: int = 16) -> str:
    """Return a regex of lower-case words of 1 to about `max_letters` letters that are none of `words`.

    Words with other characters than a-z cannot match anyway and are ignored.
    """
    excluded = sorted({word for word in words if word and set(word) <= set(_LETTERS)})
    return _but(excluded, "", max_letters) if excluded else f"[a-z]{{1,{max_letters}}}"


def _but(words: list[str], prefix: str, letters: int) -> str:
    """Return a regex of the continuations of `prefix` that give none of `words`, all of which begin with it."""
    heads = sorted({word[len(prefix)] for word in words if len(word) > len(prefix)})
    rest = "".join(letter for letter in _LETTERS if letter not in heads)
    ways = [f"[{rest}][a-z]{{0,{max(letters - 1, 0)}}}"] if rest else []
    for head in heads:
        inner = [word for word in words if word.startswith(prefix + head)]
        ways.append(head + _but(inner, prefix + head, letters - 1))
    if prefix and prefix not in words:
        return f"({'|'.join(ways)})?"
    return f"({'|'.join(ways)})"
