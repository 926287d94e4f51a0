"""Preserve things with writing: a sign that reads `Open` may be a banner, and no clock; a bag from a shop keeps its goods."""

from hardneg.families.family import Target
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

_SAYS = frozenset({"read", "say", "state", "spell", "advertise", "announce", "indicate", "label", "warn"})
_WRITING = frozenset({"word", "writing", "text", "letter", "name", "message", "slogan", "inscription", "lettering", "number"})
_BEARS_WRITING = frozenset({
    "sign", "banner", "poster", "billboard", "flag", "street sign", "stop sign", "paper", "card", "board", "plaque", "label", "book", "bus",
    "truck", "shirt", "cake", "sticker", "letter", "notebook", "wall", "menu", "map", "newspaper", "magazine", "box", "bag", "t-shirt",
})  # fmt: skip
_MADE_BY = frozenset({"from", "by"})


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether no named maker or shop determines the sort of the target: a bag from Whole Foods."""
    if sentence.tags:
        return True
    noun = sentence.words[target.last - 1]
    if "animate" in noun_flags(noun.lemma):
        return True
    for child in sentence.children[noun.i]:
        by = _MADE_BY | {"of"} if noun.lemma == "flag" else _MADE_BY
        maker = sentence.child(child, "pobj") if child.lower in by and child.i > noun.i else None
        if maker is not None and maker.pos == "PROPN":
            return False
    return True


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether `text` may bear the writing in the caption."""
    if sentence.tags:
        return True
    noun = sentence.words[target.last - 1]
    if "animate" in noun_flags(target.lemma):
        return True
    return not _is_written_on(sentence, noun) or lemma_of(text, "NOUN") in _BEARS_WRITING


def _is_written_on(sentence: Sentence, noun: Word) -> bool:
    """Return whether the thing bears a text: a sign that says, a sign reading, a sign with the words."""
    for verb in sentence.words:
        if verb.pos == "VERB" and verb.lemma in _SAYS and verb.i > noun.i:
            subject = sentence.subject(verb)
            if subject is not None and subject.i == noun.i:
                return True
    return any(
        child.lower == "with"
        and (written := sentence.child(child, "pobj")) is not None
        and written.lemma in _WRITING
        and written.pos in NOUNS
        for child in sentence.children[noun.i]
    )
