"""datasets: a folder that `datasets.load_dataset` opens, with the configs `pairs` and `grouped`, and images as `Image` features.

`pairs` has a row for each negative: `id, caption_id, image_id, image, caption, negative, negative_image, family, kind, positives,
concreteness, visual, p_valid, weight, needs_image`. `grouped` has a row for each caption, whose `negatives, families, negative_images,
p_valid, weights` and `needs_image` are parallel lists. Where `needs_image` is true, train in both directions (`image` with `caption`,
`negative_image` with `negative`) or not at all.
"""

from typing import Any

import pyarrow as pa

from hardneg.export.parquet import IMAGE, parquet_files, stored
from hardneg.export.selection import ALL, Caption, Job, Needs, Negative, captions, negatives_of
from hardneg.shards.card import HF_SPLIT

TEXT, TEXTS, NUMBER = pa.string(), pa.list_(pa.string()), pa.float32()
PAIRS = pa.schema(
    [
        *(("id", TEXT), ("caption_id", TEXT), ("image_id", TEXT), ("image", IMAGE), ("caption", TEXT), ("negative", TEXT)),
        *(("negative_image", IMAGE), ("family", TEXT), ("kind", TEXT), ("positives", TEXTS)),
        *(("concreteness", NUMBER), ("visual", NUMBER), ("p_valid", NUMBER), ("weight", NUMBER), ("needs_image", pa.bool_())),
    ]
)
GROUPED = pa.schema(
    [
        *(("caption_id", TEXT), ("image_id", TEXT), ("image", IMAGE), ("caption", TEXT), ("positives", TEXTS), ("negatives", TEXTS)),
        *(("families", TEXTS), ("negative_images", pa.list_(IMAGE)), ("p_valid", pa.list_(NUMBER))),
        *(("weights", pa.list_(NUMBER)), ("needs_image", pa.list_(pa.bool_()))),
    ]
)

COPIED = ("kind", "concreteness", "visual", "p_valid", "weight", "needs_image")


def write(job: Job, split: str) -> None:
    """Write both configs of a split."""
    needs, limit = Needs("optional", both_directions=True, negatives=negatives_of(job, ALL)), job.options.per_file
    with (
        parquet_files(job.destination, f"pairs/{split}", PAIRS, limit) as pairs,
        parquet_files(job.destination, f"grouped/{split}", GROUPED, limit) as grouped,
    ):
        for caption in captions(job, split, needs):
            for one in caption.negatives:
                pairs.add(_pair(caption, one), _size(caption, [one]))
            grouped.add(_group(caption), _size(caption, caption.negatives))
            job.samples[split] += len(caption.negatives)


def finish(job: Job) -> None:
    """Write the README whose front matter names the files of each config."""
    lines = ["---", "configs:"]
    for config in ("pairs", "grouped"):
        lines += [f"- config_name: {config}", *(["  default: true"] if config == "pairs" else []), "  data_files:"]
        lines += [
            line for split in sorted(job.samples) for line in (f"  - split: {HF_SPLIT[split]}", f"    path: {config}/{split}-*.parquet")
        ]
    lines += ["---", "", "# Hard negatives of image captions", "", "Exported by hardneg.", "", *(__doc__ or "").splitlines()[2:], ""]
    with job.destination.open("README.md") as file:
        file.write("\n".join(lines).encode())


def _size(caption: Caption, negatives: list[Negative]) -> int:
    return sum(len(image.data) for image in (caption.image, *(one.image for one in negatives)) if image is not None)


def _pair(caption: Caption, one: Negative) -> dict[str, Any]:
    shared = {"caption_id": caption.id, "image_id": caption.group.image_id, "image": stored(caption.image), "caption": caption.text}
    own = {"id": one.row["id"], "negative": one.text, "negative_image": stored(one.image), "family": one.family}
    return shared | own | {"positives": caption.group.positives} | {name: one.row[name] for name in COPIED}


def _group(caption: Caption) -> dict[str, Any]:
    negatives = caption.negatives
    return {
        "caption_id": caption.id,
        "image_id": caption.group.image_id,
        "image": stored(caption.image),
        "caption": caption.text,
        "positives": caption.group.positives,
        "negatives": [one.text for one in negatives],
        "families": [one.family for one in negatives],
        "negative_images": [stored(one.image) for one in negatives],
        "p_valid": [one.row["p_valid"] for one in negatives],
        "weights": [one.row["weight"] for one in negatives],
        "needs_image": [one.row["needs_image"] for one in negatives],
    }
