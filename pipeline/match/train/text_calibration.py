"""Labelled scores for the text matcher's calibration: negatives of held-out captions, and rewordings that could pass for negatives."""

import random
from collections.abc import Iterable

import pyarrow as pa

from pipeline.chance import generator_for
from pipeline.families import FAMILIES
from pipeline.grammar.sentence import Sentence
from pipeline.match.matcher import TextMatcher
from pipeline.match.train.pairs import SEED, STAGE, negatives
from pipeline.rewordings.kinds import changes_of, orders_of
from pipeline.rewordings.wording import Change, compose
from schemas.arrow import arrow_schema
from schemas.calibration import LabelledScore
from schemas.family import Family

EACH = 2
_MOVED = (Family.WORD_ORDER, Family.SWAP_OBJECT, Family.SWAP_ATTRIBUTE)
_BY_KIND = {
    "number": Family.COUNT,
    "verb form": Family.ACTION,
    "attribute": Family.ATTRIBUTE,
    "wearing": Family.RELATION,
    "having": Family.RELATION,
}


def labelled(matcher: TextMatcher, sentences: Iterable[Sentence]) -> pa.Table:
    """Rows of `schemas.calibration.LabelledScore`, a group a caption.

    Valid: negatives by rule, of each family at most `EACH`. Not valid: rewordings by one kind, under the family whose targets they touch;
    those that put the sentence in another order, under the families that exchange things.
    """
    rows: list[tuple[str, Family, str, bool]] = []
    for sentence in sentences:
        rng = generator_for(SEED, sentence.text, STAGE, "calibration")
        count = dict.fromkeys((family.value for family in Family), 0)
        made = negatives(sentence, rng)
        rng.shuffle(made)
        for name, text in made:
            if count[name] < EACH:
                count[name] += 1
                rows.append((sentence.text, Family(name), text, True))
        rows += [(sentence.text, family, text, False) for family, text in _still_true(sentence, rng)]
    scores = matcher.score([row[0] for row in rows], [row[2] for row in rows])
    schema = arrow_schema(LabelledScore)
    columns = {
        "group": [caption for caption, _, _, _ in rows],
        "family": [family.value for _, family, _, _ in rows],
        "score_negative": scores,
        "score_positive": [None] * len(rows),
        "valid": [valid for _, _, _, valid in rows],
    }
    return pa.Table.from_arrays([pa.array(columns[field.name], field.type) for field in schema], schema=schema)


def _still_true(sentence: Sentence, rng: random.Random) -> list[tuple[Family, str]]:
    """Up to `EACH` rewordings for each family."""
    offered: dict[Family, list[str]] = {}
    for change in changes_of(sentence):
        text = compose(sentence, None, [change])
        if text is not None and text != sentence.text:
            offered.setdefault(_family(sentence, change), []).append(text)
    for order in orders_of(sentence):
        text = compose(sentence, order, [])
        if text is not None and text != sentence.text:
            offered.setdefault(rng.choice(_MOVED), []).append(text)
    return [(family, text) for family, texts in offered.items() for text in rng.sample(texts, min(EACH, len(texts)))]


def _family(sentence: Sentence, change: Change) -> Family:
    """The family that edits the words which the change edits."""
    if change.kind in _BY_KIND:
        return _BY_KIND[change.kind]
    for name, family in FAMILIES.items():
        for target in family.find(sentence):
            if any(edit.start < target.end and target.start < edit.end for edit in change.edits) and target.partner_start is None:
                return name
    return Family.OBJECT
