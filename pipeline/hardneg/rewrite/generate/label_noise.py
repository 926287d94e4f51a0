"""Negatives that are none: rewordings, true of whatever the caption is true of, put in the place of some. Only to test filters with."""

from collections.abc import Collection
from typing import NamedTuple

from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.paraphrase import reword
from hardneg.rewrite.rejects import negative_id
from hardneg.rewrite.types import Checked, Draft
from hardneg.schemas.rows import Generator
from hardneg.seeding import generator_for

METHOD = "spoiled"
"""`generator.method` of what was put in."""

_WANTED = 4


class Spoiled(NamedTuple):
    """A rewording, and the edit that makes it."""

    text: str
    edits: tuple[Edit, ...]


def spoil(sentence: Sentence, caption_id: str, negative_id: str, share: float, seed: int, taken: Collection[str]) -> Spoiled | None:
    """What stands in for the negative of this id; None where it stays: in 1 - `share` of the cases, or where the caption has no rewording.

    `taken` are the texts of the caption's other negatives.
    """
    chance = generator_for(seed, caption_id, "rewrite", f"spoil:{negative_id}")
    if chance.random() >= share:
        return None
    for made in reword(sentence, chance, _WANTED):
        if made.text not in taken and made.text != sentence.text:
            return Spoiled(made.text, (one_edit(sentence.text, made.text),))
    return None


def spoil_some(have: list[Checked], sentence: Sentence, caption_id: str, share: float, seed: int) -> None:
    """Put texts that are still true in the place of some of a caption's negatives."""
    for i, checked in enumerate(have):
        taken = {each.draft.negative for each in have}
        made = spoil(sentence, caption_id, checked.id, share, seed, taken)
        if made is not None:
            draft = Draft(checked.draft.wanted, made.edits, made.text, Generator(method=METHOD, seed=checked.draft.generator.seed))
            have[i] = Checked(negative_id(caption_id, draft), draft)


def one_edit(old: str, new: str) -> Edit:
    """The shortest single replacement that turns `old` into `new`."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return Edit(start, len(old) - end, old[start : len(old) - end], new[start : len(new) - end])
