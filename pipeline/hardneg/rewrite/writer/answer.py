"""Read the answer to a request: a list of items, one for each ask, as the schema demands.

An engine that holds the schema gives no other answer, unless it is cut at the token limit. A server that ignores the schema may give any
text, so everything is checked again; what is well-formed of a broken answer still counts, item by item.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, TypeGuard

from hardneg.llm.interface import Fill
from hardneg.rewrite.writer.asks import Ask
from hardneg.rewrite.writer.request import span_of

_BETWEEN = ", \t\r\n"
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which JSON can escape and no file can hold."""
_NO_JSON = (ValueError, RecursionError)


def texts_of(caption: str, asks: Sequence[Ask], fill: Fill) -> list[tuple[str, ...]]:
    """Return the replacements, or the rewritten caption, of each ask, each text once; none where no item of the answer is well-formed.

    An item belongs to the first ask that names its family and span, so that one which was left out takes none of the others with it.
    """
    items = [item for item in items_of(fill.text) if isinstance(item, dict)]
    found = []
    for ask in asks:
        at = next((i for i, item in enumerate(items) if _answers(caption, ask, item)), None)
        found.append(() if at is None else _texts(ask, items.pop(at)))
    return found


def items_of(written: str) -> list[Any]:
    """Return the items of a JSON list; of one that was cut, those that are whole."""
    text = _FENCE.sub("", written.strip())
    try:
        found = json.loads(text)
    except _NO_JSON:
        found = _whole_items(text)
    return found if isinstance(found, list) else []


def is_text(item: object) -> TypeGuard[str]:
    """Return whether an item is a text that a file can hold."""
    return isinstance(item, str) and bool(item.strip()) and _HALF.search(item) is None


def _whole_items(text: str) -> list[Any]:
    decoder, found = json.JSONDecoder(), list[Any]()
    rest = text.removeprefix("[") if text.startswith("[") else ""
    while rest := rest.lstrip(_BETWEEN):
        try:
            item, end = decoder.raw_decode(rest)
        except _NO_JSON:
            break
        found.append(item)
        rest = rest[end:]
    return found


def _answers(caption: str, ask: Ask, item: dict[str, Any]) -> bool:
    if item.get("family") != ask.family.value:
        return False
    return ask.target is None or item.get("replace") == span_of(caption, ask)


def _texts(ask: Ask, item: dict[str, Any]) -> tuple[str, ...]:
    if ask.target is None:
        whole = item.get("rewrite")
        return (" ".join(whole.split()),) if is_text(whole) else ()
    texts = item.get("with")
    texts = [texts] if isinstance(texts, str) else texts
    return tuple(dict.fromkeys(text for text in texts if isinstance(text, str) and _fits(ask, text))) if isinstance(texts, list) else ()


def _fits(ask: Ask, text: str) -> bool:
    return text in ask.closed if ask.closed else re.fullmatch(ask.pattern, text) is not None
