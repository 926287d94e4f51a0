"""mcq: multiple-choice questions about images, in the form of NegBench.

NegBench (Alhamoud and others 2025, arXiv 2501.09425) reads a CSV with `image_path`, `caption_0` to `caption_3`, `correct_answer` (an index)
and `correct_answer_template`. Its evaluator requires the true caption in `caption_0` and counts questions by the templates `positive`,
`negative` and `hybrid`. Every answer here is a caption, so its template is `positive`, and `total_accuracy` equals `positive_accuracy`. The
evaluator derives the type of a wrong answer from its index; ours have none, so ignore these figures. `family_1` to `family_3` name the
families of the negatives, and `caption_id` the caption. Shuffle the options for a model that reads them as a list.
"""

from hardneg.errors import UserError
from hardneg.export.destination import Delimited, text
from hardneg.export.selection import Job, Needs, captions, negatives_of

FALSE = 3
"""Negatives of a question: the evaluator reads four captions."""

TEMPLATE = "positive"


def write(job: Job, split: str) -> None:
    """Write the questions of a split, and the images."""
    if negatives_of(job, FALSE) != FALSE:
        raise UserError(f"--to mcq: a question has {FALSE} negatives, as NegBench's evaluator reads it; leave out --negatives")
    false = range(1, FALSE + 1)
    with job.destination.open(f"{split}.csv") as file, text(file) as lines:
        table = Delimited(lines)
        names = [*(f"caption_{i}" for i in (0, *false)), "correct_answer", "correct_answer_template", *(f"family_{i}" for i in false)]
        table.writerow(["image_path", *names, "caption_id"])
        for caption in captions(job, split, Needs("required", negatives=FALSE, exactly=True)):
            assert caption.image is not None
            options = [caption.text, *(one.text for one in caption.negatives)]
            families = [one.family for one in caption.negatives]
            table.writerow([job.path(job.destination.add_image(caption.image)), *options, 0, TEMPLATE, *families, caption.id])
            job.samples[split] += 1
