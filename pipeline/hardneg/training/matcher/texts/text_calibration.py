"""Make labelled scores for the text matcher's calibration: negatives of held-out captions, and paraphrases as invalid negatives."""

import random
from collections.abc import Iterable

import pyarrow as pa

from hardneg.families import FAMILIES
from hardneg.grammar.sentence import Sentence
from hardneg.matching.matcher import TextMatcher
from hardneg.paraphrase.composition import LocalEdit, compose
from hardneg.paraphrase.paraphrase_kinds import changes_of, orders_of
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import LabelledScore
from hardneg.schemas.family import Family
from hardneg.seeding import generator_for
from hardneg.training.matcher.texts.text_pairs import SEED, STAGE, negatives

EACH = 2
_MOVED = (Family.WORD_ORDER, Family.SWAP_OBJECT, Family.SWAP_ATTRIBUTE)
_BY_KIND = {
    "number": Family.COUNT,
    "verb form": Family.ACTION,
    "attribute": Family.ATTRIBUTE,
    "wearing": Family.RELATION,
    "having": Family.RELATION,
}


def labelled(matcher: TextMatcher, sentences: Iterable[Sentence], each: int = EACH) -> pa.Table:
    """Return rows of `hardneg.schemas.calibration.LabelledScore`, with one group a caption.

    Valid rows are negatives by rule, at most `each` a family. Invalid rows are paraphrases of one kind, under the family whose
    targets they edit; reorderings are under the families that exchange things.
    """
    rows: list[tuple[str, Family, str, bool]] = []
    for sentence in sentences:
        rng = generator_for(SEED, sentence.text, STAGE, "calibration")
        count = dict.fromkeys((family.value for family in Family), 0)
        made = negatives(sentence, rng)
        rng.shuffle(made)
        for name, text in made:
            if count[name] < each:
                count[name] += 1
                rows.append((sentence.text, Family(name), text, True))
        rows += [(sentence.text, family, text, False) for family, text in _invalid_negatives(sentence, rng, each)]
    scores = matcher.score([row[0] for row in rows], [row[2] for row in rows])
    schema = arrow_schema(LabelledScore)
    columns = {
        "group": [caption for caption, _, _, _ in rows],
        "family": [family.value for _, family, _, _ in rows],
        "score_negative": scores,
        "score_positive": [None] * len(rows),
        "shuffled_negative": [None] * len(rows),
        "shuffled_positive": [None] * len(rows),
        "valid": [valid for _, _, _, valid in rows],
        "added": [False] * len(rows),
    }
    return pa.Table.from_arrays([pa.array(columns[field.name], field.type) for field in schema], schema=schema)


def _invalid_negatives(sentence: Sentence, rng: random.Random, each: int) -> list[tuple[Family, str]]:
    """Return up to `each` paraphrases for each family."""
    offered: dict[Family, list[str]] = {}
    for change in changes_of(sentence):
        text = compose(sentence, None, [change])
        if text is not None and text != sentence.text:
            offered.setdefault(_family(sentence, change), []).append(text)
    for order in orders_of(sentence):
        text = compose(sentence, order, [])
        if text is not None and text != sentence.text:
            offered.setdefault(rng.choice(_MOVED), []).append(text)
    return [(family, text) for family, texts in offered.items() for text in rng.sample(texts, min(each, len(texts)))]


def _family(sentence: Sentence, change: LocalEdit) -> Family:
    """Return the family that edits the words of the local edit."""
    if change.kind in _BY_KIND:
        return _BY_KIND[change.kind]
    for name, family in FAMILIES.items():
        for target in family.find(sentence):
            if any(edit.start < target.end and target.start < edit.end for edit in change.edits) and target.partner_start is None:
                return name
    return Family.OBJECT
