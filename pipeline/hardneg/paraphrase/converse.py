"""Express a spatial relation from its other argument: X left of Y -> Y right of X; a dog on a couch -> a couch with a dog on it."""

from collections.abc import Iterator

from hardneg.families.misread import may_lack_verb
from hardneg.families.prepositions import Preposition
from hardneg.families.untouched import DENYING
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS, extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import never_edit, noun_flags
from hardneg.paraphrase.composition import Piece, Reordering, Span, is_one_sentence, last_of
from hardneg.paraphrase.constituents import clause, has_pronoun, is_concrete, is_named, is_scoped, is_several, noun_root, places, span
from hardneg.paraphrase.existential import PICTURES
from hardneg.paraphrase.verb_forms import who

_CONVERSE = {
    "left of": ("right of", "to the right of"),
    "right of": ("left of", "to the left of"),
    "to the left of": ("to the right of",),
    "to the right of": ("to the left of",),
    "on the left of": ("to the right of",),
    "on the right of": ("to the left of",),
    "above": ("below", "under", "beneath"),
    "over": ("under", "below"),
    "below": ("above",),
    "under": ("above",),
    "underneath": ("above",),
    "beneath": ("above",),
    "behind": ("in front of",),
    "in front of": ("behind",),
    "next to": ("next to", "beside", "near"),
    "beside": ("next to", "beside", "near"),
    "near": ("near", "close to"),
    "close to": ("near", "close to"),
    "far from": ("far from",),
}
DEPICTIONS = frozenset({
    "painting", "drawing", "picture", "photo", "photograph", "image", "sketch", "illustration", "cartoon", "portrait", "statue",
    "sculpture", "poster", "print", "mural", "rendering", "artwork", "close", "closeup", "view", "shot", "figurine",
    "mosaic", "engraving", "watercolor",
})  # fmt: skip
_HOLDS = {"on": "on", "on top of": "on top of", "in": "in", "inside": "inside", "under": "under", "behind": "behind", "next to": "next to"}
_MOVING = frozenset({
    "sleep", "graze", "swim", "float", "walk", "play", "run", "ride", "drive", "grow", "kneel", "crouch",
})  # fmt: skip
_CONCRETE = 4.0
_OF = frozenset({"of", "with"})  # a bowl of fruit, a house with a red roof: no places
_STANDING = frozenset({"standing", "sitting", "lying", "laying", "resting"})
_USED = frozenset({"phone", "cellphone", "telephone", "computer", "laptop", "tablet"})
# Verbs that only say where something is.
_BEING = frozenset({
    "be", "sit", "stand", "lie", "lay", "rest", "park", "hang", "place", "position", "locate", "wait", "situate", "set", "perch",
    "pose",
})  # fmt: skip


def orders(sentence: Sentence) -> Iterator[Reordering]:
    """Yield the caption with each relation at its end expressed from the other argument."""
    if not is_one_sentence(sentence) or has_pronoun(sentence):
        return
    for place in places(sentence):
        to_first, to_last = extent(sentence, place.object)
        if to_first != place.last or to_last < last_of(sentence) or place.object.dep == "conj" or never_edit(place.object.lemma):
            continue
        if is_scoped(sentence, 0) or is_scoped(sentence, to_first) or sentence.words[place.first - 1].lower in DENYING:
            continue
        if not is_named(sentence, place.object) or sentence.words[0].lower in PICTURES or place.head.lemma in PICTURES:
            continue
        if any(within.tag in ("VBG", "VBZ", "VBP") and within.dep != "amod" for within in sentence.words[to_first:to_last]):
            continue  # in front of a television playing a game: the subject of the participle is ambiguous
        if _inside_depiction(sentence, place) or _participle_behind(sentence, place) or _has_placed_conjunct(sentence, place, to_last):
            continue
        before = sentence.words[place.first - 1]
        if (before.pos == "VERB" or before.lower in _STANDING) and place.head.pos not in ("VERB", "AUX"):
            continue  # a giraffe standing next to a tree, parsed with the tree as the complement of standing next
        far = span(sentence, to_first, to_last)
        if place.head.pos in ("VERB", "AUX"):
            yield from _from_clause(sentence, place, far)
        else:
            yield from _from_noun_phrase(sentence, place, far)


def _inside_depiction(sentence: Sentence, place: Preposition) -> bool:
    """Return whether the noun is, or is inside, a depiction: `a painting of a boy sitting on a table` is on no table."""
    return any(
        word.lemma in DEPICTIONS and any(child.lower in ("of", "showing") for child in sentence.children[word.i])
        for word in sentence.words[: place.first]
    )


def _participle_behind(sentence: Sentence, place: Preposition) -> bool:
    """Return whether a participle beside the noun of the place belongs to the figure: `men on a dock holding fish`."""
    return any(
        word.tag in ("VBG", "VBN") and (word.i > place.object.i or sentence.words[word.i - 1].pos in NOUNS)
        for word in sentence.words[place.last :]
    )


def _has_placed_conjunct(sentence: Sentence, place: Preposition, last: int) -> bool:
    """Return whether the noun is joined to one with a place of its own, which may not belong to it: `under a chair and a cat on a bed`."""
    following = sentence.words[place.object.i + 1 : last]
    joined = next((word.i for word in following if word.dep == "conj"), last)
    return any(word.pos == "ADP" and word.lower not in _OF for word in sentence.words[joined:last])


def _from_noun_phrase(sentence: Sentence, place: Preposition, far: Span) -> Iterator[Reordering]:
    """Yield a caption without a verb from its other noun: a car near a tree -> a tree near a car."""
    root = noun_root(sentence)
    if root is None or root.i != place.head.i or any(child.dep == "conj" for child in sentence.children[root.i]):
        return
    if sentence.once(may_lack_verb):
        return
    near = span(sentence, 0, place.first)
    if any(word.lower == "with" for word in sentence.words[root.i : place.first]):
        return  # a bathroom with a toilet next to a window: the attachment is ambiguous
    if any(child.i > root.i and child.i < place.first and child.pos == "VERB" for child in sentence.children[root.i]):
        return
    for converse in _CONVERSE.get(place.text, ()):
        yield Reordering("converse", (far, f" {converse} ", near))
    yield from _holding(sentence, place, far, near)


def _holding(sentence: Sentence, place: Preposition, far: Span, near: Span) -> Iterator[Reordering]:
    """Yield a place with what is on it: a dog on a couch -> a couch with a dog on it.

    Clothes are excluded, and so are wide grounds with which no caption would begin.
    """
    if (
        sentence.child(place.object, "prep", "acl", "relcl") is not None
        or not is_named(sentence, place.head)
        or not is_concrete(place.head, _CONCRETE)
    ):
        return  # a boy on a field with a glove: the attachment is ambiguous
    if place.text not in _HOLDS or noun_flags(place.object.lemma) & {"clothing", "body", "wearable", "sky", "water"}:
        return
    if place.object.lemma in _USED and "person" in noun_flags(place.head.lemma):
        return  # a woman on a phone uses it
    it = "them" if is_plural(place.object.tag) else "it"
    if " with " in sentence.text[far[0] : far[1]] or any(word.pos == "ADP" for word in sentence.words[place.head.i : place.first]):
        return  # the text would be: a room with a bag on the ground in it
    if not any(child.dep == "conj" for child in sentence.children[place.object.i]):
        yield Reordering("converse", (far, " with ", near, f" {_HOLDS[place.text]} {it}"))


def _from_clause(sentence: Sentence, place: Preposition, far: Span) -> Iterator[Reordering]:
    """Yield a clause from its other noun: a vase sits in front of a map -> a map is behind a vase.

    A participle becomes a relative clause: a man standing next to a bench -> a bench next to a man who is standing.
    """
    found = clause(sentence)
    if (
        found is None
        or found.verb.i != place.head.i
        or any(child.tag == "MD" for child in sentence.children[found.verb.i])
        or any(child.dep in ("dobj", "conj", "neg") for child in sentence.children[found.verb.i])
    ):
        return
    if any(
        child.i > found.verb.i and child.i < place.first and child.dep not in ("punct", "advmod")
        for child in sentence.children[found.verb.i]
    ):
        return
    be = "are" if is_several(sentence, place.object) else "is"
    near = found.subject
    far_text = sentence.text[far[0] : far[1]]
    near_text = sentence.text[near[0] : near[1]]
    plain = found.verb.lemma in _BEING
    for converse in _CONVERSE.get(place.text, ()):
        if plain:
            yield Reordering("converse", (far, f" {be} {converse} " if found.finite else f" {converse} ", near))
        if found.verb.tag == "VBG" and (not plain or "person" in noun_flags(found.noun.lemma)) and found.noun.i == found.verb.i - 1:
            yield Reordering(
                "converse",
                (*_opening(far, be, found.finite), f" {converse} ", *_doing(sentence, near, found.noun, found.verb, place.first)),
            )
    if " with " in near_text + far_text:
        return
    if found.verb.tag == "VBG" and found.verb.i + 1 == place.first and found.verb.lemma in _BEING | _MOVING:
        it = "them" if is_plural(place.object.tag) else "it"
        if place.text in ("on", "in", "on top of", "inside") and not noun_flags(place.object.lemma) & {
            "clothing",
            "body",
            "wearable",
            "sky",
            "water",
        }:
            doing = sentence.text[found.verb.start : found.verb.end].lower()
            yield Reordering("converse", (far, " with ", near, f" {doing} {place.text} {it}"))


def _opening(far: Span, be: str, finite: bool) -> tuple[Piece, ...]:
    return (far, f" {be}") if finite else (far,)


def _doing(sentence: Sentence, near: Span, noun: Word, verb: Word, last: int) -> tuple[Piece, ...]:
    be = "are" if is_several(sentence, noun) else "is"
    return near, f" {who(noun)} {be} ", span(sentence, verb.i, last)
