import random
from collections import Counter

import numpy as np
import pytest

from hardneg.rewrite.debias.discriminant import FEWEST
from hardneg.rewrite.debias.embedder import Reader, States
from hardneg.rewrite.debias.positive_adversarial import ALL, MOST_READ, ROUNDS, Beside, Judge, shortened
from hardneg.rewrite.debias.positive_herding import Choice, Option

WIDTH = 8
CAPTIONS = [f"caption {number}" for number in range(6 * FEWEST)]
IDS = [f"id {number}" for number in range(len(CAPTIONS))]


class Tells(Reader):
    """Reads whether a text has a z, in one number of `WIDTH`; the others are noise that belongs to the text."""

    def __init__(self) -> None:
        pass

    def changes(self, captions: list[str], texts: list[str], of: list[int]) -> States:  # type: ignore[override]  # noqa: ARG002
        noise = [[random.Random(f"{text}{i}").gauss(0, 0.3) for i in range(WIDTH)] for text in texts]
        return np.array([[float("z" in text) + each[0], *each[1:]] for text, each in zip(texts, noise, strict=True)], np.float32)


def beside(captions: list[str], of_z: float = 0.5) -> Beside:
    """One negative a caption, of which a share has a z."""
    texts = [f"{'z' if random.Random(caption).random() < of_z else 'y'} {caption}" for caption in captions]
    rows = list(range(len(captions)))
    return Beside(rows, ["object"] * len(rows), Tells().changes(captions, texts, rows), Tells())


def menus(captions: list[str]) -> list[list[Option]]:
    """One rewording with a z, and one without; to n-grams both are as strange."""
    return [[Option(f"{caption} z{i}", "synonym"), Option(f"{caption} y{i}", "synonym")] for i, caption in enumerate(captions)]


def with_z(choice: Choice) -> float:
    return sum("z" in some[0].text for some in choice.taken) / sum(map(bool, choice.taken))


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_positives_come_to_look_as_the_negatives_do_to_the_judge(share: float) -> None:
    offered = menus(CAPTIONS)
    choice = Choice(CAPTIONS, offered, [1e9], range(len(CAPTIONS)))
    choice.settle()
    judge = Judge(CAPTIONS, IDS, offered, beside(CAPTIONS, share), 0)
    before = with_z(choice)
    for _ in range(ROUNDS):
        calls = judge.calls(choice.taken)
        assert calls is not None
        choice.tell(calls, judge.pairs(choice.taken))
        choice.settle()
    assert abs(with_z(choice) - share) < abs(before - share) - 0.1


def test_a_kind_that_is_told_is_called_even_where_another_makes_up_for_it() -> None:
    """Every converse has a z and no synonym has one, of negatives one half: no judge of all pairs can tell, one of either kind can."""
    kinds = ["converse" if i % 2 else "synonym" for i in range(len(CAPTIONS))]
    offered = [[Option(f"{caption} {'z' if kind == 'converse' else 'y'}", kind)] for caption, kind in zip(CAPTIONS, kinds, strict=True)]
    calls = Judge(CAPTIONS, IDS, offered, beside(CAPTIONS), 0).calls(offered)
    assert calls is not None
    total: Counter[str] = Counter()
    for of_row in calls:
        for of_option in of_row.values():
            total.update({call.scope: by for call, by in of_option.items() if call.what == "sign"})
    assert abs(total["object"]) < len(CAPTIONS) / 20
    assert min(total["beside converse"], total["beside synonym"]) > len(CAPTIONS) / 20


def test_too_few_pairs_teach_nothing() -> None:
    few = CAPTIONS[:FEWEST]
    offered = menus(few)
    assert Judge(few, IDS[:FEWEST], offered, beside(few), 0).calls([menu[:1] for menu in offered]) is None


def test_pairs_are_counted_by_family_by_kind_and_in_all() -> None:
    offered = menus(CAPTIONS[:4])
    negatives = Beside([0, 0, 1, 3], ["object", "count", "object", "object"], np.zeros((4, WIDTH), np.float32), Tells())
    judge = Judge(CAPTIONS[:4], IDS[:4], offered, negatives, 0)
    assert judge.pairs([offered[0], offered[1][:1], offered[2][:1], []]) == {"object": 2, "count": 1, "beside synonym": 3, ALL: 3}


def test_what_the_judge_cannot_tell_is_neither_called_nor_not() -> None:
    class Blank(Tells):
        def changes(self, captions: list[str], texts: list[str], of: list[int]) -> States:  # type: ignore[override]  # noqa: ARG002
            return np.zeros((len(texts), WIDTH), np.float32)

    offered = menus(CAPTIONS)
    rows = list(range(len(CAPTIONS)))
    blank = Beside(rows, ["object"] * len(rows), np.zeros((len(rows), WIDTH), np.float32), Blank())
    calls = Judge(CAPTIONS, IDS, offered, blank, 0).calls([menu[:1] for menu in offered])
    assert calls is not None
    assert all(call == {} for of_row in calls for call in of_row.values())


def test_the_halves_are_by_id_and_the_calls_the_same_in_any_order() -> None:
    offered = menus(CAPTIONS)
    there = Judge(CAPTIONS, IDS, offered, beside(CAPTIONS), 0).calls([menu[:1] for menu in offered])
    backwards = Judge(CAPTIONS[::-1], IDS[::-1], offered[::-1], beside(CAPTIONS[::-1]), 0).calls([menu[:1] for menu in offered[::-1]])
    other = Judge(CAPTIONS, IDS, offered, beside(CAPTIONS), 1).calls([menu[:1] for menu in offered])
    assert there is not None
    assert backwards is not None
    assert there == backwards[::-1] != other


def test_of_a_long_menu_all_kinds_are_read() -> None:
    menu = [Option(f"text {i}", "presence" if i < 30 else "synonym" if i < 33 else "voice") for i in range(34)]
    kept = shortened(menu)
    assert len(kept) == MOST_READ
    assert {option.kind for option in kept} == {"presence", "synonym", "voice"}
    assert [option for option in menu if option in kept] == kept
    assert shortened(menu[:3]) == menu[:3]
