import pyarrow as pa
import pytest

from benchmarks.fills import WAYS, config_of, line, pairs_of
from hardneg.engine.stage import Outcome
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import Reject, RewrittenRow
from tests.conftest import rewritten_row


@pytest.mark.parametrize(("hole", "balanced"), WAYS)
def test_each_way_is_another_config_and_only_what_is_unbalanced_is_cut_short(hole: str, balanced: bool) -> None:
    config = config_of(hole, balanced, 3).rewrite
    assert (config.hole, config.balance.enabled) == (hole, balanced)
    assert (config.negatives_per_caption == 3) is not balanced


def test_a_line_says_how_many_held_and_what_each_cost() -> None:
    rows = pa.Table.from_pylist([rewritten_row(i).model_dump() for i in range(300)], schema=arrow_schema(RewrittenRow))
    rejects = pa.Table.from_pylist(
        [Reject(id=str(i), stage="rewrite", reason="parse_changed", detail="", caption="").model_dump() for i in range(300)],
        schema=arrow_schema(Reject),
    )
    found = line(("choice", True), Outcome(rows, rejects, {"llm_tokens_in": 8100, "llm_tokens_out": 900}), 9.0, 300)
    assert len(pairs_of(rows)) == 900
    assert found.split()[:7] == ["choice", "balance", "75.0%", "3.00", "1.00", "10", "10"]
