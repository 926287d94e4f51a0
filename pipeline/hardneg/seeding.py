"""Random choices that depend on what they are for and on nothing else: not on order, batch, worker or restart."""

import hashlib
import random


def seed_for(seed: int, row: str, stage: str, purpose: str) -> int:
    """A seed in [0, 2**31) for one purpose of one stage on one row; `row` is its id."""
    key = "\x1f".join((str(seed), row, stage, purpose)).encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big") % 2**31


def generator_for(seed: int, row: str, stage: str, purpose: str) -> random.Random:
    """A generator of its own for one purpose of one stage on one row."""
    return random.Random(seed_for(seed, row, stage, purpose))
