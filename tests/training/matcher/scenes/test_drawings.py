from pathlib import Path

import numpy as np
import pytest

from hardneg.errors import UserError
from hardneg.scenes.graph import Scene
from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import render
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.world import samples
from hardneg.seeding import generator_for
from hardneg.training.matcher.scenes.drawings import MOST, drawings_of, missed_of, prompt_of, read_drawings, write_drawings
from hardneg.training.matcher.scenes.scene_labels import texts_of_drawing


def scenes(count: int) -> list[Scene]:
    return [sample(generator_for(8, str(number), "test", "scene")) for number in range(count)]


def pictures(some: list[Scene]) -> np.ndarray:  # type: ignore[type-arg]
    return np.stack([np.asarray(render(scene), np.uint8) for scene in some])


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    made = scenes(12)
    write_drawings(drawings_of(3, range(5), made[:5], pictures(made[:5])), tmp_path / "drawn-3-00000.npz")
    write_drawings(drawings_of(3, range(5, 12), made[5:], pictures(made[5:])), tmp_path / "drawn-3-00001.npz")
    found = read_drawings(tmp_path)
    np.testing.assert_array_equal(found.pixels, pictures(made))
    for number, scene in enumerate(made):
        back = found.scene(number)
        assert back.background == scene.background
        assert [thing[:4] for thing in back.things] == [thing[:4] for thing in scene.things]
        np.testing.assert_allclose([thing[4:7] for thing in back.things], [thing[4:7] for thing in scene.things], atol=1e-6)
        assert found.statement(number) == prompt_of(3, number)


def test_empty_and_overfull_pictures_are_left_out_with_their_prompts() -> None:
    made = scenes(3)
    full = made[1]._replace(things=(made[1].things[0],) * (MOST + 1))
    some = [made[0]._replace(things=()), full, made[2]]
    found = drawings_of(4, [7, 8, 9], some, pictures(made))
    assert found.prompt.tolist() == [[4, 9]]
    np.testing.assert_array_equal(found.pixels, pictures(made)[2:])


def test_what_was_missed_is_what_the_oracle_does_not_call_true() -> None:
    made = scenes(40)
    found = drawings_of(3, range(40), made, pictures(made))  # prompts that these scenes were not drawn from
    missed = missed_of(found)
    assert len(missed) > 30
    assert missed == [number for number in range(40) if is_true(str(prompt_of(3, number)), made[number]) is not True]


def test_most_prompts_are_negatives() -> None:
    prompts = [str(prompt_of(3, number)) for number in range(40)]
    assert prompts == [str(prompt_of(3, number)) for number in range(40)]
    scene_of = [sample(generator_for(3, str(number), "match", "prompt")) for number in range(40)]
    false = sum(is_true(prompt, scene) is False for prompt, scene in zip(prompts, scene_of, strict=True))
    assert 20 < false < 38


def test_no_drawings_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="draw_scenes"):
        read_drawings(tmp_path)


def test_the_prompt_is_the_first_text_with_what_the_oracle_says_of_it() -> None:
    found = {True: 0, False: 0}
    for one, other in zip(list(samples(6, 30)), list(samples(9, 30)), strict=True):
        for prompt in (one.statement, other.statement):
            texts = texts_of_drawing(one.scene, prompt, generator_for(2, one.id, "test", "texts"), other.scene, 8)
            assert len(texts) == 8
            assert texts[0].text == str(prompt)
            assert texts[0].true is is_true(str(prompt), one.scene)
            assert len({each.text for each in texts}) == 8
            if texts[0].true is not None:
                found[texts[0].true] += 1
    assert min(found.values()) > 10


def test_what_nobody_can_say_of_a_drawing_is_no_truth() -> None:
    one = next(each for each in samples(6, 200) if len(each.scene.things) == 2 and "left of" in each.caption)
    a, b = one.scene.things
    diagonal = one.scene._replace(things=(a._replace(x=0.3, y=0.3), b._replace(x=0.7, y=0.7)))
    assert is_true(one.caption, diagonal) is None
    texts = texts_of_drawing(diagonal, one.statement, generator_for(2, one.id, "test", "texts"), one.scene, 8)
    assert texts[0].true is None
