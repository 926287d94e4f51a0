"""Read the notation of the YAML sources.

Groups are parted by ";" or "|" and words of a group by "/"; "~" stands before what is never offered, "^" before what belongs here first.
"""

import hashlib
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).parent


class Member(NamedTuple):
    """A word belongs to a set: it has groups there and a rank, may be offered anywhere in the set, and may have this as its main set."""

    word: str
    rank: int
    offered: bool
    groups: list[int]
    first: bool


def words(text: str, part: str = ";") -> list[str]:
    """Return the words of a flat list, without repeats, in order."""
    return list(dict.fromkeys(cleaned for word in text.split(part) if (cleaned := " ".join(word.split()))))


def groups(text: str) -> Iterator[list[str]]:
    """Return the words of each group, still with their "~"."""
    for group in text.replace("|", ";").split(";"):
        found = words(group, "/")
        if found:
            yield found


def members(text: str) -> list[Member]:
    """Members of a set, the first offered word of each group ranked before all second ones ("dog, cat, ..., puppy, kitten").

    A word is offered where at least one of its appearances has no "~".
    """
    place: dict[str, list[int]] = {}
    order: dict[str, tuple[int, int]] = {}
    first = set()
    for number, group in enumerate(groups(text)):
        for marked in group:
            word = marked.lstrip("~^")
            marks = marked.removesuffix(word)
            if number not in place.setdefault(word, []):
                place[word].append(number)
            if "^" in marks:
                first.add(word)
            if "~" not in marks:
                earlier = sum(1 for other in group if "~" not in other[:2] and group.index(other) < group.index(marked))
                order.setdefault(word, (earlier, number))
    ranked = sorted(order, key=order.__getitem__) + [word for word in place if word not in order]
    return [Member(word, rank, word in order, place[word], word in first) for rank, word in enumerate(ranked)]


class _Unique(yaml.SafeLoader):
    """Refuse a key that occurs twice in one mapping; the loader of YAML silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Content of one mapping."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise ValueError(f"line {key.start_mark.line + 1}: the key {key.value!r} stands twice")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse(text: str) -> Any:
    """Content of a YAML text; ValueError where a key stands twice."""
    return yaml.load(text, _Unique)


def load(name: str) -> Any:
    """Content of one YAML source."""
    try:
        return parse((HERE / name).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{name}, {error}") from error


def sources_hash() -> str:
    """SHA-256 over the YAML sources: name, then content, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(HERE.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
