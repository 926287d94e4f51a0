"""Seed random choices by their purpose alone, so that they depend on no order, batch, worker or restart."""

import hashlib
import random


def seed_for(seed: int, row: str, stage: str, purpose: str) -> int:
    """Return a seed in [0, 2**31) for one purpose of one stage on one row. `row` is the id of the row."""
    key = "\x1f".join((str(seed), row, stage, purpose)).encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big") % 2**31


def generator_for(seed: int, row: str, stage: str, purpose: str) -> random.Random:
    """Return a separate generator for one purpose of one stage on one row."""
    return random.Random(seed_for(seed, row, stage, purpose))
