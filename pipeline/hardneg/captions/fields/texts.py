"""Find the captions in the value of a field: a text, a list, a struct, a conversation, or one of these serialised as text."""

import ast
import io
import json
import tokenize
from collections.abc import Iterable, Mapping
from typing import Any

from hardneg.captions.fields.conversations import is_conversation, replies

MEMBERS = ("raw", "caption", "captions", "text", "sentence", "sent", "phrase", "description", "en", "english", "utterance", "value")
"""Members of a struct that hold its caption, in order of preference."""

MAX_LITERAL = 1 << 20
"""Upper bound of the characters of a cell that is parsed as a list."""


class NoCaption(str):
    """Explain why a value holds no usable caption. Readers turn it into a reject with this text as its detail."""

    __slots__ = ()


def value_at(row: Mapping[str, Any], path: str) -> Any:
    """Return the value at a column's name or a dotted path; a path through a list of structs returns the list of their values."""
    if path in row:
        return row[path]
    head, dot, rest = path.partition(".")
    while dot:
        if head in row:
            return _descend(row[head], rest)
        more, dot, rest = rest.partition(".")
        head = f"{head}.{more}"
    return None


def _descend(value: Any, path: str) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        value = deserialised(value)
    if isinstance(value, Mapping):
        return value_at(value, path)
    if isinstance(value, list):
        head, _, rest = path.partition(".")
        if head.isdecimal():
            item = value[int(head)] if int(head) < len(value) else None
            return _descend(item, rest) if rest else item
        found = [_descend(item, path) for item in value]
        return flattened(found)
    return None


def flattened(values: Iterable[Any]) -> list[Any]:
    """Replace each list among the values by its items."""
    return [each for item in values for each in (item if isinstance(item, list) else [item])]


def captions_in(value: Any) -> Any:
    """Return the text or the list of texts in `value`; `NoCaption`, or the value itself, where it holds none.

    For a conversation this is the model's first turn, and for a struct the member that is named like a caption.
    """
    if isinstance(value, str):
        found = deserialised(value)
        return found if found is value or isinstance(found, NoCaption) else captions_in(found)
    if isinstance(value, Mapping):
        return _member(value)
    if not isinstance(value, list):
        return value
    if is_conversation(value):
        texts = replies(value)
        return texts[0] if texts else NoCaption("the conversation has no turn of the model")
    if not any(isinstance(item, Mapping | list) for item in value):
        return value
    found = [captions_in(item) if isinstance(item, Mapping | list) else item for item in value]
    return flattened(found)


def deserialised(text: str) -> Any:
    """Parse a cell with a list or struct of texts, written as JSON or as a Python or NumPy literal; return other texts unchanged.

    A text that starts like a list or struct and cannot be parsed is `NoCaption`.
    """
    stripped = text.strip()
    begins = stripped[:1]
    if begins not in ("[", "{", "(") or len(stripped) > MAX_LITERAL or not _starts_a_string(stripped):
        return text
    found: Any = None
    try:
        found = json.loads(stripped)
    except (ValueError, RecursionError):
        found = _literal(stripped)
    if found is None:
        return text if begins == "(" else NoCaption("the text starts like a list or an object and cannot be parsed as one")
    if isinstance(found, tuple):
        found = list(found)
    if isinstance(found, list):
        return found if found and all(item is None or isinstance(item, str | dict | list) for item in found) else text
    return found if isinstance(found, dict) else text


def _starts_a_string(text: str) -> bool:
    return text[1:].lstrip(" \n[{(")[:1] in ("'", '"')


def _literal(text: str) -> Any:
    """Return the value of a Python literal, or the list of an array printed by NumPy (without commas); None where it is neither."""
    try:
        tokens = [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.string.strip()]
        strings = [token.string for token in tokens if token.type == tokenize.STRING]
        if text[0] == "[" and len(tokens) == len(strings) + 2 and tokens[-1].string == "]":
            return [ast.literal_eval(string) for string in strings]
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, tokenize.TokenError, RecursionError, MemoryError):
        return None


def _member(struct: Mapping[str, Any]) -> Any:
    names = {name.lower(): name for name in reversed(list(struct))}
    for wanted in MEMBERS:
        if wanted in names and isinstance(struct[names[wanted]], str | list):
            return captions_in(struct[names[wanted]])
    texts = [value for value in struct.values() if isinstance(value, str)]
    return texts[0] if len(struct) == 1 and texts else struct
