"""What the tests of several families ask of one."""

from types import ModuleType

from pipeline.grammar.sentence import Sentence
from pipeline.grammar.splice import splice


def edited(family: ModuleType, sentence: Sentence) -> list[str]:
    """Every negative that a family makes of a sentence: each candidate of each target that it can realise."""
    return [
        splice(sentence.text, edits)
        for target in family.find(sentence)
        for text in family.candidates(sentence, target)
        if (edits := family.realise(sentence, target, text))
    ]
