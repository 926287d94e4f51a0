"""Decide which words can be true of the same thing, so that replacing one by the other never makes a caption false."""

from functools import cache, lru_cache

from hardneg.lexicon.tables import AttributeSet, NounClass, attribute_sets, canonical, frames, noun_class_table, related_pairs

Group = tuple[str, int]


@lru_cache(maxsize=200_000)
def related(a: str, b: str) -> bool:
    """Return whether two lemmas are equal, synonyms, hypernym and hyponym, or otherwise compatible. The relation is symmetric."""
    a, b = canonical(a), canonical(b)
    return (
        a == b
        or a.endswith(" " + b)
        or b.endswith(" " + a)
        or (min(a, b), max(a, b)) in related_pairs()
        or bool(_groups(a) & _groups(b))
        or _share_verb_group(a, b)
        or _share_attribute_group(a, b)
        or _classes_go_together(a, b)
    )


@cache
def _group_table() -> dict[str, frozenset[Group]]:
    table: dict[str, set[Group]] = {}
    for entry in noun_class_table().values():
        for member in entry.members.values():
            table.setdefault(member.word, set()).update((entry.name, group) for group in member.groups)
    return {word: frozenset(groups) for word, groups in table.items()}


def _groups(word: str) -> frozenset[Group]:
    return _group_table().get(word, frozenset())


@cache
def _frames_by_word() -> dict[str, frozenset[int]]:
    table: dict[str, set[int]] = {}
    for number, frame in enumerate(frames()):
        for word in frame.members:
            table.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in table.items()}


def _share_verb_group(a: str, b: str) -> bool:
    """Return whether verbs share a group wherever both are listed: "stand" may be "wait", and yet "sit" is never "stand" of one person."""
    both = [frames()[number].members for number in _frames_by_word().get(a, frozenset()) & _frames_by_word().get(b, frozenset())]
    shared = [bool(members[a].groups & members[b].groups) for members in both if members[a].offered or members[b].offered]
    return all(shared) if shared else any(members[a].groups & members[b].groups for members in both)


def _share_attribute_group(a: str, b: str) -> bool:
    """Return whether attributes share a group. Where a set for all heads separates both, a set for some heads does not count.

    White and gray hair may be the same hair, and yet white and gray cars exclude each other.
    """
    both = [entry for entry in _attribute_sets_by_word().get(a, ()) if b in entry.members]
    together = [(entry, entry.members[a].groups & entry.members[b].groups) for entry in both]
    general = [shared for entry, shared in together if not entry.heads]
    return any(general) if general else any(shared for entry, shared in together if not entry.block)


@cache
def _attribute_sets_by_word() -> dict[str, list[AttributeSet]]:
    table: dict[str, list[AttributeSet]] = {}
    for entry in attribute_sets():
        for word in entry.members:
            table.setdefault(word, []).append(entry)
    return table


@cache
def _first_class() -> dict[str, NounClass]:
    table: dict[str, NounClass] = {}
    for entry in noun_class_table().values():
        for member in () if entry.pool else entry.members.values():
            if member.first or member.word not in table:
                table[member.word] = entry
    return table


def _classes_go_together(a: str, b: str) -> bool:
    of_a, of_b = _first_class().get(a), _first_class().get(b)
    return of_a is not None and of_b is not None and (of_b.name in of_a.together or of_a.name in of_b.together)
