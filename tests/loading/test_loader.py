import pickle
import warnings
from typing import Any

import pytest
from some_shards import png, rows_of, write_shards
from torch.utils.data import DataLoader, IterableDataset

import hardneg
from hardneg.errors import UserError


def names(samples: Any) -> list[str]:
    return [sample["caption_id"] for sample in samples]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> str:
    rows = [row for number in range(60) for row in rows_of(number, 3, {"bytes": png(number)})]
    return write_shards(tmp_path_factory.mktemp("loader"), rows, 15, shards=2)


def test_each_epoch_has_its_order_and_ranks_share_it(out: str) -> None:
    loaders = [hardneg.load(out, rank=rank, world_size=3) for rank in range(3)]
    orders = []
    for epoch in range(2):
        for loader in loaders:
            loader.set_epoch(epoch)
        orders.append([names(loader) for loader in loaders])
        assert sorted(name for each in orders[-1] for name in each) == [f"c{number:05}" for number in range(60)]
    assert orders[0] != orders[1]
    loaders[0].set_epoch(0)
    assert names(loaders[0]) == orders[0][0]


def test_rank_and_world_size_come_from_the_environment(out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "3")
    assert names(hardneg.load(out)) == names(hardneg.load(out, rank=1, world_size=3))


@pytest.mark.parametrize(("name", "value"), [("WORLD_SIZE", "2"), ("RANK", "0")])
def test_a_rank_without_a_world_size_or_the_other_way_round_is_refused(
    out: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for each in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match=r"of RANK and WORLD_SIZE only one is set; .* or pass rank and world_size"):
        hardneg.load(out)
    assert len(names(hardneg.load(out, rank=0, world_size=1))) == 60


def test_an_epoch_that_is_read_again_without_set_epoch_gives_one_warning(out: str) -> None:
    loader = hardneg.load(out)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        next(iter(loader))  # not read to its end
        whole = names(loader)
        state = loader.state_dict()
        loader.set_epoch(1)
        names(loader)
        loader.load_state_dict({**state, "epoch": 1, "block": 0, "sample": 0})
        names(loader)
        fixed = hardneg.load(out, shuffle=False)
        assert names(fixed) == names(fixed)  # such as for an evaluation
    loader.set_epoch(0)
    names(loader)
    with pytest.warns(UserWarning, match="epoch 0 is read again; call set_epoch before each epoch") as found:
        again = [names(loader), names(loader)]
    assert again == [whole, whole]
    assert len(found) == 1


@pytest.mark.slow
def test_workers_that_read_an_epoch_again_give_one_warning(out: str) -> None:
    batches = DataLoader(_Warned(hardneg.load(out)), batch_size=None, num_workers=2)
    assert [sum(batch for batch in batches) for _ in range(3)] == [0, 1, 0]


class _Warned(IterableDataset):  # type: ignore[misc]
    """Yield in each worker how often it warns that an epoch is read again."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader

    def __iter__(self) -> Any:
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            list(self.loader)
        yield len(found)


def test_a_state_continues_after_the_last_sample_in_another_process(out: str) -> None:
    loader = hardneg.load(out, seed=4)
    loader.set_epoch(2)
    whole = names(loader)
    part = iter(loader)
    done = [next(part)["caption_id"] for _ in range(17)]
    state = pickle.loads(pickle.dumps(loader.state_dict()))
    other = hardneg.load(out, seed=4)
    other.load_state_dict(state)
    assert other.state_dict() == state
    assert other.epoch == 2
    assert done + names(other) == whole
    assert names(other) == whole  # from the start: a state is used once
    other.load_state_dict(state)
    other.set_epoch(3)
    assert len(names(other)) == 60


def test_a_state_after_the_end_has_nothing_left_in_its_epoch(out: str) -> None:
    loader = hardneg.load(out)
    list(loader)
    state = loader.state_dict()
    loader.load_state_dict(state)
    assert names(loader) == []


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"seed": 1}, "seed 0, but now it is 1"),
        ({"rank": 0, "world_size": 2}, "readers 1, but now it is 2"),
        ({"shuffle": False}, "shuffle True, but now it is False"),
        ({"group": "image"}, "group caption, but now it is image"),
        ({"family_weights": {"count": 0}}, r"excluded \[\], but now it is \['count'\]"),
    ],
)
def test_a_state_of_other_readers_or_other_samples_is_refused(out: str, other: dict[str, Any], said: str) -> None:
    state = hardneg.load(out).state_dict()
    with pytest.raises(UserError, match=said):
        hardneg.load(out, **other).load_state_dict(state)


def test_a_state_of_another_order_of_samples_is_refused_where_they_are_shuffled(out: str) -> None:
    ordered, shuffled = ({k: v for k, v in hardneg.load(out, shuffle=each).state_dict().items() if k != "order"} for each in (False, True))
    hardneg.load(out, shuffle=False).load_state_dict(ordered)
    with pytest.raises(UserError, match="order None, but now it is 2"):
        hardneg.load(out).load_state_dict(shuffled)


def test_what_is_no_state_is_refused(out: str) -> None:
    with pytest.raises(UserError, match="no state of a loader, since it has no block, sample"):
        hardneg.load(out).load_state_dict({"epoch": 0})


def test_other_draws_may_continue_from_a_state(out: str) -> None:
    loader = hardneg.load(out, negatives="all", draw="concreteness", family_weights={"count": 2.0})
    loader.load_state_dict(hardneg.load(out).state_dict())
    assert len(names(loader)) == 60


@pytest.mark.parametrize("workers", [0, pytest.param(2, marks=pytest.mark.slow)])
def test_after_the_end_of_an_epoch_a_training_loop_continues_with_the_next_one(out: str, workers: int) -> None:
    from torchdata.stateful_dataloader import StatefulDataLoader

    def started() -> tuple[Any, Any]:
        loader = hardneg.load(out)
        return loader, StatefulDataLoader(loader, batch_size=4, num_workers=workers, collate_fn=hardneg.collate)

    _, batches = started()
    assert sum(len(batch["caption_id"]) for batch in batches) == 60
    state = batches.state_dict()
    loader, batches = started()
    batches.load_state_dict(state)
    loader.set_epoch(1)
    assert sorted(name for batch in batches for name in batch["caption_id"]) == [f"c{number:05}" for number in range(60)]


@pytest.mark.slow
def test_a_sample_read_before_workers_start_is_no_place_of_theirs(out: str) -> None:
    from torchdata.stateful_dataloader import StatefulDataLoader

    loader = hardneg.load(out)
    for _ in range(2):
        next(iter(loader))
    batches = StatefulDataLoader(loader, batch_size=4, num_workers=2, collate_fn=hardneg.collate)
    batches.load_state_dict(batches.state_dict())
    assert sorted(name for batch in batches for name in batch["caption_id"]) == [f"c{number:05}" for number in range(60)]


@pytest.mark.slow
def test_workers_of_a_dataloader_share_the_captions_and_see_a_new_epoch(out: str) -> None:
    loader = hardneg.load(out)
    batches = DataLoader(loader, batch_size=7, num_workers=2, collate_fn=hardneg.collate, persistent_workers=True)
    orders = []
    for epoch in range(2):
        loader.set_epoch(epoch)
        orders.append([name for batch in batches for name in batch["caption_id"]])
        assert sorted(orders[-1]) == [f"c{number:05}" for number in range(60)]
    assert orders[0] != orders[1]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 2])
def test_a_stateful_dataloader_continues_in_the_middle_of_an_epoch(out: str, workers: int) -> None:
    from torchdata.stateful_dataloader import StatefulDataLoader

    def started(epoch: int) -> tuple[Any, Any]:
        loader = hardneg.load(out)
        loader.set_epoch(epoch)
        return loader, StatefulDataLoader(loader, batch_size=4, num_workers=workers, collate_fn=hardneg.collate)

    loader, batches = started(1)
    whole = [batch["caption_id"] for batch in batches]
    loader, batches = started(1)
    some = iter(batches)
    done = [next(some)["caption_id"] for _ in range(6)]
    state = batches.state_dict()
    loader, batches = started(0)
    batches.load_state_dict(state)
    rest = [batch["caption_id"] for batch in batches]
    assert done + rest == whole
    loader.set_epoch(2)
    after = [name for batch in batches for name in batch["caption_id"]]
    assert sorted(after) == [f"c{number:05}" for number in range(60)]
