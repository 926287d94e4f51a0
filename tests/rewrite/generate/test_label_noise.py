import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import Parse

from hardneg.grammar.splice import Edit, splice
from hardneg.parse.stage import make as make_parse
from hardneg.rewrite.generate.label_noise import one_edit, paraphrase
from hardneg.rewrite.stage import make
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import CaptionRow

CAPTIONS = [
    "A small black dog sits left of two red chairs.",
    "Two little girls are holding a big umbrella.",
    "A man is riding a horse next to three white cows.",
    "Three tiny cats sleep on a large sofa.",
] * 15


def negatives_of(share: float) -> list[dict]:
    config = Config.model_validate({"rewrite": {"writer": "lexicon", "invalid_share": share, "balance": {"tolerance": None}}})
    rows = [{"id": f"{i:04}", "caption": text, "source": {"input": "x", "key": str(i)}} for i, text in enumerate(CAPTIONS)]
    parsed = make_parse(config).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))).rows
    return [
        dict(negative, caption=row["caption"]) for row in make(config).process(parsed).rows.to_pylist() for negative in row["negatives"]
    ]


@given(st.text("ab ", max_size=12), st.text("ab ", max_size=12))
def test_one_edit_gives_the_new_text(old: str, new: str) -> None:
    edit = one_edit(old, new)
    assert splice(old, [edit]) == new
    assert not (edit.old and edit.new) or edit.old[0] != edit.new[0]


def test_a_negative_stays_or_becomes_another_text_with_the_edit_that_makes_it(parse: Parse) -> None:
    sentence = parse("A small black dog sits left of two red chairs.")
    assert paraphrase(sentence, "c", "n", 0.0, 0, ()) is None
    made = paraphrase(sentence, "c", "n", 1.0, 0, ())
    assert made is not None
    assert splice(sentence.text, made.edits) == made.text != sentence.text
    assert paraphrase(sentence, "c", "n", 1.0, 0, ()) == made
    other = paraphrase(sentence, "c", "n", 1.0, 0, {made.text})
    assert other is None or other.text != made.text
    assert paraphrase(parse("Hello"), "c", "n", 1.0, 0, ()) is None


@pytest.mark.slow
def test_about_the_share_that_is_asked_for_is_put_in_and_marked() -> None:
    plain, some = negatives_of(0.0), negatives_of(0.3)
    assert {negative["generator"]["method"] for negative in plain} == {"rules"}
    put_in = [negative for negative in some if negative["generator"]["method"] == "spoiled"]
    assert 0.2 < len(put_in) / len(some) < 0.4
    assert len(some) == len(plain)
    for negative in some:
        assert splice(negative["caption"], [Edit(**edit) for edit in negative["edits"]]) == negative["negative"]
    others = {negative["id"] for negative in plain}
    assert all(negative["id"] in others for negative in some if negative not in put_in)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_between_none_and_all(share: float) -> None:
    with pytest.raises(ValueError, match="invalid_share"):
        Config.model_validate({"rewrite": {"invalid_share": share}})
