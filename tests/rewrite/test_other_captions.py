from typing import Any

import pyarrow as pa
import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.parse.stage import make as parse_stage
from hardneg.rewrite.generate.fill import draft
from hardneg.rewrite.other_captions import stated_elsewhere, words_elsewhere
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.stage import make
from hardneg.rewrite.types import Filled, Proposal, Slot
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import CaptionRow, Generator

DOG = ["A brown dog walks through a field.", "A puppy is running in the flowers.", "Two dogs play with a yellow ball."]


def table(*images: tuple[str | None, list[str]]) -> pa.Table:
    captions = [(image, caption) for image, several in images for caption in several]
    rows: list[dict[str, Any]] = [
        {
            "id": f"c{i}",
            "caption": caption,
            "source": {"input": "x", "key": str(i)},
            "image": {"bytes": None, "path": image} if image is not None else None,
        }
        for i, (image, caption) in enumerate(captions)
    ]
    return parse_stage(Config()).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))).rows


@pytest.mark.parametrize(
    ("caption", "others", "family", "old", "new", "stated"),
    [
        (DOG[0], {"run", "flower"}, Name.ACTION, "walks", "runs", True),
        (DOG[0], {"yellow"}, Name.ATTRIBUTE, "brown", "black", False),
        (DOG[0], {"black"}, Name.ATTRIBUTE, "brown", "black", True),
        ("A man reads.", {"woman", "read"}, Name.OBJECT, "man", "woman", True),
        ("A man reads a newspaper.", {"puppy"}, Name.OBJECT, "newspaper", "book", False),
        ("Two men and a dog walk.", {"boy"}, Name.OBJECT, "men", "children", True),  # a hyponym of the new noun
        ("Two dogs play.", {"three"}, Name.COUNT, "Two", "Three", True),
        ("Two dogs play.", {"four"}, Name.COUNT, "Two", "Three", False),
        ("A man holds a red hat.", {"wear"}, Name.RELATION, "holds", "wears", False),  # others may wear other things
    ],
)
def test_an_edit_whose_new_words_another_caption_has_may_be_true(
    parse: Parse, caption: str, others: set[str], family: Name, old: str, new: str, stated: bool
) -> None:
    sentence = parse(caption)
    target = next(each for each in FAMILIES[family].find(sentence) if sentence.text[each.start : each.end] == old)
    made = draft(Slot(target, (new,), 0), Filled(new, Generator(method="rules")), sentence)
    assert isinstance(made, Proposal)
    verdict = stated_elsewhere(frozenset(others), sentence, family, made.edits, parse(made.negative))
    assert (verdict is not None and verdict[0] is Reason.NOT_EXCLUSIVE) == stated


def test_only_other_captions_of_the_same_image_count() -> None:
    rows = table(("a.jpg", DOG[:2]), ("b.jpg", DOG[2:]), (None, ["A cat sleeps.", "A cow grazes."]))
    stage = make(Config.model_validate({"rewrite": {"writer": "lexicon", "plausibility": None}}))
    first, second, *rest = (each.elsewhere for each in stage.captions(rows))
    assert first == {"puppy", "run", "flower"}
    assert second == {"brown", "dog", "walk", "field"}
    assert rest == [frozenset(), frozenset(), frozenset()]


def test_a_word_in_both_captions_of_an_image_counts_for_both() -> None:
    rows = table(("a.jpg", ["A dog runs.", "A dog sleeps."]))
    sentences = [each.sentence for each in make(Config.model_validate({"rewrite": {"writer": "lexicon"}})).captions(rows)]
    assert words_elsewhere(rows, sentences) == [{"dog", "sleep"}, {"dog", "run"}]


@pytest.mark.slow
def test_no_caption_is_changed_to_what_another_caption_of_its_image_says() -> None:
    captions = ["A red car is parked near a tall building.", "A blue car is parked near a tall building."]
    stage = make(Config.model_validate({"rewrite": {"writer": "lexicon", "plausibility": None, "candidates": 40}}))
    stage.setup()

    def proposed(*images: tuple[str | None, list[str]]) -> set[str]:
        states = stage.captions(table(*images))
        return {each.negative for each in stage.proposed(states, CoOccurrence([each.sentence for each in states])).captions[0].proposals}

    assert captions[1] in proposed(("a.jpg", captions[:1]), ("b.jpg", captions[1:]))
    assert captions[1] not in proposed(("a.jpg", captions))
    assert "A yellow car is parked near a tall building." in proposed(("a.jpg", captions))
