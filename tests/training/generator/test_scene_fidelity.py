import numpy as np
import pytest

pytest.importorskip("diffusers")

from typing import Any, cast

from hardneg.scenes.render import render
from hardneg.scenes.world import sample_at, samples
from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.training.generator.layout_examples import layout_of
from hardneg.training.generator.scene_fidelity import as_drawn, captions, changed, trial

SEED, COUNT = 17, 12


class _Drawer:
    """Draw the scenes of a seed, whatever the prompts, as a pipeline does."""

    def layouts(self, texts: list[str], *_: object) -> Any:
        scenes = [sample.scene for sample in samples(SEED, COUNT)]
        each = len(texts) // COUNT
        return layout_of([scene for scene in scenes for _ in range(each)])


def _figures(prompts: Any) -> Any:
    return trial(cast(ScenePipeline, _Drawer()), prompts, attempts=2)


def test_layouts_of_the_captions_own_scenes_are_all_true() -> None:
    figures = _figures(captions(SEED, COUNT))["captions"]
    assert (figures.prompts, figures.single, figures.of_four) == (COUNT, 1.0, 1.0)


def test_captions_of_other_scenes_are_mostly_false() -> None:
    assert _figures(captions(SEED + 1, COUNT))["captions"].single < 0.5


def test_negatives_are_counted_by_family() -> None:
    prompts = changed(SEED, 5)
    assert all(kinds[0] == "negatives" and len(kinds) == 2 for _, kinds in prompts)
    assert len({kinds[1] for _, kinds in prompts}) > 3


def test_a_rendering_is_nearest_to_its_own_attributes_and_not_to_others() -> None:
    scene = sample_at(SEED, 0).scene
    pixels = np.asarray(render(scene), np.float32)
    assert all(all(each) for each in as_drawn(pixels, scene).values())
    thing = scene.things[0]
    other = scene._replace(things=(thing._replace(colour="red" if thing.colour != "red" else "blue"), *scene.things[1:]))
    assert not as_drawn(pixels, other)["colour"][0]
