"""Build the text matcher's data: pairs of known truth from captions, split by caption into training and held-out data."""

import hashlib
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from more_itertools import chunked

from hardneg.errors import UserError
from hardneg.seeding import generator_for
from hardneg.training.matcher.texts.invented import invent
from hardneg.training.matcher.texts.scene_texts import scene_pairs
from hardneg.training.matcher.texts.text_pairs import SEED, STAGE, Parse, TextPair, pairs_of

HELD_OUT = 0.06
CHUNK = 200
_SCHEMA = pa.schema(
    [("source", pa.string()), ("caption", pa.string()), ("text", pa.string()), ("follows", pa.bool_()), ("kind", pa.string())]
)


class TextSources(NamedTuple):
    """A `TextSources` names the sources of captions. Images and captions of `excluded` files, used for evaluation, are not learned from."""

    captions: tuple[Path, ...]
    excluded: tuple[Path, ...] = ()
    invented: int = 1500
    scenes: int = 1200


def captions_of(sources: TextSources) -> list[str]:
    """Return the captions of all files, deduplicated and without excluded images or texts, then the invented ones.

    Raises:
        UserError: A file is not there, or a line of it has no caption.
    """
    images: set[str] = set()
    texts: set[str] = set()
    for path in sources.excluded:
        for row in _rows(path):
            images |= {str(row["image"])} if row.get("image") else set()
            texts |= {bare(str(row[name])) for name in ("caption", "paraphrase", "negative") if row.get(name)}
    found: dict[str, str] = {}
    for path in sources.captions:
        for row in _rows(path):
            caption = " ".join(str(row.get("caption") or "").split())
            if caption and row.get("image") not in images and bare(caption) not in texts:
                found.setdefault(bare(caption), caption)
    rng = random.Random(SEED)
    for _ in range(sources.invented):
        caption = invent(rng)
        found.setdefault(bare(caption), caption)
    return list(found.values())


def gather(sources: TextSources, parse: Parse) -> Iterable[list[TextPair]]:
    """Yield the pairs of all captions in chunks, then those of the scenes. Long captions are cut to their first sentences."""
    captions = [caption for caption in captions_of(sources) if len(caption) < 300]
    generator_for(SEED, "captions", STAGE, "order").shuffle(captions)
    for some in chunked(captions, CHUNK):
        yield pairs_of(list(parse(some)), parse, captions)
    yield list(scene_pairs(SEED, sources.scenes))


def is_held_out(pair: TextPair) -> bool:
    """Return whether all pairs of this caption are held out, by the hash of the caption, so that the split is stable."""
    return hashlib.blake2b(bare(pair.source).encode(), digest_size=4).digest()[0] < HELD_OUT * 256


def save_pairs(pairs: Sequence[TextPair], path: Path) -> None:
    """Write pairs as Parquet."""
    columns = list(zip(*pairs, strict=True))
    arrays = [pa.array(column, field.type) for column, field in zip(columns, _SCHEMA, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=_SCHEMA), path, compression="zstd")


def load_pairs(path: Path) -> list[TextPair]:
    """Return the pairs that `save_pairs` wrote."""
    table = pq.ParquetFile(path).read()
    return [TextPair(*row) for row in zip(*(table[name].to_pylist() for name in _SCHEMA.names), strict=True)]


def bare(text: str) -> str:
    """Return a text without case, extra spaces and final stop, to compare captions."""
    return " ".join(text.lower().split()).strip(" .")


def _rows(path: Path) -> list[dict[str, object]]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise UserError(f"captions {path}: {error}; give a JSONL file with a `caption` in each line") from error
