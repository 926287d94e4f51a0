import numpy as np
import PIL.Image
from synthesise.crayons import COLOURS, Colours

from hardneg.synthesise.masks import CELLS, Box, boxed, heat, hottest, pasted, pixels

DOG, CATS = Box("a black dog", 0.0, 0.0, 0.25, 0.5), Box("two cats", 0.5, 0.5, 0.5, 0.5)


def red_in_a_corner() -> PIL.Image.Image:
    image = PIL.Image.new("RGB", (64, 64), COLOURS["green"])
    image.paste(COLOURS["red"], (48, 0, 64, 16))
    return image


def test_the_box_of_the_edited_words_is_the_mask() -> None:
    mask = boxed([DOG, CATS], ["dog"])
    assert mask is not None
    across, down = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
    assert (across[0], down[0]) == (0, 0)
    assert 0.25 <= (across[-1] + 1) / mask.shape[1] <= 0.30
    assert 0.50 <= (down[-1] + 1) / mask.shape[0] <= 0.56


def test_more_shared_words_count_before_fewer_and_none_gives_no_mask() -> None:
    both = boxed([Box("dog", 0, 0, 0.1, 0.1), Box("black dog", 0.5, 0.5, 0.2, 0.2)], ["black dog"])
    assert both is not None
    assert not both[:20, :20].any()
    assert boxed([DOG], ["horse"]) is None
    assert boxed([], ["dog"]) is None


def test_the_matchers_map_is_hot_where_the_difference_of_the_texts_is_seen() -> None:
    matcher = Colours()
    found, other = heat(matcher, red_in_a_corner(), "red", ["blue", "red"])
    assert matcher.calls == 1
    assert not other.any()
    assert found.shape == (CELLS, CELLS)
    assert np.unravel_index(found.argmax(), found.shape)[0] <= 1
    assert np.unravel_index(found.argmax(), found.shape)[1] >= 6
    mask = hottest(found, 0.4)
    assert mask is not None
    assert mask[:2, 6:].all()
    assert not mask[4:, :4].any()


def test_a_map_without_heat_gives_no_mask() -> None:
    assert hottest(heat(Colours(), PIL.Image.new("RGB", (64, 64), "white"), "red", ["blue"])[0], 0.4) is None


def test_a_coarse_mask_becomes_one_of_pixels() -> None:
    coarse = np.zeros((CELLS, CELLS), bool)
    coarse[0, 0] = True
    fine = pixels(coarse, (80, 40))
    assert fine.shape == (40, 80)
    assert fine[:5, :10].all()
    assert fine.sum() == 50


def test_what_is_pasted_changes_nothing_outside_the_mask() -> None:
    source, drawn = PIL.Image.new("RGB", (64, 64), "black"), PIL.Image.new("RGB", (64, 64), "white")
    mask = np.zeros((64, 64), bool)
    mask[16:48, 16:48] = True
    made = np.asarray(pasted(source, drawn, mask))
    assert not made[~mask].any()
    assert (made[24:40, 24:40] == 255).all()
