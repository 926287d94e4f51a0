"""Find `in front of` and `behind` in a description that gives the depth of two things once."""

from hardneg.discourse import chain_of
from hardneg.discourse.mentions import sentence_numbers
from hardneg.families.family import Target
from hardneg.families.prepositions import preposition_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

REVERSED = {"in front of": "behind", "behind": "in front of"}

_FIGURES = frozenset({
    "pet", "livestock", "bird", "bird_general", "wild_animal", "person", "person_general", "occupation", "onlooker", "vehicle_road",
    "vehicle_general", "rail", "watercraft", "furniture", "vessel", "container", "tableware", "luggage", "carriage", "street_furniture",
    "toy", "instrument", "sculpture", "flower_kind", "light_source", "plant", "stationery", "fruit", "vegetable", "carried_aid",
})  # fmt: skip
_SIGNS = frozenset({"sign", "billboard", "statue", "fountain", "bench", "flag", "banner", "dumpster", "barrel", "planter", "tent"})
_NO_FIGURES = frozenset({
    "forest", "grass", "moss", "lawn", "vine", "greenery", "foliage", "wood", "crowd", "stand", "vegetation", "shrubbery", "jungle",
})  # fmt: skip
_NO_GROUNDS = frozenset({
    "camera", "viewer", "line", "pane", "glass", "window", "screen", "mirror", "curtain", "door", "wall", "painting", "picture", "board",
    "whiteboard", "blackboard", "chalkboard", "backdrop", "light", "mural", "poster", "map", "fireplace", "photograph", "monitor", "image",
})  # fmt: skip
_FIXED = frozenset({"sky", "landscape", "nature", "water", "surface", "road", "body", "room", "food"})
_PLACED = frozenset({"be", "sit", "stand", "lie", "rest", "park", "place", "position", "locate", "situate", "see", "grow", "rise", "perch"})
_DEPTHS = frozenset({
    "behind", "front", "background", "foreground", "backdrop", "distance", "beyond", "farther", "closer", "horizon", "back",
    "blur", "blurred", "blurry", "focus", "focused", "distant", "obscure", "obscured", "obscuring", "partially", "partly", "hidden", "hide",
    "block", "blocking", "blocked", "peek", "peeking", "peer", "reflect", "reflected", "reflection", "cover", "covering", "face", "facing",
    "faces", "pose", "posing", "silhouette", "silhouetted", "against", "backed",
})  # fmt: skip
"""Words by which a sentence says again which of two things is nearer."""


def plain_place(sentence: Sentence, target: Target) -> bool:
    """Return whether a thing may be in front of another one that it is behind, or the reverse."""
    found = preposition_of(sentence, target)
    if found is None or found.text not in REVERSED:
        return False
    figure = found.head if found.head.pos in NOUNS else _subject(sentence, found.head)
    if figure is None or figure.pos not in NOUNS or (found.head.pos not in NOUNS and found.head.lemma not in _PLACED):
        return False
    if not _stands(figure) or noun_flags(found.object.lemma) & _FIXED or found.object.lemma in _NO_GROUNDS:
        return False
    own = {found.first + i for i in range(found.last - found.first)}
    numbers = sentence.once(sentence_numbers)
    said = {numbers[found.first], *_mentioned(sentence, figure)}
    return not any(word.lower in _DEPTHS and word.i not in own for word in sentence.words if numbers[word.i] in said)


def _stands(figure: Word) -> bool:
    """Return whether a noun names a thing that stands at one place, so that it is clearly before or behind another."""
    if figure.lemma in _NO_FIGURES:
        return False
    return bool(set(noun_classes(figure.lemma)[:1]) & _FIGURES) or figure.lemma in _SIGNS


def _subject(sentence: Sentence, verb: Word) -> Word | None:
    """Return the subject of a verb; of `there is` and of an inverted sentence the noun behind it."""
    if sentence.child(verb, "expl") is not None:
        return sentence.child(verb, "attr", "nsubj")
    return sentence.child(verb, "nsubj", "nsubjpass", "attr") or sentence.subject(verb)


def _mentioned(sentence: Sentence, noun: Word) -> set[int]:
    """Return the numbers of the sentences that mention a thing."""
    chain = chain_of(sentence, noun)
    numbers = sentence.once(sentence_numbers)
    if chain is None:
        return set()
    return {numbers[i] for i in (*chain.nouns, *chain.pronouns, *chain.uncertain, *chain.same_noun)}
