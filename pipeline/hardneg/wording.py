"""Word amounts in messages: 1 caption, 2 captions."""


def amount(count: int, one: str, many: str = "") -> str:
    """Return the count with thousands separators and the noun in the number that it has.

    Args:
        count: How many.
        one: The singular, perhaps with more words after the noun: `caption without an image`.
        many: The plural, where it is not the first word with an s.
    """
    if count != 1 and not many:
        noun, space, rest = one.partition(" ")
        many = f"{noun}s{space}{rest}"
    return f"{count:,} {one if count == 1 else many}"
