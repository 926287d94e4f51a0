"""Lay out texts as trees of tokens, so that a model computes a beginning that several texts share only once.

Texts are sorted by their tokens. So the longest beginning that a text shares with any text before it is what it shares with its neighbour.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardneg.grammar.difference import common_beginning

Ids = Sequence[int]


class Branch(NamedTuple):
    """Locate a text in its tree.

    Attributes:
        number: Index of the text.
        path: Index in the tree of each token of the text but the last, which is predicted and not read.
        known: How many of these tokens an earlier branch has as well.
    """

    number: int
    path: list[int]
    known: int


class Tree(NamedTuple):
    """Hold the tokens of a tree, the position of each in its texts, and the branches, whose own tokens follow each other."""

    ids: list[int]
    positions: list[int]
    branches: list[Branch]


def trees(texts: Sequence[Ids], most: int, most_read: int) -> Iterator[Tree]:
    """Yield trees that together have all texts.

    Args:
        texts: Tokens of each text; at least two.
        most: Upper bound of the tokens of a tree that has several texts.
        most_read: Upper bound of the summed lengths of its texts.
    """
    tree = Tree([], [], [])
    before: Ids = ()
    read = 0
    for number in sorted(range(len(texts)), key=lambda number: (*texts[number],)):
        own = texts[number][:-1]
        known = common_beginning(before, own)
        if tree.branches and (len(tree.ids) + len(own) - known > most or read + len(own) > most_read):
            yield tree
            tree, known, read = Tree([], [], []), 0, 0
        path = tree.branches[-1].path[:known] if tree.branches else []
        start = len(tree.ids)
        tree.ids.extend(own[known:])
        tree.positions.extend(range(known, len(own)))
        tree.branches.append(Branch(number, [*path, *range(start, len(tree.ids))], known))
        before = own
        read += len(own)
    if tree.branches:
        yield tree
