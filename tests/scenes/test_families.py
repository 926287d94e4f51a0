"""Apply the pipeline's own families and rules to captions of scenes, and judge the results by the oracle."""

from collections import Counter

import pytest

from hardneg.families import FAMILIES
from hardneg.lexicon import attribute_alternatives, noun_alternatives
from hardneg.parse.model import Parser
from hardneg.parse.stage import ParseStage, find_targets
from hardneg.rewrite.stage import RewriteStage
from hardneg.scenes.graph import COLOURS, FILLS, SHAPES, Scene
from hardneg.scenes.oracle import is_true
from hardneg.scenes.scene_words import MEANING
from hardneg.scenes.world import samples
from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import Config
from hardneg.schemas.family import Family
from hardneg.schemas.rows import CaptionRow, Source

DRAWN = list(samples(21, 120))
SHARES = {
    Family.ATTRIBUTE: 0.9,
    Family.OBJECT: 0.9,
    Family.COUNT: 0.6,
    Family.RELATION: 0.35,
    Family.SWAP_ATTRIBUTE: 0.3,
    Family.SWAP_OBJECT: 0.3,
    Family.WORD_ORDER: 0.15,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_other_shapes_of_the_world_are_offered_for_a_shape(shape: str) -> None:
    assert set(noun_alternatives(shape)) == set(SHAPES) - {shape}


@pytest.mark.parametrize("shape", SHAPES)
def test_colours_and_fills_of_the_world_are_offered_for_shapes(shape: str) -> None:
    assert set(COLOURS) - {"red"} == set(attribute_alternatives("red", shape))
    offered = {MEANING[word] for word in attribute_alternatives("striped", shape)}
    assert offered == {("fill", fill) for fill in FILLS if fill != "striped"}


def test_the_families_find_targets_in_captions_of_scenes(parser: Parser) -> None:
    found = Counter(
        family for sentence in parser.parse([each.caption for each in DRAWN]) for family in {t.family for t in find_targets(sentence)}
    )
    assert set(SHARES) <= set(FAMILIES)
    for family, share in SHARES.items():
        assert found[family.value] >= share * len(DRAWN), (family, found)


@pytest.mark.slow
def test_the_oracle_judges_what_the_rules_make_of_captions() -> None:
    config = Config.model_validate({"rewrite": {"writer": "lexicon", "negatives_per_caption": 6}})
    rows = [CaptionRow(id=each.id, caption=each.caption, source=Source(input="scenes", key=each.id)) for each in DRAWN]
    scenes: dict[str, Scene] = {each.id: each.scene for each in DRAWN}

    parsed = ParseStage(config.parse).process(to_table(rows, CaptionRow)).rows
    made = RewriteStage(config).process(parsed).rows.to_pylist()

    truths = Counter(is_true(negative["negative"], scenes[row["id"]]) for row in made for negative in row["negatives"])
    assert truths.total() > 4 * len(DRAWN)
    assert truths[None] < 0.05 * truths.total()
    assert truths[False] > 0.9 * truths.total()
