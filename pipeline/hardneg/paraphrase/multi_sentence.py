"""Select the local edits that are safe in a description of several sentences.

Later sentences refer back by the same noun, by *the other*, or by *it*. So a noun that occurs twice is not replaced, no article is
exchanged, and no attribute is deleted that distinguishes two things.
"""

from hardneg.discourse import sentence_numbers
from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.composition import LocalEdit

KINDS = frozenset({"synonym", "wider", "number", "verb form", "wearing", "less"})


def is_description(sentence: Sentence) -> bool:
    """Return whether the caption has several sentences; for `Sentence.once`."""
    numbers = sentence.once(sentence_numbers)
    return bool(numbers) and not sentence.tags and numbers[-1] > 0


def is_safe(sentence: Sentence, change: LocalEdit) -> bool:
    """Return whether nothing else in the description depends on the words that the local edit replaces or deletes."""
    if change.kind not in KINDS:
        return False
    words = [word for word in sentence.words if any(edit.start < word.end and word.start < edit.end for edit in change.edits)]
    named = [word for word in words if word.pos in ("NOUN", "PROPN")]
    elsewhere = {word.lemma for word in sentence.words if word not in words}
    if any(word.lemma in elsewhere for word in named):
        return False
    if change.kind == "less":
        return all(word.pos == "ADJ" for word in words) and not any(word.lower in elsewhere for word in words)
    if change.kind == "wider":
        return all(word.pos in ("NOUN", "VERB", "ADP", "ADJ") for word in words) and not any(
            _is_definite(sentence, word.i) for word in named
        )
    return True


def _is_definite(sentence: Sentence, noun: int) -> bool:
    """Return whether the noun is definite and refers back: the tower that the second sentence describes is not any structure."""
    return any(child.lower in ("the", "this", "that", "these", "those") or child.dep == "poss" for child in sentence.children[noun])
