"""Seed random choices by their purpose alone, so that they depend on no order, batch, worker or restart."""

import hashlib
import math
import random
from collections.abc import Sequence


def hash64(text: str) -> int:
    """Return the same 64 bits for the same text, on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def seed_for(seed: int, row: str, stage: str, purpose: str) -> int:
    """Return a seed in [0, 2**31) for one purpose of one stage on one row. `row` is the id of the row."""
    key = "\x1f".join((str(seed), row, stage, purpose)).encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big") % 2**31


def generator_for(seed: int, row: str, stage: str, purpose: str) -> random.Random:
    """Return a separate generator for one purpose of one stage on one row."""
    return random.Random(seed_for(seed, row, stage, purpose))


def weighted_keys(weights: Sequence[float], rng: random.Random) -> list[float]:
    """Return a random key for each weight. In ascending order of the keys, items are drawn by weight without replacement.

    Efraimidis and Spirakis 2006. Weights are positive and need not sum to 1.
    """
    return [-math.log(rng.random() or 1e-300) / weight for weight in weights]
