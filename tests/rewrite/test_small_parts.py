"""Test small parts: a few captions of one kind, and a few of as many kinds as there are captions."""

import pyarrow as pa
import pytest

from hardneg.captions.cleaning.clean import clean
from hardneg.engine.stage import Outcome
from hardneg.parse.stage import make as parse_stage
from hardneg.rewrite.generate.checks import surface
from hardneg.rewrite.stage import make as rewrite_stage
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import CaptionRow

PHOTOGRAPHS = [
    "A brown dog runs along a sandy beach.",
    "Two women sit on a bench in a park.",
    "A bowl of apples stands on a wooden table.",
    "A man in a red jacket rides a bicycle down a street.",
    "A cat sleeps on a blue couch next to a lamp.",
    "Three boats float on a calm lake.",
    "A boy kicks a ball on a field.",
    "A white truck is parked in front of a house.",
    "An old clock hangs on a brick wall.",
    "A girl with a green umbrella walks across a bridge.",
]
OF_TEN_KINDS = [
    "A brown dog runs along a sandy beach.",
    "a chef is slicing an onion and talking to the camera",
    "A car engine idles while a man speaks in the distance.",
    "white wooden fence near the barn",
    "Norwood Women's Navy Cotton Cardigan",
    "a painting of a red boat on a lake",
    "The heart is enlarged and the lungs are clear.",
    "Many planes are parked next to a terminal in an airport.",
    "A bar chart with four blue bars and a legend on the right.",
    "A talking horse reads a newspaper at a desk.",
]


def served(captions: list[str]) -> tuple[Outcome, Outcome]:
    """Parse and rewrite captions by rules, in one part."""
    config = Config.model_validate({"rewrite": {"writer": "lexicon"}})
    rows = [
        {"id": f"c{i}", "caption": clean(caption, config.captions), "source": {"input": "test", "key": str(i)}}
        for i, caption in enumerate(captions)
    ]
    parsed = parse_stage(config).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow)))
    return parsed, rewrite_stage(config).process(parsed.rows)


@pytest.mark.slow
@pytest.mark.parametrize("captions", [PHOTOGRAPHS, OF_TEN_KINDS], ids=["one kind", "ten kinds"])
def test_each_caption_of_a_small_part_has_negatives_or_a_reason(captions: list[str]) -> None:
    parsed, rewritten = served(captions)
    rejected = [row["id"] for row in parsed.rejects.to_pylist()]
    rejected += [row["id"] for row in rewritten.rejects.to_pylist() if row["reason"] == "no_negative"]
    assert sorted([*rewritten.rows["id"].to_pylist(), *rejected]) == sorted(f"c{i}" for i in range(len(captions)))


@pytest.mark.slow
@pytest.mark.parametrize(("captions", "least"), [(PHOTOGRAPHS, 9), (OF_TEN_KINDS, 6)], ids=["one kind", "ten kinds"])
def test_most_captions_of_a_small_part_are_served(captions: list[str], least: int) -> None:
    rows = served(captions)[1].rows.to_pylist()
    assert len(rows) >= least
    for row in rows:
        for negative in row["negatives"]:
            assert surface(row["caption"], negative["negative"]) is None


@pytest.mark.slow
def test_a_horse_talks_in_a_cartoon_beside_captions_of_other_kinds() -> None:
    rows = {row["caption"]: row for row in served(OF_TEN_KINDS)[1].rows.to_pylist()}
    row = rows["A talking horse reads a newspaper at a desk."]
    assert row["negatives"]
    assert not [each for each in row["negatives"] if each["negative"].startswith("A talking newspaper")]
