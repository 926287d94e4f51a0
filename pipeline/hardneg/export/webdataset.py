"""webdataset: tars of `KEY.jpg`, `KEY.txt` and `KEY.json`, which `webdataset` and open_clip read.

A sample is a caption with its image (`jpg`, `png` or `webp`). `KEY.txt` is the caption, as open_clip expects. `KEY.json` holds
`caption_id`, `image_id`, `caption`, `positives`, and in parallel `negatives`, `families`, `kinds`, `p_valid`, `weights` and `negative_ids`.
`sizes.json` counts the samples of each tar; open_clip reads it instead of `--train-num-samples`.
"""

from typing import Any

from hardneg.export.selection import ALL, Caption, Job, Needs, captions, negatives_of
from hardneg.export.tars import as_json, key_of, tars


def write(job: Job, split: str) -> None:
    """Write the tars of a split, in a folder of its name."""
    sizes: dict[str, int] = {}
    with tars(job.destination, f"{split}/{{:06d}}.tar", job.options.per_file) as writer:
        for caption in captions(job, split, Needs("required", negatives=negatives_of(job, ALL))):
            assert caption.image is not None
            said = {"txt": caption.text.encode(), "json": as_json(described(caption))}
            writer.add(key_of(caption.id), {caption.image.ending: caption.image.data} | said)
            job.samples[split] += 1
        sizes = {name.rpartition("/")[2]: count for name, count in writer.sizes.items()}
    with job.destination.open(f"{split}/sizes.json") as file:
        file.write(as_json(sizes))


def described(caption: Caption) -> dict[str, Any]:
    """Return the texts of a caption and its negatives, by the names of this format."""
    negatives = caption.negatives
    return {
        "caption_id": caption.id,
        "image_id": caption.group.image_id,
        "caption": caption.text,
        "positives": caption.group.positives,
        "negatives": [one.text for one in negatives],
        "families": [one.family for one in negatives],
        "kinds": [one.row["kind"] for one in negatives],
        "p_valid": [one.row["p_valid"] for one in negatives],
        "weights": [one.row["weight"] for one in negatives],
        "negative_ids": [one.row["id"] for one in negatives],
    }
