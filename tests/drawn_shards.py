"""Write shards of drawn scenes whose negatives and paraphrases the oracle has checked, with images of both."""

from pathlib import Path
from typing import Any

from some_shards import rows_of, write_shards

from hardneg.scenes.edit import edited
from hardneg.scenes.render import png
from hardneg.scenes.text_variants import negatives, positives
from hardneg.scenes.world import samples
from hardneg.seeding import generator_for


def drawn_shards(folder: Path, count: int, seed: int = 5) -> str:
    """Write the captions of `count` scenes, and return the folder."""
    rows: list[dict[str, Any]] = []
    for number, sample in enumerate(samples(seed, count)):
        rng = generator_for(seed, sample.id, "test", "texts")
        said = positives(sample.scene, rng, sample.statement)
        for i, pair in enumerate(negatives(sample.scene, rng, sample.statement)):
            other = edited(sample.scene, pair.caption, pair.negative)
            row = rows_of(number, 1, {"bytes": png(sample.scene), "path": None})[0]
            row |= {"id": f"n{number}.{i}", "caption": sample.caption, "negative": pair.negative, "family": pair.family.value}
            row |= {"positives": said, "positive_kinds": ["voice"] * len(said), "positive_edits": [[]] * len(said)}
            row |= {"negative_image": None if other is None else {"bytes": png(other), "path": None}, "weight": 0.5 + i % 3}
            rows.append(row)
    return write_shards(folder / "shards", rows, 100)
