"""mcq: multiple-choice questions about images, in the form of NegBench.

NegBench (Alhamoud and others 2025, arXiv 2501.09425) reads a CSV with `image_path`, `caption_0` to `caption_3`, `correct_answer` (an index)
and `correct_answer_template`. The caption and three negatives are shuffled by the seed and the id. The template of every answer is
`caption`; `family_0` and so on name the family of each negative, and `caption_id` the caption.
"""

from hardneg.errors import UserError
from hardneg.export.destination import Delimited, text
from hardneg.export.selection import ALL, Job, Needs, captions, negatives_of, shuffled

FALSE = 3
"""Negatives of a question by default, as in NegBench."""

ANSWER = "caption"


def write(job: Job, split: str) -> None:
    """Write the questions of a split, and the images."""
    count = negatives_of(job, FALSE)
    if count == ALL:
        raise UserError("--to mcq needs a number of negatives: --negatives K")
    numbers = range(count + 1)
    with job.destination.open(f"{split}.csv") as file, text(file) as lines:
        table = Delimited(lines)
        names = [*(f"caption_{i}" for i in numbers), "correct_answer", "correct_answer_template", *(f"family_{i}" for i in numbers)]
        table.writerow(["image_path", *names, "caption_id"])
        for caption in captions(job, split, Needs("required", negatives=count, exactly=True)):
            assert caption.image is not None
            options, order = shuffled(caption, [caption.text, *(one.text for one in caption.negatives)], "options", job.options.seed)
            families = [ANSWER, *(one.family for one in caption.negatives)]
            path = job.path(job.destination.add_image(caption.image))
            table.writerow([path, *options, order.index(0), ANSWER, *(families[i] for i in order), caption.id])
            job.samples[split] += 1
