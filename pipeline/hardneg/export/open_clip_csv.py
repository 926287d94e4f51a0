"""open_clip-csv: `train.csv` with the columns `filepath` and `title`, tab-delimited, which `open_clip_train` reads by default.

A row is an image and a text that is true of it: the caption of an image, or the negative of its negative image. open_clip's loss has no
place for hard negatives, so a negative without an image of its own is not in the table.
"""

from hardneg.export.destination import Delimited, text
from hardneg.export.selection import ALL, Job, Needs, captions, negatives_of


def write(job: Job, split: str) -> None:
    """Write the table of a split, and the images."""
    with job.destination.open(f"{split}.csv") as file, text(file) as lines:
        table = Delimited(lines, "\t")
        table.writerow(["filepath", "title"])
        for caption in captions(job, split, Needs("required", both_directions=True, negatives=negatives_of(job, ALL))):
            shown = [(caption.text, caption.image), *((one.text, one.image) for one in caption.negatives)]
            for title, image in shown:
                if image is None:
                    job.skipped["negative without an image"] += 1
                    continue
                table.writerow([job.path(job.destination.add_image(image)), title])
                job.samples[split] += 1
