"""llava: `train.json`, an array of conversations about images, in the form that LLaVA's training reads.

An entry has `id`, `image` (a path below the image folder) and `conversations`: a turn from `human` that begins with `<image>` and one from
`gpt`. The question lists the caption and its negatives in shuffled order, and the answer is the letter of the caption. A negative with an
image of its own gives a second entry, in which it is the answer and the caption is false.
"""

import json
import string
from collections.abc import Iterator
from typing import Any

from hardneg.errors import UserError
from hardneg.export.destination import text
from hardneg.export.pictures import Picture
from hardneg.export.selection import ALL, Caption, Job, Needs, captions, negatives_of, shuffled

QUESTION = "<image>\nWhich caption describes the image?\n{options}\nAnswer with the letter."
LETTERS = string.ascii_uppercase


def write(job: Job, split: str) -> None:
    """Write the array of a split, and the images."""
    count = negatives_of(job, 1)
    if count == ALL or count >= len(LETTERS):
        raise UserError(f"--to llava takes 1 to {len(LETTERS) - 1} negatives: --negatives K")
    with job.destination.open(f"{split}.json") as file, text(file) as lines:
        lines.write("[")
        for caption in captions(job, split, Needs("required", both_directions=True, negatives=count)):
            for entry in _entries(job, caption):
                lines.write(("\n" if job.samples[split] == 0 else ",\n") + json.dumps(entry, ensure_ascii=False))
                job.samples[split] += 1
        lines.write("\n]\n")


def _entries(job: Job, caption: Caption) -> Iterator[dict[str, Any]]:
    assert caption.image is not None
    yield _entry(job, caption, caption.id, caption.image, [caption.text, *(one.text for one in caption.negatives)])
    for one in caption.negatives:
        if one.image is not None:
            yield _entry(job, caption, one.row["id"], one.image, [one.text, caption.text])


def _entry(job: Job, caption: Caption, identity: str, image: Picture, texts: list[str]) -> dict[str, Any]:
    """Return a question whose right answer is the first of `texts`."""
    options, order = shuffled(caption, texts, f"options {identity}", job.options.seed)
    listed = "\n".join(f"{letter}. {option}" for letter, option in zip(LETTERS, options, strict=False))
    turns = [{"from": "human", "value": QUESTION.format(options=listed)}, {"from": "gpt", "value": LETTERS[order.index(0)]}]
    return {"id": identity, "image": job.destination.add_image(image), "conversations": turns}
