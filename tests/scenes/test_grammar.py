import random
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardneg.errors import UserError
from hardneg.scenes.grammar import caption, compose
from hardneg.scenes.graph import Background, Cutout, Scene, Thing
from hardneg.scenes.oracle import is_true
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.templates import ALL, FULL
from hardneg.scenes.world import samples

CAPTIONS = [each.caption for each in samples(11, 3000)]


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_what_is_said_of_a_scene_is_true_of_it(scene_seed: int, caption_seed: int) -> None:
    scene = sample(random.Random(scene_seed))

    assert is_true(caption(scene, random.Random(caption_seed)), scene) is True


@pytest.mark.slow
def test_thousands_of_captions_are_true() -> None:
    assert [each.caption for each in samples(12, 3000) if is_true(each.caption, each.scene) is not True] == []


@pytest.mark.slow
def test_there_are_more_than_forty_forms_and_all_are_used() -> None:
    forms = {template for templates in ALL.values() for template in templates}
    used = {clause.template for each in samples(13, 6000) for clause in each.statement.clauses}
    assert len(forms) >= 40
    assert forms - used == set()
    assert all(set(FULL[kind]) <= set(ALL[kind]) for kind in ALL)


def test_a_scene_of_which_no_caption_is_clearly_true_is_an_error_and_no_endless_loop() -> None:
    thing = Thing("cat", "black", "small", "", 0.5, 0.5, 0.1, Cutout("cat/a.png", 1.0, 1.0, "b"))
    scene = Scene((thing,), Background("", "park.jpg"), nouns=("dog",))  # a caption cannot be read that names no noun of the world

    with pytest.raises(UserError, match="clearly true of a scene of: cat"):
        compose(scene, random.Random(0))


def test_captions_vary() -> None:
    starts = Counter(" ".join(text.lower().split()[:2]) for text in CAPTIONS)
    assert len(set(CAPTIONS)) > 0.9 * len(CAPTIONS)
    assert starts.most_common(1)[0][1] < 0.15 * len(CAPTIONS)
    words = Counter(word for text in CAPTIONS for word in re.findall(r"[a-z]+|\d", text.lower()))
    for word in ("tiny", "little", "huge", "spotted", "hollow", "three", "4", "beneath", "surrounded", "touching", "between", "contains"):
        assert words[word] >= 3, word


def test_one_to_three_facts_are_said() -> None:
    clauses = Counter(len(each.statement.clauses) for each in samples(11, 1000))
    phrases = Counter(sum(len(clause.phrases) for clause in each.statement.clauses) for each in samples(11, 1000))
    assert set(clauses) == {1, 2}
    assert {1, 2, 3} <= set(phrases)


def test_captions_are_well_written() -> None:
    for text in CAPTIONS:
        assert not re.search(r"\ba [aeio]|\ban [^aeio]|  | [.,;]|\bones\b", text), text
        assert not re.search(
            r"\b(two|three|four|five|six|[2-6]) ((small|little|large|big|red|blue|solid|striped) )*(circle|square|star|heart|cross)\b",
            text,
        ), text


def test_a_seed_gives_one_caption() -> None:
    scene = sample(random.Random(1))
    assert compose(scene, random.Random(2)) == compose(scene, random.Random(2))
