from pathlib import Path

import numpy as np
import pytest

from hardneg.scenes.graph import SHAPES
from hardneg.scenes.render import render
from hardneg.scenes.world import samples
from hardneg.training.matcher.scenes.drawings import drawings_of, missed_of, read_drawings, write_drawings
from hardneg.training.matcher.scenes.scene_rows import CHUNK, DRAWN, NO_NOUN, Chunks, joined
from hardneg.training.matcher.scenes.scene_task import scene_tokenizer


@pytest.fixture(scope="module")
def chunks() -> Chunks:
    chunks = Chunks(5, 6, scene_tokenizer())
    chunks.chunk(0)
    return chunks


@pytest.mark.slow
def test_nouns_name_the_things_that_they_fit(chunks: Chunks) -> None:
    rows = chunks.chunk(0)
    words = {number: word for word, number in scene_tokenizer().get_vocab().items()}
    checked = 0
    for scene, text, noun in zip(*np.nonzero(rows.nouns != NO_NOUN), strict=True):
        word = words[int(rows.ids[scene, text, rows.nouns[scene, text, noun]])]
        for thing in range(7):
            if rows.named[scene, text, noun] >> thing & 1 and word.startswith(SHAPES):
                assert word.startswith(SHAPES[int(rows.things[scene, thing, 3])])
                checked += 1
    assert checked > 500


def test_a_chunk_is_the_same_from_memory_from_disk_and_made_anew(tmp_path: Path, chunks: Chunks) -> None:
    first = Chunks(5, 6, scene_tokenizer(), tmp_path)
    first._make = chunks.chunk  # type: ignore[method-assign]
    first.prepare(0)
    again = Chunks(5, 6, scene_tokenizer(), tmp_path).chunk(0)
    assert len(list(tmp_path.iterdir())) == 1
    for one, two, three in zip(chunks.chunk(0), first.chunk(0), again, strict=True):
        np.testing.assert_array_equal(one, two)
        np.testing.assert_array_equal(one, three)


@pytest.mark.slow
def test_drawings_are_a_part_of_the_scenes_with_their_own_pixels(tmp_path: Path) -> None:
    scenes = [sample.scene for sample in samples(3, 40)]
    pixels = np.stack([np.asarray(render(scene), np.uint8) for scene in scenes])
    pixels[:, :2] = 0  # no renderer draws this
    write_drawings(drawings_of(3, range(40), scenes, pixels), tmp_path / "drawn-3-00000.npz")
    rows = Chunks(5, 6, scene_tokenizer(), drawn=tmp_path).chunk(0)
    drawn = (rows.pixels[:, :2] == 0).all(axis=(1, 2, 3))
    assert abs(drawn.mean() - DRAWN) < 0.1
    missed = missed_of(read_drawings(tmp_path))
    assert set(np.unique(rows.true)) <= {-1, 0, 1}
    assert (rows.true[drawn, 0] == 1).mean() < 1 - 0.5 * len(missed) / 40  # a prompt that was not drawn is labelled false
    for row in np.nonzero(drawn)[0][:20]:
        there = rows.things[row, :, 0] >= 0
        assert any(len(scene.things) == there.sum() and np.isclose(scene.things[0].x, rows.things[row, 0, 0]) for scene in scenes)


def test_rows_come_in_the_order_asked_for(chunks: Chunks) -> None:
    numbers = np.array([7, 3, 7, CHUNK - 1])
    expected = joined([chunks.chunk(0).take(numbers[i : i + 1]) for i in range(4)])
    for got, wanted in zip(chunks.rows(numbers), expected, strict=True):
        np.testing.assert_array_equal(got, wanted)
