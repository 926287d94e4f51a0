"""Attach the words of a phrase to the noun that stays its head when the word behind it becomes a verb."""

from hardneg.grammar.sentence import Word


def reattach(words: list[Word], old: int, new: int) -> None:
    """Attach the words below `old` that stand before `new` to `new`, in place: the article of `a zebra standing` is the zebra's."""
    for each in list(words):
        if each.head == old and each.i < new:
            words[each.i] = each._replace(head=new)
