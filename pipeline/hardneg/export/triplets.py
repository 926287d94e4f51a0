"""triplets: tars of an image, its caption, a negative image and its negative caption, as TripletCLIP reads them.

TripletCLIP (Patel and others 2024, arXiv 2411.02545) reads samples of `KEY.image`, `KEY.caption`, `KEY.neg_image` and
`KEY.neg_caption` from `shard-0.tar` and so on. A sample is one negative with an image of its own. The caption is true of the image, the
negative caption of the negative image, and neither of the other. `KEY.json` holds ids and the family.
"""

from hardneg.export.selection import ALL, Job, Needs, captions, negatives_of
from hardneg.export.tars import as_json, key_of, tars


def write(job: Job, split: str) -> None:
    """Write the tars of a split, in a folder of its name."""
    with tars(job.destination, f"{split}/shard-{{}}.tar", job.options.per_file) as writer:
        for caption in captions(job, split, Needs("required", both_directions=True, negatives=negatives_of(job, ALL))):
            assert caption.image is not None
            for one in caption.negatives:
                if one.image is None:
                    job.skipped["negative without an image"] += 1
                    continue
                described = {"id": one.row["id"], "caption_id": caption.id, "family": one.family, "image_id": caption.group.image_id}
                files = {"image": caption.image.data, "caption": caption.text.encode()}
                files |= {"neg_image": one.image.data, "neg_caption": one.text.encode(), "json": as_json(described)}
                writer.add(key_of(one.row["id"]), files)
                job.samples[split] += 1
