"""Score a question by the first token of its answer: the log-probability of yes less that of no."""

import math
from collections.abc import Iterable, Mapping

DECIMALS = 2
"""Decimals of a gap; later digits depend on how requests were batched."""
TOP = 20
"""Most tokens whose log-probabilities a server sends by default."""
SPELLINGS = tuple(f"{space}{word}" for word in ("yes", "Yes", "YES", "no", "No", "NO") for space in ("", " "))
"""Texts whose tokens count as an answer, for a server, whose vocabulary cannot be read."""

_SPACES = str.maketrans("\u0120\u2581", "  ")
"""Signs for a space in the tokens of byte-level BPE and of SentencePiece."""


def answer_of(token: str) -> str | None:
    """Return `yes` or `no` where a token is that word, whatever its capitals and the space before it, else None."""
    word = token.translate(_SPACES).strip().lower()
    return word if word in ("yes", "no") else None


def answer_ids(vocabulary: Mapping[str, int]) -> list[int]:
    """Return the ids of all tokens that are an answer; empty where one of the two answers is no single token."""
    found = {token: answer for token in vocabulary if (answer := answer_of(token)) is not None}
    return sorted(vocabulary[token] for token in found) if len(set(found.values())) == 2 else []


def gap(log_probabilities: Iterable[tuple[str, float]]) -> float:
    """Return log p(yes) - log p(no) in nats, each summed over its spellings.

    An answer that is not among the tokens counts as the least likely of them, which is an upper bound. NaN: neither answer is there.

    Args:
        log_probabilities: Tokens with their log-probabilities, of the first token of the answer.
    """
    sums: dict[str, list[float]] = {"yes": [], "no": []}
    least = math.inf
    for token, value in log_probabilities:
        least = min(least, value)
        if (answer := answer_of(token)) is not None:
            sums[answer].append(value)
    if not any(sums.values()):
        return math.nan
    yes, no = (_log_sum(values or [least]) for values in sums.values())
    return round(yes - no, DECIMALS)


def _log_sum(values: list[float]) -> float:
    most = max(values)
    return most + math.log(math.fsum(math.exp(value - most) for value in values))
