from collections import Counter

import pyarrow as pa
import pytest

from hardneg.engine.stage import Outcome
from hardneg.errors import UserError
from hardneg.grammar.splice import Edit, splice
from hardneg.grammar.tags import split
from hardneg.parse.stage import find_targets
from hardneg.parse.stage import make as parse_stage
from hardneg.parse.tags import TagParser
from hardneg.rewrite.generate.checks import surface
from hardneg.rewrite.generate.label_noise import paraphrase
from hardneg.rewrite.stage import make
from hardneg.rewrite.writer.fit_word import fit
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import CaptionRow

CONFIG = Config.model_validate({"captions": {"form": "tags"}, "rewrite": {"writer": "lexicon"}})
LISTS = [
    "dog, red couch, window, two people, indoors",
    "red couch, black dog, wooden table, lamp",
    "man wearing a hat, woman holding umbrella, park bench",
    "dog on couch, cat under table",
    "boats, lake, mountains, sunset",
    "Dog, Red Couch, Window, Two People",
    "cat, sleeping, sofa, living room",
    "train",
]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    rows = [{"id": f"c{i}", "caption": text, "source": {"input": "x", "key": str(i)}} for i, text in enumerate(LISTS)]
    parsed = parse_stage(CONFIG).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow)))
    assert len(parsed.rows) == len(LISTS)
    return make(CONFIG).process(parsed.rows)


def test_a_negative_is_a_list_of_as_many_tags_that_its_edits_reproduce(outcome: Outcome) -> None:
    rows = outcome.rows.to_pylist()
    assert [row["caption"] for row in rows] == LISTS
    for row in rows:
        tags = split(row["caption"])
        for negative in row["negatives"]:
            assert splice(row["caption"], [Edit(**edit) for edit in negative["edits"]]) == negative["negative"]
            wrong = split(negative["negative"])
            assert len({tag.casefold() for tag in wrong}) == len(tags)
            changed = sum(old != new for old, new in zip(tags, wrong, strict=True))
            assert changed == 1 or (changed == 2 and negative["family"].startswith("swap"))


def test_positives_have_the_tags_in_another_order_or_in_other_words(outcome: Outcome) -> None:
    kinds: Counter[str] = Counter()
    for row in outcome.rows.to_pylist():
        kinds.update(row["positive_kinds"])
        for positive, kind, edits in zip(row["positives"], row["positive_kinds"], row["positive_edits"], strict=True):
            assert splice(row["caption"], [Edit(**edit) for edit in edits]) == positive
            assert len(split(positive)) == len(split(row["caption"]))
            assert (sorted(split(positive)) == sorted(split(row["caption"]))) == (kind == "order")
    assert kinds["order"] > 0


@pytest.mark.parametrize(
    ("negative", "reason"),
    [("cat, Window, window", Reason.NOT_EXCLUSIVE), ("cat, red, couch, window", Reason.SURFACE), ("cat, red couch, window", None)],
)
def test_a_tag_twice_or_one_more_is_a_reject(negative: str, reason: Reason | None) -> None:
    verdict = surface("dog, red couch, window", negative, listed=True)
    assert (verdict[0] if verdict else None) is reason


def test_an_llm_may_not_write_what_another_tag_says(tag_parser: TagParser) -> None:
    (sentence,) = tag_parser.parse(["dog, cat, red sofa"])
    target = next(target for target in find_targets(sentence) if target.lemma == "dog" and target.family == "object")
    for text, refused in (("kitten", True), ("couch", True), ("horse", False)):
        verdict = fit(sentence, target, text, judged=True)
        assert (verdict[0] is Reason.NOT_EXCLUSIVE) == refused


def test_an_injected_paraphrase_of_a_list_is_a_list(tag_parser: TagParser) -> None:
    (sentence,) = tag_parser.parse(["dog, red sofa, two people"])
    made = paraphrase(sentence, "c", "n", 1.0, 0, set())
    assert made is not None
    assert len(split(made.text)) == 3


def test_families_of_sentences_are_refused_for_tags() -> None:
    asked = Config.model_validate({"captions": {"form": "tags"}, "rewrite": {"families": ["object", "negation"]}})
    with pytest.raises(UserError, match=r"rewrite.families: negation cannot edit lists of tags"):
        parse_stage(asked)


def test_the_form_is_in_the_fingerprints() -> None:
    other = Config.model_validate({"rewrite": {"writer": "lexicon"}})
    assert make(CONFIG).fingerprint() != make(other).fingerprint()
    assert parse_stage(CONFIG).fingerprint() != parse_stage(other).fingerprint()
