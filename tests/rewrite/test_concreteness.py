import math
from itertools import pairwise
from statistics import mean

import pyarrow as pa
import pytest
from corpus import BY_KIND

from hardneg.families import Target
from hardneg.filter.stage import make as make_filter
from hardneg.grammar.splice import Edit
from hardneg.parse.stage import make as parse_stage
from hardneg.rewrite import concreteness as module
from hardneg.rewrite.stage import make
from hardneg.rewrite.types import Proposal
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import CaptionRow, Generator
from hardneg.shards.stage import make as make_flat

RULES = Generator(method="rules")


def target(family: str = "object", concreteness: float | None = 5.0, visual: float | None = 4.0) -> Target:
    return Target(family, "", 0, 1, 0, 3, "dog", concreteness, visual)


def proposal(*edits: Edit, targets: tuple[Target, ...] = (target(),)) -> Proposal:
    return Proposal(targets, edits, "", RULES)


def test_a_score_is_the_mean_of_both_norms_and_a_missing_one_counts_as_its_lowest() -> None:
    assert module.of_target(target()) == 4.5
    assert module.of_target(target(visual=None)) == 2.5
    assert module.of_target(target(concreteness=None, visual=None)) == 0.5


def test_a_text_is_rated_as_a_whole_or_by_its_highest_word_in_any_form() -> None:
    assert module.of_text("dogs") == pytest.approx(module.of_text("dog"))
    assert module.of_text("dog") > module.of_text("idea") > module.of_text("zxqv") == 0.5
    assert module.of_text("qwxz dog") == module.of_text("dog")
    assert module.of_text("riding") > 3.0


def test_a_replacement_that_is_no_content_word_has_the_score_of_the_target() -> None:
    assert module.of_replacement(target("relation"), "behind") == module.of_target(target("relation"))
    assert module.of_replacement(target("object"), "Idea") == module.of_text("idea")


def test_a_proposal_has_the_mean_score_of_what_it_removes_and_inserts() -> None:
    found = module.of_proposal(proposal(Edit(0, 1, "A", "An"), Edit(2, 5, "dog", "idea")))
    assert found == pytest.approx((4.5 + module.of_text("idea")) / 2)
    two = module.of_proposal(proposal(Edit(0, 3, "dog", "idea"), Edit(9, 12, "cat", "cup"), targets=(target(), target())))
    assert two == pytest.approx((4.5 + (module.of_text("idea") + module.of_text("cup")) / 2) / 2)


def test_a_proposal_that_inserts_no_content_word_has_the_score_of_its_targets() -> None:
    assert module.of_proposal(proposal(Edit(0, 3, "three", "two"), targets=(target("count"),))) == 4.5
    assert module.of_proposal(proposal(Edit(0, 9, "red dog", "red"))) == 4.5


def test_who_wrote_a_proposal_makes_no_difference() -> None:
    by_rule = proposal(Edit(0, 3, "dog", "chair"))
    assert module.of_proposal(by_rule._replace(generator=Generator(method="llm"))) == module.of_proposal(by_rule)


def test_bonuses_are_centred_rise_with_the_knob_and_are_exactly_zero_at_zero() -> None:
    part = [module.of_proposal(proposal(Edit(0, 3, "dog", new))) for new in ("chair", "idea", "cup")]
    assert module.bonuses(part, 0.0) == [0.0, 0.0, 0.0]
    once, twice = module.bonuses(part, 1.0), module.bonuses(part, 2.0)
    assert sum(once) == pytest.approx(0.0)
    assert min(once) == once[1] < 0.0
    assert twice == pytest.approx([2 * each for each in once])
    assert module.bonuses([], 1.0) == []


def test_a_weight_is_exponential_in_the_score_and_one_at_zero() -> None:
    assert module.weight(3.0, 2.0) / module.weight(2.5, 2.0) == pytest.approx(math.e)
    assert module.weight(3.0, 0.0) == 1.0


def shard_rows(parsed: pa.Table, knob: float) -> pa.Table:
    """Return the rows of the shards of parsed captions at a value of the knob."""
    config = Config.model_validate({"rewrite": {"writer": "lexicon", "positives_per_caption": 0, "concreteness": knob}})
    table = parsed
    for stage in (make(config), make_filter(config), make_flat(config)):
        stage.setup()
        table = stage.process(table).rows
    return table


@pytest.mark.slow
def test_edited_words_in_shards_are_more_concrete_and_visible_the_higher_the_knob_and_families_stay() -> None:
    captions = [caption for of_kind in BY_KIND.values() for caption in of_kind[:12] if len(caption.split()) < 40]
    rows = [{"id": f"c{i}", "caption": caption, "source": {"input": "x", "key": str(i)}} for i, caption in enumerate(captions)]
    parsed = parse_stage(Config()).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))).rows
    found = [shard_rows(parsed, knob) for knob in (0.0, 1.0, 2.0, 4.0)]
    for column in ("concreteness", "visual"):
        means = [mean(value for value in rows[column].to_pylist() if value is not None) for rows in found]
        assert means == sorted(set(means))
    for before, after in pairwise(found):
        assert after.num_rows > 0.93 * before.num_rows
    for family in ("relation", "count", "attribute", "action"):
        none, default = (rows["family"].to_pylist().count(family) / rows.num_rows for rows in found[:2])
        assert default > 0.8 * none > 0.03
