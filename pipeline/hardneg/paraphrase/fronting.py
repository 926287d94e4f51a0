"""Move the phrase of place to the front: a dog sits on a couch -> on a couch, a dog sits."""

from collections.abc import Iterator

from hardneg.grammar.phrases import NOUNS, extent
from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.composition import Reordering, last_of
from hardneg.paraphrase.constituents import clause, has_pronoun, noun_root, span

_WHERE = frozenset({
    "on", "in", "at", "under", "near", "behind", "in front of", "next to", "beside", "by", "inside", "above", "below", "beneath",
    "during", "outside", "along",
})  # fmt: skip
# Verbs that are bound to their phrase of place, and verbs that are aimed at something.
_BOUND = frozenset({"be", "put", "place", "look", "dress", "fill", "cover", "top", "consist", "point", "hang"})
_PUTTING = frozenset({"put", "place", "set", "hang"})
_AIMED = frozenset({"smile", "laugh", "wave", "throw", "toss", "swing", "stare", "gaze", "shout", "bark", "hit", "aim", "peer", "glance"})


def orders(sentence: Sentence) -> Iterator[Reordering]:
    """Yield the caption with the phrase of place at its end moved to the front."""
    found = clause(sentence)
    if found is None or has_pronoun(sentence) or (noun_root(sentence) is not None and found.finite):
        return
    for word in sentence.children[found.verb.i]:
        if word.dep != "prep" or word.i < found.verb.i or word.lower not in _WHERE:
            continue
        to = sentence.child(word, "pobj")
        first, last = extent(sentence, word)
        if (
            to is None
            or to.pos not in NOUNS
            or last < last_of(sentence)
            or first != word.i
            or (first == found.verb.i + 1 and found.verb.lemma in _BOUND)
            or (found.verb.lemma in _PUTTING and sentence.child(found.verb, "dobj") is not None)
            or (word.lower == "at" and found.verb.lemma in _AIMED)
        ):
            continue
        if any(within.tag in ("VBG", "VBZ", "VBP") for within in sentence.words[first:last]):
            continue  # on a court holding rackets: the subject of the participle is ambiguous
        if sentence.words[first - 1].pos not in ("NOUN", "VERB", "PROPN"):
            continue
        joint = ", " if found.finite else ", there " + ("are " if found.plural else "is ")
        yield Reordering("fronting", (span(sentence, first, last), joint, span(sentence, 0, first)))
