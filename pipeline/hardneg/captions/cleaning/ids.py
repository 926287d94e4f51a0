"""Compute stable ids of captions."""

from hashlib import blake2b


def caption_id(input: str, key: str, caption: str) -> str:
    """Return 20 hex digits that depend on the source's name, the record's key and the cleaned text only.

    These are 80 bits: among a hundred million captions, the probability that any two share an id is 4 in a billion.
    """
    text = f"{len(input)}:{input}{len(key)}:{key}{caption}"
    return blake2b(text.encode(), digest_size=10, person=b"hardneg-caption").hexdigest()
