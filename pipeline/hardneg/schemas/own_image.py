"""Handle negatives with a verified image of their own. Such a row is two training pairs, and its texts alone leak nothing.

Let a caption c have the image I, and its negative n the image J. I shows c and not n; J shows n and not c. So the row is two pairs:

    I: c is true, n is false          J: n is true, c is false

A text-only classifier is given the texts {c, n} and no image. Let q be the probability that it names n as the false one: 0 or 1 where it is
deterministic, 1/2 at a tie. It is right about the first pair with probability q and about the second with 1 - q, because its input is the
same and the right answer is the opposite. Its accuracy over both is (q + 1 - q) / 2 = 1/2, whatever it has learnt. Nor can it learn
anything from them: at a margin m the two losses are l(m) + l(-m), whose slope at m = 0 is zero.

So text balance need not hold for such rows, and selection keeps some that it would discard (`hardneg.rewrite.debias.exemption`). They are
marked with `needs_image`. It is known only after drawing whether an image passes, and a marked negative without one is rejected then.

The argument needs both images and both pairs: in one direction alone the text leaks as much as before. The argument is about texts. A model
that recognises drawn images and edited texts could match those two.
So `rewrite.balance.needs_image_per_caption` limits the exemption.
"""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.schemas.arrow import arrow_schema, to_table
from hardneg.schemas.nesting import flatten, nest
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject


def without_image(captions: pa.Table) -> pa.ChunkedArray:
    """Return for each caption whether it has no image, neither bytes nor a path."""
    image = captions["image"]
    return pc.and_(pc.is_null(pc.struct_field(image, "bytes")), pc.is_null(pc.struct_field(image, "path")))


def reject_unverified(rows: pa.Table, stage: str) -> tuple[pa.Table, pa.Table]:
    """Split off the negatives that need an image of their own and have none.

    Args:
        rows: Rows of `RewrittenRow`.
        stage: Name of the stage that rejects.

    Returns:
        The rows that still have negatives, and the rejects: these negatives, and the captions without any other.
    """
    negatives, parents = flatten(rows)
    stopped = np.asarray(pc.and_(negatives["needs_image"], pc.is_null(negatives["negative_image"])), bool)
    if not stopped.any():
        return rows, arrow_schema(Reject).empty_table()
    captions = rows.select(["id", "caption"]).to_pylist()
    names = ["id", "negative", "family", "image_reason", "image_detail"]
    rejects = [
        Reject(
            id=one["id"],
            caption_id=captions[row]["id"],
            stage=stage,
            reason=Reason.NEEDS_IMAGE,
            detail=f"discarded by text balance, and its image was not verified: {_why(one['image_reason'], one['image_detail'])}",
            caption=captions[row]["caption"],
            negative=one["negative"],
            family=one["family"],
        )
        for row, one in zip(parents[stopped].tolist(), negatives.select(names).filter(pa.array(stopped)).to_pylist(), strict=True)
    ]
    had, left = Counter(parents.tolist()), Counter(parents[~stopped].tolist())
    rejects += [
        Reject(id=captions[row]["id"], stage=stage, reason=Reason.NONE_KEPT, caption=captions[row]["caption"])
        for row in sorted(had.keys() - left.keys())
    ]
    stays = np.array([row in left or row not in had for row in range(rows.num_rows)], bool)
    nested = nest(rows, negatives.filter(pa.array(~stopped)), parents[~stopped])
    return nested.filter(pa.array(stays)), to_table(rejects, Reject)


def _why(reason: str | None, detail: str | None) -> str:
    return "nothing was drawn" if reason is None else f"{reason} ({detail})" if detail else reason
