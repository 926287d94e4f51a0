"""Select the changes that are surely safe in a description of several sentences.

What is named there is spoken of again, by its name, as *the other*, as *it*. So nothing named twice gets another name, no article is
exchanged, and no attribute goes that tells one thing from another.
"""

from hardneg.discourse import sentence_numbers
from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.wording import Change

KINDS = frozenset({"synonym", "wider", "number", "verb form", "wearing", "less"})


def is_description(sentence: Sentence) -> bool:
    """Return whether the caption has several sentences; for `Sentence.once`."""
    numbers = sentence.once(sentence_numbers)
    return bool(numbers) and not sentence.tags and numbers[-1] > 0


def is_safe(sentence: Sentence, change: Change) -> bool:
    """Return whether nothing elsewhere in the description depends on what the change exchanges or discards."""
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
    """Return whether the noun points back: the tower that the second sentence describes is not any structure."""
    return any(child.lower in ("the", "this", "that", "these", "those") or child.dep == "poss" for child in sentence.children[noun])
