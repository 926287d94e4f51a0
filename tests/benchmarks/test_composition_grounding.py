"""Check that the loss on places tells nouns from the things of their scene."""

import json
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from cutouts import draw_folders
from encoders.tiny_encoders import features

from benchmarks.composition_grounding import SIDES, GroundedTask, Grounds, grounds_of, looks_of, side_loss
from benchmarks.compositions import drawn, examples
from hardneg.scenes.graph import Background, Cutout, Scene, Thing
from hardneg.scenes.language import language_of

NOUNS = ("car", "dog", "traffic cone", "truck")


def thing(noun: str, colour: str, x: float, y: float, doubtful: tuple[str, ...] = ()) -> Thing:
    return Thing(noun, colour, "small", "", x, y, 0.1, Cutout("a.png", 1.0, 1.0, doubtful=doubtful))


SCENE = Scene(
    (
        thing("car", "red", 0.1, 0.1),
        thing("car", "blue", 0.9, 0.1),
        thing("dog", "", 0.5, 0.99, ("brown", "orange")),
        thing("truck", "", 0.55, 0.5),
    ),
    Background("", "a.jpg", (0.0, 0.0, 1.0, 0.0)),
    nouns=NOUNS,
)


class Letters:
    """Tokenize by letters: the token of a letter is its place."""

    limit = 99

    def tokenizer(self, text: str, truncation: bool, max_length: int) -> SimpleNamespace:
        assert truncation
        assert len(text) < max_length
        return SimpleNamespace(char_to_token=lambda place: place)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("A red car.", {"car": {0}}),
        ("two cars and a dog", {"cars": {0, 2}, "dog": {7}}),
        ("A dog above a green car.", {"dog": {7}, "car": set()}),
        ("There is a traffic cone", {"traffic cone": set()}),
        ("A large dog", {"dog": set()}),
        ("a brown dog and a blue car", {"car": {2}}),
        ("a purple dog and a car", {"dog": set(), "car": {0, 2}}),
        ("A car of mine", {}),
    ],
)
def test_a_noun_has_the_cells_of_what_its_phrase_describes_unless_a_doubtful_colour_decides(text: str, cells: dict[str, set[int]]) -> None:
    found = {text.lower().index(noun) + len(noun) - 1: where for noun, where in cells.items()}
    assert {ground.token: set(ground.cells) for ground in grounds_of(text, SCENE, Letters(), 3)} == found


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("A red car left of a blue car", [None, "left"]),
        ("To the right of a blue car there is a red car.", [None, "right"]),
        ("a red car, a blue car and a purple dog", [None, "left", None]),
        ("A red car above a dog", [None, "above"]),
        ("A truck below a red car and near a dog", [None, None, "above"]),
        ("two cars and a blue car", [None, None]),
    ],
)
def test_a_noun_knows_where_the_thing_before_is_if_both_are_single_and_the_side_is_clear(text: str, sides: list[str | None]) -> None:
    assert [SIDES[ground.side] if ground.side >= 0 else None for ground in grounds_of(text, SCENE, Letters(), 3)] == sides


def test_a_thing_is_its_cell_noun_colour_and_size_and_a_doubtful_colour_is_unknown() -> None:
    values = language_of(NOUNS).values
    red = values["colour"].index("red")
    assert looks_of(SCENE, 3)[0] == (0, NOUNS.index("car"), red, values["size"].index("small"))
    assert looks_of(SCENE, 3)[2] == (7, NOUNS.index("dog"), -1, values["size"].index("small"))


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> GroundedTask:
    root = tmp_path_factory.mktemp("grounded")
    file = examples(root / "scenes", 6, 3, partial(drawn, *draw_folders(root)))
    task = GroundedTask(
        str(file),
        str(features(root / "linear")),
        images=4,
        share=0.3,
        features=str(root / "stored"),
        scenes=str(root / "scenes"),
    )
    task.check()
    return task


def test_a_step_names_tokens_of_its_texts_and_the_things_of_their_scenes(task: GroundedTask) -> None:
    batch = task.batch(0, 0, 1)
    seen, _ = task.drawn(0, 0, 1)
    scenes = {row["id"]: row["scene"] for row in map(json.loads, (Path(task.scenes) / "graphs.jsonl").read_text().splitlines())}
    of_image = [len(scenes[example.id]["things"]) for example in seen]
    assert batch.texts.mask[batch.grounds.text, batch.grounds.token + 1].all()
    assert set(batch.grounds.text.tolist()) >= set(range(len(seen)))
    for text, cells in zip(batch.grounds.text.tolist(), batch.grounds.cells, strict=True):
        assert cells.sum() <= of_image[batch.texts.image[text]]
        assert cells.sum() > 0 or batch.texts.kind[text] != 0


def test_learning_lowers_the_losses_of_looks_places_sums_sides_and_numbers(task: GroundedTask) -> None:
    torch.manual_seed(0)
    model, batch = task.model(), task.batch(0, 0, 1)
    optimizer = torch.optim.AdamW([value for value in model.parameters() if value.requires_grad], 1e-2)
    losses = []
    for _ in range(12):
        loss, figures = task.loss(model.eval(), batch)
        losses.append(figures)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for name in ("looks", "ground", "sum", "side", "count"):
        assert losses[-1][name] < 0.7 * losses[0][name]


def test_texts_without_a_known_side_cost_nothing() -> None:
    none = Grounds(torch.tensor([0]), torch.tensor([1]), torch.zeros(1, 4), torch.tensor([-1]))
    assert side_loss(torch.nn.Linear(8, 4), torch.randn(2, 3, 8), none).item() == 0
