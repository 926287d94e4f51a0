"""Positives: rewordings of one kind each that stay true, drawn by chance and checked as negatives are.

They carry edits by machinery like that of the negatives, so that "was edited" does not tell a negative.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from pipeline.chance import generator_for
from pipeline.grammar.sentence import Sentence
from pipeline.grammar.splice import Edit, edits_between
from pipeline.parse.model import Parser
from pipeline.rewordings import singles
from pipeline.rewordings.hold import objection
from pipeline.rewrite.check import surface

# How often a kind is drawn where a caption admits it.
WEIGHTS = {
    "synonym": 3.0,
    "verb form": 3.0,
    "converse": 3.0,
    "joined": 3.0,
    "wearing": 2.0,
    "presence": 1.0,
    "voice": 1.0,
    "number": 1.0,
    "attribute": 0.5,
    "less": 0.5,
    "having": 0.3,
    "fronting": 0.3,
    "wider": 0.3,
}
# Rewordings drawn for each that is wanted; what is left after the checks is chosen from.
_DRAWN = 3


class Positive(NamedTuple):
    """A rewording, and the edits of its caption that give it."""

    text: str
    kind: str
    edits: tuple[Edit, ...]


class Made(NamedTuple):
    """The positives of each caption of a part, and how many rewordings were drawn, kept and stopped, by reason."""

    positives: list[list[Positive]]
    counts: Counter[str]


def write(
    sentences: Sequence[Sentence], ids: Sequence[str], negatives: Sequence[Sequence[str]], parser: Parser, wanted: int, seed: int
) -> Made:
    """Up to `wanted` positives for each caption, none like its caption or one of its `negatives`."""
    counts: Counter[str] = Counter()
    drawn = [
        list(_drawn(sentence, caption_id, taken, wanted, seed, counts)) if wanted and taken else []
        for sentence, caption_id, taken in zip(sentences, ids, negatives, strict=True)
    ]
    again = iter(parser.parse([each.text for some in drawn for each in some]))
    kept = [
        [each for each in some if _holds(sentence, each, next(again), counts)][:wanted]
        for sentence, some in zip(sentences, drawn, strict=True)
    ]
    counts["positives_kept"] = sum(map(len, kept))
    return Made(kept, counts)


def columns(made: Sequence[Sequence[Positive]]) -> dict[str, list[list[object]]]:
    """The columns of `schemas.rows.RewrittenRow` that hold them."""
    return {
        "positives": [[each.text for each in some] for some in made],
        "positive_kinds": [[each.kind for each in some] for some in made],
        "positive_edits": [[[edit._asdict() for edit in each.edits] for each in some] for some in made],
    }


def _drawn(sentence: Sentence, caption_id: str, taken: Sequence[str], wanted: int, seed: int, counts: Counter[str]) -> Iterator[Positive]:
    """Rewordings whose surface is clean."""
    chance = generator_for(seed, caption_id, "rewrite", "positives")
    for made in islice(singles(sentence, chance, WEIGHTS), wanted * _DRAWN):
        counts["positives_drawn"] += 1
        if made.text in taken:
            counts["positives_like_a_negative"] += 1
        elif surface(sentence.text, made.text) is not None:
            counts["positives_surface"] += 1
        else:
            yield Positive(made.text, made.kinds[0], tuple(edits_between(sentence.text, made.text)))


def _holds(sentence: Sentence, made: Positive, again: Sentence, counts: Counter[str]) -> bool:
    stopped = objection(sentence, made.kind, made.edits, again) is not None
    counts["positives_parse_changed"] += stopped
    return not stopped
