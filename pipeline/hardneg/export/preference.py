"""preference: pairs of answers about an image for DPO of generative models, in the conversational form of `trl`.

A row has `images` (a list of one), `prompt`, `chosen` and `rejected`, lists of messages with `role` and `content`. The chosen answer is the
caption and the rejected one a negative. A negative with an image of its own gives a second row with the answers exchanged.
`trl.DPOTrainer` reads the files by `load_dataset("parquet", ...)`.
"""

from typing import Any

import pyarrow as pa

from hardneg.export.parquet import IMAGE, parquet_files, stored
from hardneg.export.pictures import Picture
from hardneg.export.selection import ALL, Job, Needs, captions, negatives_of

PROMPT = "Describe this image in one sentence."

MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
SCHEMA = pa.schema(
    [
        *(("images", pa.list_(IMAGE)), ("prompt", MESSAGES), ("chosen", MESSAGES), ("rejected", MESSAGES)),
        *(("id", pa.string()), ("family", pa.string())),
    ]
)


def write(job: Job, split: str) -> None:
    """Write the rows of a split."""
    with parquet_files(job.destination, split, SCHEMA, job.options.per_file) as files:
        for caption in captions(job, split, Needs("required", both_directions=True, negatives=negatives_of(job, ALL))):
            for one in caption.negatives:
                for image, chosen, rejected in ((caption.image, caption.text, one.text), (one.image, one.text, caption.text)):
                    if image is not None:
                        files.add(_row(image, chosen, rejected) | {"id": one.row["id"], "family": one.family}, len(image.data))
                        job.samples[split] += 1


def _row(image: Picture, chosen: str, rejected: str) -> dict[str, Any]:
    answers = {name: [{"role": "assistant", "content": said}] for name, said in (("chosen", chosen), ("rejected", rejected))}
    return {"images": [stored(image)], "prompt": [{"role": "user", "content": PROMPT}]} | answers
