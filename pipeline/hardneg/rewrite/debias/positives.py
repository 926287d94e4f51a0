"""Positives: rewordings of one kind each that stay true, checked as negatives are, and taken such that no word gives them away
(`positive_herding`), nor, where an LLM scores, what a reader makes of them (`positive_adversarial`).

They carry edits by machinery like that of the negatives, so that "was edited" does not tell a negative.
"""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from hardneg.grammar.difference import edits_between
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.paraphrase import single_paraphrases
from hardneg.paraphrase.meaning_check import objection
from hardneg.parse.model import Parser
from hardneg.rewrite.debias.discriminant import FEWEST
from hardneg.rewrite.debias.positive_adversarial import ROUNDS, Beside, Judge, shortened
from hardneg.rewrite.debias.positive_herding import Choice, Option, in_turn
from hardneg.rewrite.generate.checks import surface
from hardneg.seeding import generator_for

KINDS = frozenset({
    "synonym", "wider", "article", "number", "verb form", "wearing", "attribute", "less", "converse", "voice", "joined", "presence",
    "order",
})  # fmt: skip
"""Not `fronting` and `having`: nobody writes captions so, and a parse that is wrong does most harm there."""

# Rewordings of a caption that are looked at; more are found in long ones.
_MENU = 40
# What a first, a second ... positive may add to the imbalance of the part (`positive_herding`).
_LIMITS = (1.6, 0.6)
_ROUNDS = 4


class Positive(NamedTuple):
    """A rewording, and the edits of its caption that give it."""

    text: str
    kind: str
    edits: tuple[Edit, ...]


class Made(NamedTuple):
    """The positives of each caption of a part, and how many rewordings were found, kept and stopped, by reason."""

    positives: list[list[Positive]]
    counts: dict[str, int]


def write(
    sentences: Sequence[Sentence],
    ids: Sequence[str],
    negatives: Sequence[Sequence[str]],
    parser: Parser,
    wanted: int,
    seed: int,
    beside: Beside | None = None,
    exchanged: Container[int] = frozenset(),
) -> Made:
    """Up to `wanted` positives for each caption that has negatives, none like its caption or one of them.

    The captions in `exchanged`, by their place, have a negative that exchanges, and prefer a positive of that form.

    With `beside` they are such that a judge of what its reader makes of them cannot tell them from the negatives either.
    """
    counts: Counter[str] = Counter()
    menus = [
        list(_menu(sentence, caption_id, taken, seed, counts)) if wanted and taken else []
        for sentence, caption_id, taken in zip(sentences, ids, negatives, strict=True)
    ]
    if beside is not None and len(beside.rows) < 2 * FEWEST:
        beside = None  # too few to learn from
    if beside is not None:
        menus = [shortened(menu) for menu in menus]
    limits = [_LIMITS[min(place, len(_LIMITS) - 1)] for place in range(wanted)]
    captions = [sentence.text for sentence in sentences]
    choice = Choice(captions, menus, limits, in_turn(ids, seed), exchanged)
    if beside is not None and any(menus):
        choice.settle()
        judge = Judge(captions, ids, menus, beside, seed)
        for _ in range(ROUNDS):
            calls = judge.calls(choice.taken)
            if calls is None:
                break
            choice.tell(calls, judge.pairs(choice.taken))
            choice.settle()
    held: dict[tuple[int, Option], Positive] = {}
    for _ in range(_ROUNDS):
        choice.settle()
        new = [(row, option) for row, some in enumerate(choice.taken) for option in some if (row, option) not in held]
        for (row, option), again in zip(new, parser.parse([option.text for _, option in new]), strict=True):
            edits = edits_between(sentences[row].text, option.text)
            if objection(sentences[row], option.kind, edits, again) is None:
                held[row, option] = Positive(option.text, option.kind, tuple(edits))
            else:
                counts["positives_parse_changed"] += 1
                choice.strike(row, option)
    made = [[held[row, option] for option in some] for row, some in enumerate(choice.taken)]
    counts["positives_kept"] = sum(map(len, made))
    counts["captions_without_positives"] = sum(bool(taken) and not some for taken, some in zip(negatives, made, strict=True))
    return Made(made, dict(counts))


def columns(made: Sequence[Sequence[Positive]]) -> dict[str, list[list[object]]]:
    """The columns of `hardneg.schemas.rows.RewrittenRow` that hold them."""
    return {
        "positives": [[each.text for each in some] for some in made],
        "positive_kinds": [[each.kind for each in some] for some in made],
        "positive_edits": [[[edit._asdict() for edit in each.edits] for each in some] for some in made],
    }


def _menu(sentence: Sentence, caption_id: str, taken: Sequence[str], seed: int, counts: Counter[str]) -> Iterator[Option]:
    """The rewordings of a caption whose surface is clean."""
    chance = generator_for(seed, caption_id, "rewrite", "positives")
    for made in islice(single_paraphrases(sentence, chance, KINDS), _MENU):
        counts["positives_found"] += 1
        if made.text in taken:
            counts["positives_like_a_negative"] += 1
        elif surface(sentence.text, made.text, bool(sentence.tags)) is not None:
            counts["positives_surface"] += 1
        else:
            yield Option(made.text, made.kinds[0])
