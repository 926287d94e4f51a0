"""Readers that all yield the same number of samples: every step of every rank has its batch."""

import subprocess
import sys
from collections import Counter
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from some_shards import png, rows_of, write_shards
from torch.utils.data import DataLoader

import hardneg
from hardneg.errors import UserError
from hardneg.loading.options import Options
from hardneg.loading.plan import Even
from hardneg.loading.stream import Place, open_split, samples


def uneven(folder: Path, captions: int = 61) -> str:
    """Write shards whose row groups have different numbers of captions: some have one negative, others four."""
    return write_shards(folder, [row for number in range(captions) for row in rows_of(number, 4 if number < captions // 2 else 1)], 16, 2)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> str:
    return uneven(tmp_path_factory.mktemp("uneven"))


def ids(out: str, even: Even, reader: int, readers: int, epoch: int = 0, **more: Any) -> list[str]:
    options = Options(images=False, even=even, **more)
    return [each["caption_id"] for _, each in samples(open_split(out, "train", options), options, reader, readers, epoch, Place())]


def test_without_it_readers_yield_different_numbers(out: str) -> None:
    options = Options(images=False)
    found = [sum(1 for _ in samples(open_split(out, "train", options), options, reader, 8, 0, Place())) for reader in range(8)]
    assert max(found) > min(found) + 5


@pytest.mark.slow
@given(st.integers(1, 12), st.integers(0, 3), st.booleans())
@settings(max_examples=12)
def test_all_readers_yield_as_many_and_together_all_captions_but_fewer_than_there_are_readers(
    out: str, readers: int, epoch: int, shuffle: bool
) -> None:
    dropped = [ids(out, "drop", reader, readers, epoch, shuffle=shuffle) for reader in range(readers)]
    assert {len(each) for each in dropped} == {61 // readers}
    assert max(Counter(chain(*dropped)).values()) == 1
    repeated = [ids(out, "repeat", reader, readers, epoch, shuffle=shuffle) for reader in range(readers)]
    assert {len(each) for each in repeated} == {-(-61 // readers)}
    assert set(chain(*repeated)) == {f"c{number:05}" for number in range(61)}
    assert all(len(set(each)) == len(each) for each in repeated)


def test_each_epoch_drops_others(out: str) -> None:
    every = {f"c{number:05}" for number in range(61)}
    left = [every - set(chain(*(ids(out, "drop", reader, 8, epoch) for reader in range(8)))) for epoch in range(4)]
    assert {len(each) for each in left} == {5}
    assert len(set(chain(*left))) > 12


@pytest.mark.parametrize("even", ["drop", "repeat"])
def test_four_ranks_of_two_workers_cover_an_epoch_when_each_is_resumed_in_its_middle(out: str, even: Even) -> None:
    options = Options(images=False, even=even)
    opened = open_split(out, "train", options)
    for reader in range(8):
        whole = list(samples(opened, options, reader, 8, 1, Place()))
        before = list(islice(samples(opened, options, reader, 8, 1, Place()), reader))
        rest = list(samples(opened, options, reader, 8, 1, before[-1][0] if before else Place()))
        assert before + rest == whole


def test_a_state_after_the_last_sample_or_the_end_has_nothing_left(out: str) -> None:
    loader = hardneg.load(out, even="repeat", rank=1, world_size=4)
    iterator = iter(loader)
    for _ in range(16):
        next(iterator)
    last = loader.state_dict()
    assert next(iterator, None) is None
    for state in (last, loader.state_dict()):
        loader.load_state_dict(state)
        assert list(loader) == []


@pytest.mark.filterwarnings("ignore:hardneg.load skips")
def test_a_reader_that_skips_broken_images_begins_again_until_it_has_its_share(tmp_path: Path) -> None:
    rows = [row for number in range(24) for row in rows_of(number, 2, {"bytes": b"broken" if number % 5 == 0 else png(number)})]
    shards = write_shards(tmp_path, rows, 12, 2)
    loaders = [hardneg.load(shards, even="drop", on_error="skip", rank=rank, world_size=3) for rank in range(3)]
    found = [[each["caption_id"] for each in loader] for loader in loaders]
    assert [len(each) for each in found] == [8, 8, 8]
    assert set(chain(*found)) == {f"c{number:05}" for number in range(24) if number % 5}
    iterator = iter(loaders[0])
    done = [next(iterator)["caption_id"] for _ in range(7)]  # in its second pass
    loaders[0].load_state_dict(loaders[0].state_dict())
    assert done + [each["caption_id"] for each in loaders[0]] == found[0]


def test_a_reader_of_which_all_samples_are_skipped_stops(tmp_path: Path) -> None:
    shards = write_shards(tmp_path, [row for number in range(4) for row in rows_of(number, 1, {"bytes": b"broken"})], 4)
    with pytest.warns(UserWarning, match="cannot be decoded"), pytest.raises(UserError, match="all samples of a reader were skipped"):
        list(hardneg.load(shards, even="drop", on_error="skip"))


def test_fewer_captions_than_readers_are_a_users_mistake_or_repeated(tmp_path: Path) -> None:
    shards = uneven(tmp_path, 3)
    with pytest.raises(UserError, match="3 samples for 4 readers are too few; use fewer workers, or even='repeat'"):
        ids(shards, "drop", 0, 4)
    assert sorted(chain(*(ids(shards, "repeat", reader, 4) for reader in range(4)))) in [
        sorted(["c00000", "c00001", "c00002", extra]) for extra in ("c00000", "c00001", "c00002")
    ]
    with pytest.raises(UserError, match="0 samples for 1 reader are too few; needs_image and family_weights exclude all"):
        ids(shards, "drop", 0, 1, family_weights={"attribute": 0, "count": 0, "object": 0, "relation": 0})


def test_a_state_of_other_shares_is_refused(out: str) -> None:
    state = hardneg.load(out, even="drop").state_dict()
    with pytest.raises(UserError, match="the state has even drop, but now it is repeat"):
        hardneg.load(out, even="repeat").load_state_dict(state)
    plain = hardneg.load(out).state_dict()
    with pytest.raises(UserError, match="the state has even None, but now it is drop"):
        hardneg.load(out, even="drop").load_state_dict(plain)
    with pytest.raises(UserError, match="the state has even drop, but now it is None"):
        hardneg.load(out).load_state_dict(state)


@pytest.mark.parametrize("even", ["drop", "repeat"])
@pytest.mark.parametrize("drop_last", [False, True])
def test_the_number_of_steps_is_that_of_the_batches(out: str, even: Even, drop_last: bool) -> None:
    for batch_size in (1, 4, 7, 100):
        loader = hardneg.load(out, even=even, rank=1, world_size=3)
        batches = DataLoader(loader, batch_size=batch_size, collate_fn=hardneg.collate, drop_last=drop_last)
        assert loader.steps(batch_size, drop_last=drop_last) == sum(1 for _ in batches)
    assert loader.steps(4, workers=2) == 2 * -(-len(ids(out, even, 0, 6)) // 4)
    with pytest.raises(UserError, match="only with even='drop' or even='repeat'"):
        hardneg.load(out).steps(4)


@pytest.mark.slow
@pytest.mark.parametrize(("even", "workers", "steps", "samples"), [("drop", 0, 15, 60), ("repeat", 2, 16, 64)])
def test_two_processes_of_distributed_data_parallel_take_the_same_steps_and_end(
    out: str, tmp_path: Path, even: str, workers: int, steps: int, samples: int
) -> None:
    script = Path(__file__).parent / "two_ranks.py"
    command = [sys.executable, str(script), out, even, str(workers), str(tmp_path / "rendezvous")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    epochs = [line.split() for line in done.stdout.splitlines()]
    assert len(epochs) == 4  # two ranks, two epochs
    assert {int(taken) for _, taken, *_ in epochs} == {steps}
    for epoch in ("0", "1"):
        seen = Counter(name for of, _, *names in epochs if of == epoch for name in names)
        assert sum(seen.values()) == samples
        assert len(seen) == (60 if even == "drop" else 61)
