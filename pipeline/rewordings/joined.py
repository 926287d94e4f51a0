"""Things joined by and, in the other order: two dogs and a cat -> a cat and two dogs."""

from collections.abc import Iterator

from pipeline.grammar.phrases import extent
from pipeline.grammar.sentence import Sentence
from pipeline.rewordings.parts import NOMINAL, has_pronoun, span
from pipeline.rewordings.wording import Order, Piece, is_one_sentence, last_of


def orders(sentence: Sentence) -> Iterator[Order]:
    """Yield the caption with each two nouns, or two verbs of one subject, in the other order."""
    if not is_one_sentence(sentence):
        return
    for second in sentence.words:
        first = sentence.head(second)
        if second.dep != "conj" or first.dep == "conj" or not _alike(sentence, first.i, second.i):
            continue
        joint = sentence.child(first, "cc")
        others = [child for child in sentence.children[first.i] if child.dep == "conj"]
        if joint is None or joint.lower != "and" or len(others) != 1 or sentence.child(second, "conj", "cc") is not None:
            continue
        last = extent(sentence, second)[1]
        start = extent(sentence, first)[0] if first.pos in NOMINAL else first.i
        opening = extent(sentence, second)[0]
        if last < len(sentence.words) and sentence.words[last].tag in ("NN", "NNS", "NNP", "MD"):
            continue  # a tree and a watering | can
        if _runs_on(sentence, last):
            continue  # a top a chair and some shelves: where one thing ends is not sure
        if joint.i != opening - 1 or has_pronoun(sentence, start, last) or sentence.words[joint.i - 1].text == ",":
            continue
        if any(child.i > noun.i and child.dep not in ("cc", "conj") for noun in (first, second) for child in sentence.children[noun.i]):
            continue  # a horse and a cart in front of a house: what is behind may be said of one or of both
        pieces: list[Piece] = []
        if start > 0:
            pieces += [(0, sentence.words[start].start)]
        pieces += [span(sentence, opening, last), " and ", span(sentence, start, joint.i)]
        if last < last_of(sentence):
            pieces += [(sentence.words[last - 1].end, sentence.words[last_of(sentence) - 1].end)]
        yield Order("joined", tuple(pieces))


def _runs_on(sentence: Sentence, last: int) -> bool:
    """Return whether, before word `last`, a noun is followed by another noun's article without a comma, as in a list without any."""
    pairs = zip(sentence.words[:last], sentence.words[1:last], strict=False)
    return any(one.pos == "NOUN" and two.dep == "det" for one, two in pairs)


def _alike(sentence: Sentence, first: int, second: int) -> bool:
    """Nouns that both begin with a determiner or number or both without one; so that `the` or an adjective is not parted from either."""
    one, two = sentence.words[first], sentence.words[second]
    if one.pos != two.pos or one.pos != "NOUN" or one.dep in ("compound", "amod", "nmod", "poss"):
        return False
    opened = [
        any(child.dep in ("det", "nummod", "poss") and child.i < word.i for child in sentence.children[word.i]) for word in (one, two)
    ]
    described = [any(child.dep in ("amod", "compound", "nmod") for child in sentence.children[word.i]) for word in (one, two)]
    return all(opened) or not (any(opened) or any(described))
