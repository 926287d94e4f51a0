from hardneg.engine.board import Board
from hardneg.engine.reject_rate import RejectRate
from hardneg.schemas.manifest import Done


def marker(rejected: int, part: int = 0) -> str:
    counts = {"rows_in": 600, "rows_out": 600 - rejected, "rejected": {"empty": rejected}}
    return Done(stage="captions", part=part, fingerprint="f", sha256={}, **counts).model_dump_json()


def test_each_done_marker_is_taken_once() -> None:
    board = Board(RejectRate(0.2))
    board.add(marker(0))

    assert board.take() == [marker(0)]
    assert board.take() == []


def test_a_part_that_brings_its_stage_above_the_rate_is_told_so() -> None:
    board = Board(RejectRate(0.2))

    assert [board.add(marker(50, part=0)), board.add(marker(300, part=1))] == [False, True]


def test_the_first_failure_is_the_one_that_is_reported() -> None:
    board = Board(RejectRate(1.0))
    board.fail("user", "the first")
    board.fail("fault", "what followed")

    assert board.failure() == ("user", "the first")
