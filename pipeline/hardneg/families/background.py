"""Exchange foreground and background: a horse with a barn in the background -> a barn with a horse in the background."""

from collections.abc import Iterator

from hardneg.families import peers
from hardneg.families.object import name_of
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

BACKGROUND = "background"
_FAR = frozenset({"background", "distance", "foreground"})
_AT_REST = frozenset({"stand", "be", "see", "show", "park", "picture"})
_VIEW = frozenset({"view", "picture", "photo", "scene", "close", "closeup", "shot", "image", "group"})


def pairs(sentence: Sentence) -> Iterator[tuple[Word, Word]]:
    """Yield the main thing of a caption and a thing in its background, where each can be where the other is."""
    for far in sentence.words:
        preposition = sentence.head(far)
        if far.lemma not in _FAR or preposition.lower != "in" or far.dep != "pobj":
            continue
        behind = sentence.head(preposition)
        with_ = sentence.head(behind)
        if (
            behind.pos != "NOUN"
            or behind.dep != "pobj"
            or with_.lower != "with"
            or sentence.child(behind, "conj", "acl", "relcl") is not None
        ):
            continue
        of = sentence.head(with_)
        figure = sentence.subject(of) if of.pos in ("VERB", "AUX") else of
        while figure is not None and figure.dep == "pobj" and sentence.head(figure).lower in ("in", "on", "at"):
            above = sentence.head(sentence.head(figure))
            figure = sentence.subject(above) if above.pos in ("VERB", "AUX") else above
        if (
            figure is None
            or figure.pos != "NOUN"
            or figure.dep == "pobj"
            or _of_a_part(sentence, figure)
            or figure.i > with_.i
            or figure.lemma in _VIEW
            or figure.lemma == behind.lemma
        ):
            continue
        if _is_plain(sentence, figure, with_) and _comparable(name_of(sentence, figure), name_of(sentence, behind)):
            yield figure, behind


def _of_a_part(sentence: Sentence, figure: Word) -> bool:
    """Return whether the figure is on a part of something: a motorcycle on the back of a truck."""
    places = [sentence.child(child, "pobj") for child in sentence.children[figure.i] if child.lower in ("on", "in", "at")]
    return any(place is not None and any(child.lower == "of" for child in sentence.children[place.i]) for place in places)


def _is_plain(sentence: Sentence, figure: Word, with_: Word) -> bool:
    """Return whether the caption describes the figure by its place alone."""
    if any(child.lower in ("of", "with") and child.i != with_.i for child in sentence.children[figure.i]) or list(
        sentence.conjuncts(figure)
    ):
        return False
    for verb in sentence.words:
        subject = sentence.subject(verb) if verb.pos in ("VERB", "AUX") else None
        if subject is not None and subject.i == figure.i and verb.lemma not in _AT_REST and verb.dep not in ("aux", "auxpass"):
            return False
    return True


def _comparable(one: str, two: str) -> bool:
    outdoors = [peers.stands_outdoors(name) or bool(noun_flags(name) & {"person", "animal"}) for name in (one, two)]
    return all(outdoors) or bool(peers.shared(one, two))
