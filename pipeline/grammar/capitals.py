"""Capitals stay where they were: what is put in takes the case of what it replaces."""


def like(new: str, old: str) -> str:
    """`new` in the case of `old`: all capitals, a first capital, or as it is. What only grows at its end keeps its own: TV, TVs."""
    if new.lower().startswith(old.lower()):
        return old + new[len(old) :]
    if len(old) > 1 and old.isupper():
        return new.upper()
    if old[:1].isupper():
        return new[:1].upper() + new[1:]
    return new


def moved(text: str, was_first: bool, becomes_first: bool, capitalised: bool, proper: bool) -> str:
    """`text` moved to another place of its sentence.

    Args:
        text: What moves, as it stood.
        was_first: It began the sentence.
        becomes_first: It will.
        capitalised: The sentence begins with a capital.
        proper: The text begins with a name, which keeps its capital anywhere.
    """
    shouted = len(text.split()[0]) > 1 and text.split()[0].isupper()
    if was_first and not becomes_first and not proper and not shouted:
        return text[:1].lower() + text[1:]
    if becomes_first and not was_first and capitalised:
        return text[:1].upper() + text[1:]
    return text
