"""Apply families to sentences, for the tests of several of them."""

from types import ModuleType

from hardneg.families import FAMILIES
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.schemas.family import Family as Name


def edited(family: ModuleType, sentence: Sentence) -> list[str]:
    """Return every negative of a family: each candidate of each target that it can realise."""
    return [
        splice(sentence.text, edits)
        for target in family.find(sentence)
        for text in family.candidates(sentence, target)
        if (edits := family.realise(sentence, target, text))
    ]


def exchanged(family: ModuleType, sentence: Sentence) -> list[str]:
    """Return every negative of a family of exchanges, which has no candidates."""
    made = [family.realise(sentence, target) for target in family.find(sentence)]
    return [splice(sentence.text, edits) for edits in made if edits]


def negatives(sentence: Sentence, *names: Name) -> list[str]:
    """Return every negative of some families, or of all, with their guards."""
    made = []
    for name in names or tuple(FAMILIES):
        family = FAMILIES[name]
        for target in family.find(sentence):
            for text in family.candidates(sentence, target) if family.candidates else [""]:
                edits = family.realise(sentence, target, text)
                if edits:
                    made.append(splice(sentence.text, edits))
    return made


def offered(sentence: Sentence, name: Name) -> set[str]:
    """Return all candidates of a family, with its guards."""
    family = FAMILIES[name]
    assert family.candidates is not None
    return {text for target in family.find(sentence) for text in family.candidates(sentence, target)}


def verbs(sentence: Sentence) -> set[str]:
    """Return all replacement verbs of a caption."""
    found = ((FAMILIES[name], target) for name in (Name.ACTION, Name.RELATION) for target in FAMILIES[name].find(sentence))
    return {
        text
        for family, target in found
        if sentence.words[target.first].pos == "VERB" and family.candidates is not None
        for text in family.candidates(sentence, target)
    }
