import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.errors import UserError
from hardneg.estimate import draw as module
from hardneg.estimate.draw import FEWEST_SECTIONS, READ_BYTES, READ_SECTIONS, draw, reservoir, some_of
from hardneg.schemas.config import Config


def write(path: Path, captions: list[str]) -> str:
    path.write_text("".join(json.dumps({"id": f"{number:06d}", "caption": caption}) + "\n" for number, caption in enumerate(captions)))
    return str(path)


def texts(count: int) -> list[str]:
    return [f"a dog beside {number:06d} chairs" for number in range(count)]


@given(st.integers(0, 300), st.integers(1, 120), st.integers())
def test_a_sample_has_the_right_size_no_duplicates_and_the_order_of_the_input(count: int, size: int, seed: int) -> None:
    drawn = reservoir(range(count), size, seed)

    assert len(drawn) == min(size, count)
    assert drawn == sorted(set(drawn))
    assert set(drawn) <= set(range(count))
    assert drawn == reservoir(range(count), size, seed)


def test_every_item_is_equally_likely_to_be_drawn() -> None:
    counts = [0] * 20
    for seed in range(2000):
        for item in reservoir(range(20), 5, seed):
            counts[item] += 1

    assert all(abs(count - 500) < 100 for count in counts)  # five standard deviations of 500 draws


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=200), st.integers())
def test_sections_are_read_once_in_order_and_few_of_large_files(weights: list[int], seed: int) -> None:
    chosen = some_of(weights, seed)

    assert chosen == sorted(set(chosen))
    assert min(FEWEST_SECTIONS, len(weights)) <= len(chosen) <= READ_SECTIONS
    assert sum(weights[at] for at in chosen) < READ_BYTES + FEWEST_SECTIONS * max(weights)
    assert chosen == some_of(weights, seed)


def test_a_sorted_input_is_sampled_from_all_of_it(tmp_path: Path) -> None:
    drawn = draw(write(tmp_path / "in.jsonl", texts(1000)), Config(), 100, seed=0)

    numbers = [int(each.record.key) for each in drawn.records]
    assert (len(numbers), drawn.captions, drawn.distinct, drawn.share) == (100, 1000, 1000, 1.0)
    assert all(any(start <= number < start + 200 for number in numbers) for start in range(0, 1000, 200))


def test_another_seed_draws_other_captions_and_the_same_seed_the_same(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", texts(200))

    one, same, other = (draw(source, Config(), 20, seed).records for seed in (1, 1, 2))

    assert one == same != other


def test_an_input_smaller_than_the_sample_is_drawn_whole(tmp_path: Path) -> None:
    drawn = draw(write(tmp_path / "in.jsonl", texts(3)), Config(), 100, seed=0)

    assert [each.record.caption for each in drawn.records] == texts(3)


def test_captions_that_repeat_another_are_counted_and_not_drawn(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [*texts(10), *texts(10)])

    rejected = draw(source, Config(), 100, seed=0)
    marked = draw(source, Config.model_validate({"captions": {"duplicates": "mark"}}), 100, seed=0)

    assert (rejected.captions, rejected.distinct, len(rejected.records)) == (20, 10, 10)
    assert (marked.captions, marked.distinct, len(marked.records)) == (20, 20, 20)


def test_a_large_input_is_read_in_sections_and_counted_by_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WHOLE_BYTES", 100_000)
    monkeypatch.setattr(module, "SECTION_BYTES", 5_000)
    captions = [f"a dog beside {'many ' * (number % 7)}{number:06d} chairs" for number in range(10_000)]
    source = write(tmp_path / "in.jsonl", captions)

    drawn = draw(source, Config(), 100, seed=3)

    numbers = [int(each.record.key) for each in drawn.records]
    assert drawn.read < 3000
    assert drawn.share == pytest.approx(drawn.read / 10_000, rel=0.05)
    assert drawn.captions == pytest.approx(10_000, rel=0.05)
    assert len(set(numbers)) == 100
    assert min(numbers) < 2_000
    assert max(numbers) > 8_000


@pytest.mark.parametrize("data", ["", "\n\n"])
def test_an_empty_input_is_one_clear_line(tmp_path: Path, data: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(data)

    with pytest.raises(UserError, match="there are no captions in it"):
        draw(str(path), Config(), 100, seed=0)
