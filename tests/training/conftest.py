from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hardneg.scenes.render import png
from hardneg.scenes.text_variants import negatives, positives
from hardneg.scenes.world import samples
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import RewrittenRow
from hardneg.seeding import generator_for

GENERATOR = {"method": "rules", "model": None, "prompt": None, "prompt_version": None, "prompt_hash": None, "seed": 1}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write scenes as the rewrite stage would, with embedded images."""
    out = tmp_path_factory.mktemp("data")
    rows = []
    for sample in samples(31, 60):
        rng = generator_for(0, sample.id, "test", "texts")
        made = [
            {
                "id": f"{sample.id}-{i}",
                "negative": each.negative,
                "family": each.family,
                "kind": "x",
                "edits": [],
                "n_edits": 1,
                "generator": GENERATOR,
                "needs_image": False,
                "weight": 1.0,
            }
            for i, each in enumerate(negatives(sample.scene, rng, sample.statement))
        ]
        rows.append(
            {
                "id": sample.id,
                "caption": sample.caption,
                "source": {"input": "scenes", "key": sample.id},
                "image": {"bytes": png(sample.scene), "path": f"{sample.id}.png"},
                "duplicate_of": None,
                "positives": positives(sample.scene, rng, sample.statement),
                "negatives": made,
            }
        )
    (out / "rewrite").mkdir()
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(RewrittenRow)), out / "rewrite" / "part-00000.parquet")
    return out
