"""Read the values of a JSON file one by one, with only one value in memory.

The standard decoder parses each value from a window of the text. Unlike an event parser, it accepts NaN. A malformed value costs its own
record and not the rest of the file, because its end is found by its brackets.
"""

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

from hardneg.captions.fields.records import MAX_DETAIL, Broken
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import MARKS, UNDECODABLE, UTF8, breaking, decompressed
from hardneg.captions.readers.jsonl import without_conflict

CHUNK = 1 << 18
"""Bytes per read."""
MAX_VALUE = 1 << 26
"""Upper bound of the characters of one value, which is an element of an array, or a member that is no array."""
FIRST = 1 << 22
"""Upper bound of the characters of the first value, in a file with one value per line."""

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+("?)|[\[\]{},]', re.DOTALL)


class Malformed(NamedTuple):
    """A malformed value has a description of its defect, and its beginning."""

    detail: str
    sample: str


class Event(NamedTuple):
    """An event is one step through the file.

    With key None, `object` or `array` is the beginning of the file's value. With a key, `array` is the beginning of a member that is an
    array. `element` is an element of the array with that key, and `member` is a member that is no array.
    """

    kind: Literal["object", "array", "element", "member"]
    key: str | None
    value: Any = None


@contextmanager
def opened(source: Source, encoding: str | None = None) -> Iterator["Window"]:
    """Open the text of a file as a window. The encoding follows from its byte order mark, or from zero bytes at its beginning."""
    with decompressed(source) as stream:
        head = _read(stream)
        name = next((name for mark, name in MARKS if head.startswith(mark)), None) or _unmarked(head) or encoding or UTF8
        utf8 = codecs.lookup(name).name == UTF8
        decoder = codecs.getincrementaldecoder(name)("surrogateescape" if utf8 else UNDECODABLE)

        def texts() -> Iterator[str]:
            data = head.removeprefix(codecs.BOM_UTF8)
            with breaking():
                while data:
                    yield decoder.decode(data)
                    data = _read(stream)
            yield decoder.decode(b"", final=True)

        yield Window(texts())


def _read(stream: Any) -> bytes:
    """Return the next bytes of a single step of decompression, so that all data before a damage is read."""
    return bytes(stream.read1(CHUNK))


def _unmarked(head: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark, where the first character, which is ASCII in JSON, has a zero byte."""
    return {b"\0": "utf-16-be"}.get(head[:1]) or ("utf-16-le" if head[1:2] == b"\0" else None)


class Window:
    """A window is a section of the text that moves forwards and grows to the size of a value."""

    def __init__(self, texts: Iterator[str]):
        self._texts = texts
        self._text = ""
        self._at = 0
        self._break: Broken | None = None
        self.passed = 0
        """Number of characters before the window."""

    def next(self) -> str:
        """Move to the next character that is not white space and return it; return an empty text at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = self._at if match is None else match.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def skip(self) -> None:
        """Move by a character."""
        self._at += 1

    def value(self) -> Any:
        """Return the value at the current position, or `Malformed`, and move behind it.

        Raises:
            Broken: The file ends inside the value, or the value is longer than `MAX_VALUE`.
        """
        try:
            value, end = _DECODER.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            end = len(self._text)
        if end == len(self._text):  # a number may continue behind the window
            end = self._end()
            text = self._text[self._at : end]
            try:
                value, size = _DECODER.raw_decode(text)
                if text[size:].strip():
                    value = Malformed(f"unexpected text at character {size}", text[:MAX_DETAIL])
            except RecursionError:
                value = Malformed("nested too deeply", text[:MAX_DETAIL])
            except ValueError as error:
                value = Malformed(f"not valid JSON: {error}", text[:MAX_DETAIL])
        self._at = end
        return value

    def several(self) -> Literal["lines", "values"] | None:
        """Return whether other values follow the first, one per line or over several lines. The window does not move."""
        first = self.next()
        while first and len(self._text) - self._at < FIRST:
            try:
                _, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                end = len(self._text)
            rest = self._text[end:].lstrip()
            if rest:
                if rest[0] not in "{[":
                    return None
                return "values" if "\n" in self._text[self._at : end] else "lines"
            if not self._more():
                break
        return None

    def first_line(self) -> str:
        """Return the first line that is not blank, at most `FIRST` characters of it. The window does not move."""
        self.next()
        while "\n" not in self._text[self._at :] and len(self._text) - self._at < FIRST and self._more():
            continue
        return self._text[self._at :].partition("\n")[0].strip()

    def ended(self, where: str) -> Broken:
        """Return the error for a file that ends too early: its compression is damaged, or it is truncated."""
        return self._break or Broken(f"the file ends {where}")

    def check(self) -> None:
        """Raise `Broken` where the compression is damaged behind the last value."""
        if self._break is not None:
            raise self._break

    def _end(self) -> int:
        """Return the end of the value by its brackets and strings; the window grows up to it."""
        at, depth = self._at, 0
        while True:
            within_string = False
            for token in _TOKEN.finditer(self._text, at):
                mark = token[0][0]
                if mark == '"' and not token[1]:
                    at, within_string = token.start(), True
                    break
                at = token.end()
                if mark in "[{":
                    depth += 1
                elif mark in "]}" and depth:
                    depth -= 1
                    if depth == 0:
                        return at
                elif depth == 0:
                    return at if mark == '"' else token.start()
            at -= self._at
            if len(self._text) - self._at > MAX_VALUE:
                raise Broken(f"a value of more than {MAX_VALUE} characters")
            if not self._more():
                if depth == 0 and not within_string:
                    return len(self._text)
                raise self.ended("in the middle of a value")

    def _more(self) -> bool:
        """Grow by a chunk, or to twice the size, and drop the text before the position; return whether there was more."""
        pieces = [self._text[self._at :]]
        self.passed += self._at
        grown, size = 0, len(pieces[0])
        while grown < max(size, 1):
            try:
                piece = next(self._texts, None)
            except Broken as error:
                self._break, piece = error, None
            if piece is None:
                break
            pieces.append(piece)
            grown += len(piece)
        self._text, self._at = "".join(pieces), 0
        return grown > 0


def events(window: Window) -> Iterator[Event]:
    """Yield the events of a file, none where it is empty.

    Raises:
        Broken: The file is not JSON, it ends too early, or text follows its value.
    """
    first = window.next()
    if first == "[":
        yield Event("array", None)
        yield from _elements(window, None)
    elif first == "{":
        yield Event("object", None)
        yield from _members(window)
    elif first:
        raise Broken("it is not JSON: it begins with neither '[' nor '{'")
    if window.next():
        raise Broken("text follows the end of the JSON value")
    window.check()


def values(window: Window) -> Iterator[Event]:
    """Yield values that follow each other without commas as the elements of an array."""
    yield Event("array", None)
    while window.next():
        yield Event("element", None, window.value())
    window.check()


def events_of(value: Any) -> Iterator[Event]:
    """Yield the events of a value in memory."""
    if isinstance(value, list):
        yield Event("array", None)
        yield from (Event("element", None, item) for item in value)
        return
    yield Event("object", None)
    for key, member in value.items():
        if isinstance(member, list):
            yield Event("array", key)
            yield from (Event("element", key, item) for item in member)
        else:
            yield Event("member", key, member)


def _elements(window: Window, key: str | None) -> Iterator[Event]:
    window.skip()
    if window.next() == "]":
        window.skip()
        return
    while True:
        if not window.next():
            raise window.ended("before its array does")
        if window.next() == "]":  # a trailing comma is ignored
            window.skip()
            return
        yield Event("element", key, window.value())
        if _closed(window, "]"):
            return


def _members(window: Window) -> Iterator[Event]:
    window.skip()
    if window.next() == "}":
        window.skip()
        return
    while True:
        if not window.next():
            raise window.ended("before its object does")
        key = window.value()
        if not isinstance(key, str) or window.next() != ":":
            raise Broken("a member of the object has no key") if window.next() else window.ended("before its object does")
        window.skip()
        begin = window.next()
        if not begin:
            raise window.ended("before its object does")
        if begin == "[":
            yield Event("array", key)
            yield from _elements(window, key)
        else:
            yield Event("member", key, window.value())
        if _closed(window, "}"):
            return


def _closed(window: Window, end: str) -> bool:
    """Move behind the comma or the end after a value, and return whether it was the end."""
    mark = window.next()
    if mark not in (",", end):
        raise Broken(f"no comma and no '{end}' behind a value") if mark else window.ended("before its last value is closed")
    window.skip()
    return mark == end


_DECODER = json.JSONDecoder(object_pairs_hook=without_conflict)
