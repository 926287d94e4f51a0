"""jsonl: `train.jsonl`, a line for each caption, with images as files.

A line has `caption_id`, `image_id`, `image` (a path in the export, or null), `caption`, `positives`, and in parallel `negatives`,
`families`, `kinds`, `p_valid`, `weights`, `negative_ids`, `negative_images` (paths or null) and `needs_image`. Where `needs_image` is
true, train in both directions or not at all.
"""

import json

from hardneg.export.destination import text
from hardneg.export.pictures import Picture
from hardneg.export.selection import ALL, Job, Needs, captions, negatives_of
from hardneg.export.webdataset import described


def write(job: Job, split: str) -> None:
    """Write the lines of a split, and the images."""

    def named(image: Picture | None) -> str | None:
        return None if image is None else job.destination.add_image(image)

    with job.destination.open(f"{split}.jsonl") as file, text(file) as lines:
        for caption in captions(job, split, Needs("optional", both_directions=True, negatives=negatives_of(job, ALL))):
            images = {"negative_images": [named(one.image) for one in caption.negatives]}
            flags = {"needs_image": [one.row["needs_image"] for one in caption.negatives]}
            lines.write(json.dumps({"image": named(caption.image)} | described(caption) | images | flags, ensure_ascii=False) + "\n")
            job.samples[split] += 1
