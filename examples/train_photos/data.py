"""Make the data of the demonstration: two halves of captioned images, and a run of hardneg over the captions of each."""

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

import hardneg
from examples.train_clip.asked import holds, remember
from hardneg.errors import UserError

SETTINGS = ["shards.val_share=0", "run.progress=lines"]
RULES = ["rewrite.writer=lexicon", "rewrite.balance.embedding_model=null", "rewrite.balance.text_model=null"]
"""Settings of the default: no LLM takes part."""
TRAIN, HELD_OUT = "train", "held-out"
FEWEST = 8
"""Least number of images in a half."""
TESTED = 2
"""Captions of a held-out image that get negatives; all of them count for retrieval."""


class Captioned(NamedTuple):
    """Hold a caption and the file of its image."""

    caption: str
    image: Path


class Negative(NamedTuple):
    """Hold a row of the shards: a caption with its image, the negative and its family, and the paraphrases of the caption."""

    caption_id: str
    caption: str
    image: Path
    negative: str
    family: str
    positives: list[str]


def prepare(out: Path, photos: str, settings: Sequence[str], most: int | None = None) -> None:
    """Divide the captioned images of `photos` into halves by their content, and run hardneg over each; keep what is there.

    Figures of other photographs or settings would be taken for those of these, so `OUT/asked.json` says what `out` is of.

    Args:
        out: Folder; each half is `OUT/train` or `OUT/held-out` with `captions.jsonl`, `input.jsonl` (those that get negatives),
            `images/` and the folder `run`.
        photos: Any input of hardneg that has images.
        settings: Config values of the runs.
        most: Upper bound of the images; all by default.

    Raises:
        UserError: There are too few images, or `out` is of other photographs or settings.
    """
    asked = {"photos": photos, "settings": list(settings), "images": most}
    if not holds(out, asked):
        read = hardneg.load_config("captions", ["captions.images=bytes", "run.progress=lines"])
        hardneg.run(read, str(out / "read"), stages=["captions"], input=photos)
        _divide(out, most)
        remember(out, asked)
    for half in (TRAIN, HELD_OUT):
        hardneg.run(hardneg.load_config("captions", [*SETTINGS, *settings]), str(out / half / "run"), input=str(out / half / "input.jsonl"))


def captions_of(out: Path, half: str) -> list[Captioned]:
    """Return the captions of a half."""
    folder = out / half
    rows = map(json.loads, (folder / "captions.jsonl").read_text(encoding="utf-8").splitlines())
    return [Captioned(row["caption"], folder / row["image"]) for row in rows]


def negatives_of(out: Path, half: str) -> list[Negative]:
    """Return the rows of the shards of a half."""
    columns = ["source", "caption_id", "caption", "negative", "family", "positives"]
    rows = hardneg.read_shards(str(out / half / "run"), "train", columns).to_pylist()
    images = _image_of_ids(out, half)
    return [Negative(image=images[row.pop("source")["key"]], **row) for row in rows]


def _image_of_ids(out: Path, half: str) -> dict[str, Path]:
    rows = map(json.loads, (out / half / "captions.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["id"]: out / half / row["image"] for row in rows}


def _divide(out: Path, most: int | None) -> None:
    captions: dict[str, list[str]] = {}
    contents: dict[str, bytes] = {}
    for caption, content in _read(out / "read"):
        name = blake2b(content, digest_size=10).hexdigest()
        captions.setdefault(name, []).append(caption)
        contents[name] = content
    images = sorted(contents)[:most]
    halves = {TRAIN: images[::2], HELD_OUT: images[1::2]}
    if len(halves[HELD_OUT]) < FEWEST:
        raise UserError(f"the photographs: {len(images)} images with captions; give at least {2 * FEWEST}, such as a folder of images")
    for half, names in halves.items():
        (out / half / "images").mkdir(parents=True, exist_ok=True)
        rows = []
        for name in names:
            image = f"images/{name}.img"
            (out / half / image).write_bytes(contents[name])
            rows.append([json.dumps({"id": f"{name}-{i}", "image": image, "caption": text}) for i, text in enumerate(captions[name])])
        tested = [row[:TESTED] for row in rows] if half == HELD_OUT else rows
        for file, chosen in (("input.jsonl", tested), ("captions.jsonl", rows)):
            (out / half / file).write_text("\n".join(chain.from_iterable(chosen)) + "\n", encoding="utf-8")


def _read(run: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((run / "captions").glob("part-*.parquet")):
        if "rejects" not in path.name:
            for row in pq.read_table(path, columns=["caption", "image"]).to_pylist():
                if row["image"] is not None and row["image"]["bytes"] is not None:
                    yield row["caption"], row["image"]["bytes"]
