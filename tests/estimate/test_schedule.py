import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.estimate import schedule
from hardneg.estimate.schedule import Load, StageCost, lay_out


def cost(stage: str, caption_s: float, workers: int = 1, start_s: float = 0.0, cpu_s: float = 0.0) -> StageCost:
    return StageCost(stage, workers, start_s, caption_s, cpu_s)


def pools(captions: int, parts: int, processors: int | None = None) -> Load:
    return Load(captions, parts, pools=True, processors=processors)


def test_the_stages_of_one_part_follow_each_other() -> None:
    laid = lay_out(Load(100, 1, pools=False, processors=2), [cost("parse", 0.01, start_s=2, workers=4), cost("rewrite", 0.05, start_s=3)])

    assert laid.seconds == pytest.approx(2 + 1 + 3 + 5)
    assert laid.governs == ""


def test_workers_share_the_parts_of_a_stage_and_each_starts_once() -> None:
    assert lay_out(pools(400, 4), [cost("rewrite", 0.1, workers=2, start_s=3)]).seconds == pytest.approx(3 + 2 * 10)


def test_a_part_waits_for_the_stage_before_and_stages_overlap() -> None:
    laid = lay_out(pools(300, 3), [cost("parse", 0.01), cost("rewrite", 0.1), cost("filter", 0.02)])

    assert laid.seconds == pytest.approx(1 + 3 * 10 + 2)  # the first part is parsed, and the last one filtered, by themselves
    assert laid.governs == "rewrite"


def test_workers_that_get_no_part_count_nothing() -> None:
    few, many = (lay_out(pools(200, 2), [cost("rewrite", 0.1, workers=workers)]).seconds for workers in (2, 9))

    assert few == many == pytest.approx(10)


def test_the_processors_govern_where_all_workers_need_more_than_there_are() -> None:
    stages = [cost("parse", 0.1, cpu_s=0.1), cost("rewrite", 0.1, workers=4, cpu_s=0.4)]

    assert lay_out(pools(1000, 100, processors=2), stages) == (pytest.approx(250), "")
    assert lay_out(pools(1000, 100), stages).seconds < 150


def test_parts_beyond_those_laid_out_take_what_the_slowest_stage_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = [cost("parse", 0.01, start_s=1), cost("rewrite", 0.1, workers=2, start_s=5), cost("filter", 0.02)]
    whole = lay_out(pools(40_000, 400), stages).seconds
    monkeypatch.setattr(schedule, "MOST_PARTS", 20)

    assert lay_out(pools(40_000, 400), stages).seconds == pytest.approx(whole, rel=0.001)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 5), st.floats(0, 10)), min_size=1, max_size=4),
    st.integers(1, 40),
    st.integers(1, 5000),
)
def test_time_lies_between_that_of_the_slowest_stage_and_that_of_one_worker(
    given: list[tuple[float, int, float]], parts: int, captions: int
) -> None:
    stages = [cost(str(number), *each) for number, each in enumerate(given)]

    seconds = lay_out(pools(captions, parts), stages).seconds

    slowest = max(stage.caption_s * captions / min(stage.workers, parts) for stage in stages)
    alone = sum(stage.caption_s * captions + stage.start_s * min(stage.workers, parts) for stage in stages)
    assert slowest * 0.999 <= seconds <= alone * 1.001 + 1e-6
