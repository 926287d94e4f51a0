"""llava: `train.json`, an array of conversations about images, in the form that LLaVA's training reads.

An entry has `id`, `image` (a path below the image folder) and `conversations`: a turn from `human` that begins with `<image>` and one from
`gpt`. The question lists the caption and one negative in shuffled order, and the answer is the letter of the true one. Each negative
gives an entry about the caption's image, whose id is `CAPTION_ID-NEGATIVE_ID`. A negative with an image of its own gives another entry
about that image, whose id is `NEGATIVE_ID`; there the caption is false. So the number of options does not depend on the answer.
"""

import json
from collections.abc import Iterator
from typing import Any

from hardneg.export.destination import text
from hardneg.export.pictures import Picture
from hardneg.export.selection import Caption, Job, Needs, captions, negatives_of, shuffled

QUESTION = "<image>\nWhich caption describes the image?\n{options}\nAnswer with the letter."
LETTERS = "AB"


def write(job: Job, split: str) -> None:
    """Write the array of a split, and the images."""
    with job.destination.open(f"{split}.json") as file, text(file) as lines:
        lines.write("[")
        for caption in captions(job, split, Needs("required", both_directions=True, negatives=negatives_of(job, 1))):
            for entry in _entries(job, caption):
                lines.write(("\n" if job.samples[split] == 0 else ",\n") + json.dumps(entry, ensure_ascii=False))
                job.samples[split] += 1
        lines.write("\n]\n")


def _entries(job: Job, caption: Caption) -> Iterator[dict[str, Any]]:
    assert caption.image is not None
    for one in caption.negatives:
        negative_id = one.row["id"]
        yield _entry(job, caption, f"{caption.id}-{negative_id}", caption.image, [caption.text, one.text])
        if one.image is not None:
            yield _entry(job, caption, negative_id, one.image, [one.text, caption.text])


def _entry(job: Job, caption: Caption, identity: str, image: Picture, texts: list[str]) -> dict[str, Any]:
    """Return a question whose right answer is the first of `texts`."""
    options, order = shuffled(caption, texts, f"options {identity}", job.options.seed)
    listed = "\n".join(f"{letter}. {option}" for letter, option in zip(LETTERS, options, strict=True))
    turns = [{"from": "human", "value": QUESTION.format(options=listed)}, {"from": "gpt", "value": LETTERS[order.index(0)]}]
    return {"id": identity, "image": job.destination.add_image(image), "conversations": turns}
