import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from hardneg.parse.stage import ParseStage, make
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config, ParseConfig
from hardneg.schemas.family import Family
from hardneg.schemas.rows import CaptionRow, ParsedRow, Reject

STAGE = make(Config())


def table(*captions: str) -> pa.Table:
    rows = [{"id": f"c{i}", "caption": caption, "source": {"input": "x", "key": str(i)}} for i, caption in enumerate(captions)]
    return pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))


def test_every_family_finds_its_targets_in_one_caption() -> None:
    outcome = STAGE.process(
        table("A small black dog on a red couch is chasing two big white cats under a wooden table before eating in a chair.")
    )
    families = {target["family"] for target in outcome.rows["targets"].to_pylist()[0]}
    assert families == {family.value for family in Family}


def test_targets_say_where_they_are_and_how_concrete() -> None:
    outcome = STAGE.process(table("A black dog on a red couch."))
    caption = outcome.rows["caption"][0].as_py()
    targets = outcome.rows["targets"].to_pylist()[0]
    dog = next(target for target in targets if target["lemma"] == "dog" and target["family"] == "object")
    assert caption[dog["start"] : dog["end"]] == "dog"
    assert dog["concreteness"] > 4.5
    swap = next(target for target in targets if target["family"] == "swap_attribute")
    assert caption[swap["start"] : swap["end"]] == "black"
    assert caption[swap["partner_start"] : swap["partner_end"]] == "red"


def test_a_caption_with_nothing_to_edit_is_a_reject_with_its_reason() -> None:
    outcome = STAGE.process(table("A dog sits.", "A dog?! "))
    assert outcome.rows["id"].to_pylist() == ["c0"]
    assert outcome.rejects.select(["id", "reason"]).to_pylist() == [{"id": "c1", "reason": "nothing_to_edit"}]


@settings(max_examples=25)
@given(st.lists(st.text(min_size=1, max_size=60), max_size=6))
def test_any_text_goes_on_or_is_rejected(captions: list[str]) -> None:
    captions = [caption.encode("utf-8", "ignore").decode() for caption in captions]
    outcome = STAGE.process(table(*captions))
    assert outcome.rows.schema == arrow_schema(ParsedRow)
    assert outcome.rejects.schema == arrow_schema(Reject)
    assert len(outcome.rows) + len(outcome.rejects) == len(captions)


def test_what_cannot_change_a_result_is_not_in_the_fingerprint() -> None:
    assert ParseStage(ParseConfig(workers=4, batch_size=8)).fingerprint() == ParseStage(ParseConfig()).fingerprint()


def test_what_describes_nothing_is_rejected_where_descriptions_are_required() -> None:
    captions = table("how to draw a goat with a pencil", "A goat eats grass.", "I'm sorry, but I cannot describe this image.")

    required = STAGE.process(captions)
    any_text = make(Config.model_validate({"captions": {"descriptions": "any"}})).process(captions)

    assert required.rejects["reason"].to_pylist() == ["not_a_description", "boilerplate"]
    assert any_text.rejects["reason"].to_pylist() == ["boilerplate"]
