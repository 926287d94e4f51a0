import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from some_shards import rows_of, write_shards

from hardneg.errors import UserError
from hardneg.loading import plan
from hardneg.training.matcher.example_order import ExampleOrder, Use, use_of
from hardneg.training.matcher.run_examples import read_examples


def order_of(out: str, seed: int = 0, most: int = 400) -> ExampleOrder:
    return ExampleOrder(read_examples(out), out, 0.2, most, seed)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> str:
    rows = [row for number in range(90) for row in rows_of(number, 2, {"path": "a.png"})]
    return write_shards(tmp_path_factory.mktemp("order"), rows, 12, shards=2)


def test_each_epoch_has_every_training_example_once_in_an_order_of_its_own(out: str) -> None:
    order = order_of(out)
    wanted = sorted(f"c{number:05}" for number in range(90) if use_of(f"in.jsonl\0image {number}", 0.2) is Use.TRAINING)
    epochs = [[order.at(epoch * order.total + place).id for place in range(order.total)] for epoch in range(2)]
    assert sorted(epochs[0]) == sorted(epochs[1]) == wanted
    assert epochs[0] != epochs[1]
    assert sorted([*wanted, *(each.id for each in order.held_out)]) == [f"c{number:05}" for number in range(90)]


@pytest.mark.slow
@given(st.integers(0, 500))
@settings(max_examples=10)
def test_a_place_has_the_same_example_whatever_was_read_before(out: str, place: int) -> None:
    used = order_of(out, seed=3)
    for before in range(0, 500, 37):
        used.at(before)
    assert used.at(place) == order_of(out, seed=3).at(place)


def test_what_is_held_out_has_a_bound_and_is_the_same_again(out: str) -> None:
    few = order_of(out, most=5)
    assert len(few.held_out) == 5
    assert few.held_out == order_of(out, seed=9, most=5).held_out
    assert few.total == order_of(out).total


@pytest.mark.slow
def test_memory_does_not_grow_with_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "BLOCK_BYTES", 1)

    def peak(captions: int) -> int:
        rows = [row for number in range(captions) for row in rows_of(number, 1, {"bytes": number.to_bytes(2, "big") * 5_000})]
        folder = write_shards(tmp_path / str(captions), rows, 20, shards=captions // 20)
        tracemalloc.start()
        order = order_of(folder, most=10)
        for place in range(order.total):
            order.at(place)
        _, found = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return found

    peak(200)
    assert peak(600) < 1.4 * peak(200)


@pytest.mark.parametrize("rows", [[], rows_of(1, 1), rows_of(1, 2, {"path": "a.png"}), [*rows_of(1, 1), *rows_of(2, 1)]])
def test_nothing_to_train_on_is_a_users_mistake(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    out = write_shards(tmp_path, rows or rows_of(1, 0) or rows_of(1, 1, needs_image=True), 10)
    with pytest.raises(UserError, match="captions have an image and a negative, 2 are needed"):
        order_of(out)


def test_what_a_group_is_for_follows_from_its_name_and_is_about_the_share() -> None:
    uses = [use_of(f"id{number}", 0.1, 0.3) for number in range(2000)]

    assert uses == [use_of(f"id{number}", 0.1, 0.3) for number in range(2000)]
    assert 150 < uses.count(Use.EVALUATION) < 250
    assert 520 < uses.count(Use.CALIBRATION) < 680
    assert all(use_of(f"id{number}", 0.1) is not Use.CALIBRATION for number in range(2000))


def test_the_captions_of_an_image_are_held_out_together(tmp_path: Path) -> None:
    rows = [row | {"image_id": f"image {number // 5}"} for number in range(100) for row in rows_of(number, 1, {"path": "a.png"})]
    order = order_of(write_shards(tmp_path, rows, 12))

    trained = {order.at(place).group for place in range(order.total)}
    assert not trained & {each.group for each in order.held_out}
    assert len(trained) + len({each.group for each in order.held_out}) == 20


def test_what_is_kept_for_a_calibration_is_not_used(out: str) -> None:
    order = ExampleOrder(read_examples(out), out, 0.2, 400, 0, calibration=0.5)

    kept = {f"c{number:05}" for number in range(90) if use_of(f"in.jsonl\0image {number}", 0.2, 0.5) is Use.CALIBRATION}
    used = {each.id for some in order.used() for each in some}
    assert len(kept) > 20
    assert used == {order.at(place).id for place in range(order.total)} | {each.id for each in order.held_out}
    assert used | kept == {f"c{number:05}" for number in range(90)}
    assert not used & kept
