"""Write down what matchers find: the columns of a negative that say who judged it, and the verdicts of a judge."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.schemas.reasons import Reason, Verdict

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def is_judged(negatives: pa.Table) -> Flags:
    """Return which negatives an earlier matcher has judged."""
    return np.asarray(negatives["judged_by"].combine_chunks().is_valid(), bool)


def first_judgements(negatives: pa.Table, matcher: str, judged: Flags, p_valid: Floats) -> dict[str, pa.Array]:
    """Return the columns `p_valid` and `judged_by`: they are of the first matcher that judged a negative.

    Args:
        negatives: Rows of `Negative`.
        matcher: Revision of the matcher, a public name: the columns reach published shards.
        judged: Negatives that it judged, whether another had judged them or not.
        p_valid: Calibrated probabilities; NaN where there is none.
    """
    names = pa.array([matcher] * len(judged), pa.string())
    return where(judged & ~is_judged(negatives), {"p_valid": column(p_valid), "judged_by": names}, negatives)


def disputed(negatives: pa.Table, matcher: str, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return verdicts in which a negative that an earlier matcher kept and this one finds still true is disputed.

    A second opinion only rejects what is still true: another reason of `matcher` does not undo the first judgement.
    """
    found: list[Verdict] = []
    columns = (negatives[name].to_pylist() for name in ("judged_by", "p_valid"))
    for by, p_valid, verdict in zip(*columns, verdicts, strict=True):
        if by is None or verdict is None:
            found.append(verdict)
        elif verdict[0] is Reason.STILL_TRUE:
            kept = f"{by} keeps it" + ("" if p_valid is None else f" (p_valid {p_valid:.4f})")
            found.append((Reason.DISPUTED, f"{kept}, {matcher} does not ({verdict[1]})"))
        else:
            found.append(None)
    return found


def where(rows: Flags, scores: Mapping[str, pa.Array], negatives: pa.Table) -> dict[str, pa.Array]:
    """Return columns with the new scores in these rows and the present ones elsewhere."""
    return {name: pc.if_else(pa.array(rows), new, negatives[name].combine_chunks()) for name, new in scores.items()}


def column(values: Floats) -> pa.Array:
    """Return scores as a column, NaN as null."""
    return pa.array(values, pa.float64(), from_pandas=True).cast(pa.float32())


def reasons(verdicts: Sequence[Verdict]) -> tuple[pa.Array, pa.Array]:
    """Return the columns `reason` and `detail` of verdicts."""
    found = [None if each is None else each[0].value for each in verdicts]
    return pa.array(found, pa.string()), pa.array([None if each is None else each[1] for each in verdicts], pa.string())
