"""coco-json: `captions_train.json` in the form of COCO's captions, which `pycocotools` and most trainers read.

`images` have `id, file_name, width, height`, and `annotations` have `id, image_id, caption`. Beside them an annotation has `caption_id`,
`positives`, and `negatives` (a list of `id, caption, family, kind, p_valid`). The id of an image follows from its bytes, so captions of
one image share it.
"""

import json
import shutil
import tempfile
from typing import Any

from hardneg.export.destination import text
from hardneg.export.selection import ALL, Caption, Job, Needs, captions, negatives_of


def write(job: Job, split: str) -> None:
    """Write the file of a split, and the images.

    The images come first in the file, so the annotations wait in a temporary file.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as waiting,
        job.destination.open(f"captions_{split}.json") as file,
        text(file) as lines,
    ):
        lines.write('{"info": {"description": "Captions with hard negatives, exported by hardneg"}, "licenses": [],\n"images": [')
        known = set[int]()
        for caption in captions(job, split, Needs("required", negatives=negatives_of(job, ALL))):
            assert caption.image is not None
            name = job.destination.add_image(caption.image)
            number = int(name.rpartition("/")[2].partition(".")[0][:12], 16)
            if number not in known:
                size = {"width": caption.image.width, "height": caption.image.height}
                lines.write((",\n" if known else "\n") + json.dumps({"id": number, "file_name": name} | size))
                known.add(number)
            said = json.dumps(_annotation(job, split, caption, number), ensure_ascii=False)
            waiting.write(("\n" if job.samples[split] == 0 else ",\n") + said)
            job.samples[split] += 1
        lines.write('\n],\n"annotations": [')
        waiting.seek(0)
        shutil.copyfileobj(waiting, lines)
        lines.write("\n]}\n")


def _annotation(job: Job, split: str, caption: Caption, image: int) -> dict[str, Any]:
    negatives = [
        {"id": one.row["id"], "caption": one.text, "family": one.family, "kind": one.row["kind"], "p_valid": one.row["p_valid"]}
        for one in caption.negatives
    ]
    said = {"id": job.samples[split] + 1, "image_id": image, "caption": caption.text, "caption_id": caption.id}
    return said | {"positives": caption.group.positives, "negatives": negatives}
