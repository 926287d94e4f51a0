"""Exchange conjuncts of `and`: two dogs and a cat -> a cat and two dogs; of a list the last two; clauses are in `clauses`."""

from collections.abc import Iterator

from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS, extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags
from hardneg.paraphrase import clauses
from hardneg.paraphrase.composition import Piece, Reordering, is_one_sentence, last_of
from hardneg.paraphrase.constituents import has_pronoun, span

_SCENES = frozenset({"room", "venue", "road", "landscape", "sport_place", "place"})
_MANY = frozenset({"several", "many", "some", "numerous", "multiple", "various"})


def orders(sentence: Sentence) -> Iterator[Reordering]:
    """Yield the caption with each pair of conjoined nouns, or of verbs with one subject, exchanged."""
    if not is_one_sentence(sentence):
        return
    yield from clauses.orders(sentence)
    for second in sentence.words:
        first = sentence.head(second)
        if second.dep != "conj" or not _same_determination(sentence, first.i, second.i):
            continue
        if first.dep == "conj" and not _ends_a_list(sentence, first, second):
            continue
        joint = sentence.child(first, "cc")
        others = [child for child in sentence.children[first.i] if child.dep == "conj"]
        if joint is None or joint.lower != "and" or len(others) != 1 or sentence.child(second, "conj", "cc") is not None:
            continue
        last = extent(sentence, second)[1]
        start = extent(sentence, first)[0] if first.pos in NOUNS else first.i
        opening = extent(sentence, second)[0]
        if last < len(sentence.words) and sentence.words[last].tag in ("NN", "NNS", "NNP", "MD"):
            continue  # a tree and a watering | can: the second phrase is parsed as too short
        if _lacks_a_comma(sentence, last):
            continue  # a top a chair and some shelves: the end of the first phrase is uncertain
        if joint.i != opening - 1 or has_pronoun(sentence, start, last):
            continue
        if first.dep == "pobj" and any(word.lower == "and" or word.text == "," for word in sentence.words[:start]):
            continue  # mugs hanging from a shelf and lights, behind a list to which the lights belong
        comma = sentence.words[joint.i - 1].text == ","
        if comma and first.dep != "conj":
            continue
        if any(
            child.i > noun.i
            and child.dep not in ("cc", "conj", "punct")
            and not (noun.i == second.i and _locates_the_scene(sentence, first, child))
            for noun in (first, second)
            for child in sentence.children[noun.i]
        ):
            continue  # a horse and a cart in front of a house: the phrase may modify one or both
        last = min([last, *(child.i for child in sentence.children[second.i] if child.i > second.i and child.dep == "prep")])
        pieces: list[Piece] = []
        if start > 0:
            pieces += [(0, sentence.words[start].start)]
        pieces += [span(sentence, opening, last), ", and " if comma else " and ", span(sentence, start, joint.i)]
        if last < last_of(sentence):
            pieces += [(sentence.words[last - 1].end, sentence.words[last_of(sentence) - 1].end)]
        yield Reordering("joined", tuple(pieces))


def _ends_a_list(sentence: Sentence, first: Word, second: Word) -> bool:
    """Return whether the two are the last of three or more without an adjective that may modify all of them."""
    return not any(
        child.dep in ("amod", "compound", "nmod", "prep", "acl", "relcl") for noun in (first, second) for child in sentence.children[noun.i]
    )


def _locates_the_scene(sentence: Sentence, first: Word, place: Word) -> bool:
    """Return whether a phrase of place after the second conjunct locates the whole scene: two men and a dog in a kitchen."""
    to = sentence.child(place, "pobj")
    if to is None or place.dep != "prep" or place.lower not in ("in", "on", "at") or first.head != first.i:
        return False
    return bool(noun_flags(to.lemma) & _SCENES)


def _lacks_a_comma(sentence: Sentence, last: int) -> bool:
    """Return whether, before word `last`, a noun is directly followed by an article, as in a list without commas."""
    pairs = zip(sentence.words[:last], sentence.words[1:last], strict=False)
    return any(one.pos == "NOUN" and two.dep == "det" for one, two in pairs)


def _same_determination(sentence: Sentence, first: int, second: int) -> bool:
    """Return whether both nouns begin with a determiner or number, or neither does, so that no article or adjective changes its noun."""
    one, two = sentence.words[first], sentence.words[second]
    if one.pos != two.pos or one.pos != "NOUN" or one.dep in ("compound", "amod", "nmod", "poss"):
        return False
    opened = [
        any((child.dep in ("det", "nummod", "poss") or child.lower in _MANY) and child.i < word.i for child in sentence.children[word.i])
        for word in (one, two)
    ]
    described = [any(child.dep in ("amod", "compound", "nmod") for child in sentence.children[word.i]) for word in (one, two)]
    counted = [any(child.lower in ("a", "an") and child.i < word.i for child in sentence.children[word.i]) for word in (one, two)]
    if opened == [True, False]:
        return counted[0] and is_plural(two.tag) and not any(described)  # an adult and children
    if opened == [False, True]:
        return counted[1] and is_plural(one.tag)
    if not any(opened) and is_plural(one.tag) != is_plural(two.tag):
        return False  # a group of kids and instructor
    return all(opened) or not (any(opened) or any(described))
