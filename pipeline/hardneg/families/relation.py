"""Replace a relation: left of two chairs -> right of two chairs; on the table -> under the table; wearing a hat -> holding a hat."""

from collections.abc import Iterator

from hardneg.discourse.mentions import sentence_numbers
from hardneg.families import action, supports, whereabouts
from hardneg.families.attribute import fixed_units
from hardneg.families.family import Family, Name, Target, replace_target, target_of
from hardneg.families.fit import stands_without_article
from hardneg.families.ground import admitted, exchangeable, is_medium, slides, true_of_both, unclear
from hardneg.families.layout import arranges, behind_already, off_the_ground
from hardneg.families.misread import maybe_verbs
from hardneg.families.prepositions import MUTUALLY_EXCLUSIVE, OUTSIDE, Preposition, preposition_of, prepositions
from hardneg.families.set_phrases import bare_object
from hardneg.families.shapes import of_shapes
from hardneg.families.sides import OTHER, SIDE, mirrored, side_words
from hardneg.grammar.capitals import like
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import concreteness, never_edit, noun_flags

VERB = "verb"
"""Kind of a relation that a verb expresses; the kind of the others is their preposition."""

_UNDER = ("under", "beneath", "below")
# Symmetric for `on` and `in`, so that they are inserted as often as removed: otherwise captions lose them ten times as often as gain them.
_REVERSE = {other: tuple(common for common in ("on", "in") if other in MUTUALLY_EXCLUSIVE[common]) for other in MUTUALLY_EXCLUSIVE}
_CARRIES = frozenset({"artifact", "surface", "road"})
_CARRIES_NOT = frozenset({"animate", "person", "water", "sky", "clothing", "wearable", "body", "food", "room", "venue", "building"})

_FASTENED = frozenset({
    "post", "attach", "hang", "mount", "tape", "glue", "stick", "paint", "print", "write", "draw", "nail", "pin", "engrave", "tie", "carve",
    "perch",
})  # fmt: skip
_PARTS = frozenset({
    "outlet", "socket", "switch", "logo", "word", "letter", "number", "writing", "marking", "mark", "line", "stripe", "stain", "dirt",
    "crack", "hole", "knob", "handle", "button", "label", "text", "print", "design", "pattern", "tip", "roof", "chimney", "wheel", "tire",
    "shadow", "reflection", "view", "lint", "dust", "cheese", "sauce", "frosting", "icing", "topping", "lid", "cap", "sticker", "graffiti",
    "putt", "footprint", "texture", "decoration", "leaf", "branch", "picture", "photo", "name", "graffito", "poster", "plaster",
    "wallpaper", "paint", "tattoo", "mural", "decal", "flyer", "inscription", "lettering", "magnet",
})  # fmt: skip
"""Parts of a thing, or things that stick to it."""

_WALLS = frozenset({"wall", "ceiling"})
_ON_SHOW = frozenset({"display", "sale", "exhibit", "exhibition"})
"""Nouns of `on display at a market`, which is where and why things are there."""

# Replacements that need an object with an inside, an underside or a top.
_NEEDS_ROOM = frozenset({"inside", "in", "into"})
_NEEDS_BODY = frozenset({"on top of", "under", "below", "beneath"})
_NEEDS_FRONT = frozenset({"in front of", "behind"})

# With these verbs and objects a preposition names no place: "dressed in white", "playing on a Wii", "covered in snow".
_NOT_WHERE = frozenset({
    "dress", "cover", "fill", "top", "play", "talk", "look", "work", "participate", "base", "make", "pose", "depend", "focus",
    "smile", "stare", "gaze", "point", "dive", "compete", "cut", "surround", "pack", "wrap", "decorate", "divide", "arrive",
    "speak", "chat"
})  # fmt: skip

_MOVES = frozenset(
    {"walk", "run", "ride", "drive", "travel", "move", "go", "jog", "bike", "stroll", "skate", "skateboard", "ski", "march", "hike"}
)


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each preposition that relates one visible thing to another, in place or direction; then verbs such as `wear`."""
    for preposition in sentence.once(prepositions):
        if is_medium(preposition.head, preposition.object, preposition.text):
            continue
        if not _says_where(preposition) or _set_phrase(sentence, preposition) or unclear(sentence, preposition.object):
            continue
        if preposition.object.i in sentence.once(maybe_verbs):
            continue  # a truck with its lights on waits at a gate
        if arranges(sentence, preposition.head, preposition.object) or _up_against(sentence, preposition):
            continue
        if any("clothing" in noun_flags(word.lemma) for word in sentence.words[preposition.last : preposition.object.i]):
            continue  # in a vest and tie plants a kiss, parsed as one phrase
        yield target_of(
            sentence,
            Name.RELATION,
            preposition.text,
            preposition.first,
            preposition.last,
            preposition.text,
            norms_of=preposition.object.lemma,
        )
    for word in sentence.once(_sides):
        yield target_of(sentence, Name.RELATION, SIDE, word.i, word.i + 1, word.lower)
    for verb in action.verbs(sentence):
        if verb.lemma in action.RELATIONAL and action.use_of(sentence, verb) != "intransitive":
            yield target_of(sentence, Name.RELATION, VERB, verb.i, verb.i + 1, verb.lemma)


def _up_against(sentence: Sentence, preposition: Preposition) -> bool:
    """Return whether an adverb goes with the preposition: up against, close to. Nobody sits up away from a wall."""
    before = sentence.before(sentence.words[preposition.first])
    return preposition.text == "against" and before is not None and before.lower in ("up", "close", "flat", "right", "back")


def _sides(sentence: Sentence) -> list[Word]:
    """Return the words of sides in a description; for `Sentence.once`."""
    return list(side_words(sentence)) if sentence.words and sentence.once(sentence_numbers)[-1] else []


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Return prepositions that exclude this one and suit its object; of a verb those verbs that exclude it."""
    if target.kind == VERB:
        return action.candidates(sentence, target)
    if target.kind == SIDE:
        return [OTHER[target.lemma]]
    found = preposition_of(sentence, target)
    if found is None:
        return []
    flags = noun_flags(found.object.lemma)
    if not flags or (_belongs_there(sentence, found, flags) and not sentence.once(of_shapes)):
        return []
    if found.head.lemma in _ON_SHOW or _is_author(sentence, found, flags):
        return []
    if found.text == "at":
        offered_at = _instead_of_at(found, flags)
        return [other for other in offered_at if _may_be(sentence, found, other)]
    offered = dict.fromkeys(MUTUALLY_EXCLUSIVE[found.text] + _REVERSE[found.text])
    if "building" in flags and found.text in ("underneath", *_UNDER):
        offered.pop("next to", None)  # a bench below a tower is next to it
    if found.text in ("along", "down") and found.head.lemma not in _MOVES:
        offered.pop("across", None)  # trees along a road stand across it as well
    if (found.text in ("on", "in") and "landscape" not in flags) or (found.text == "around" and found.head.lemma in _MOVES):
        offered.pop("far from", None)
    if found.text in ("in", "inside") and "vehicle" in flags:
        offered.pop("under", None)  # who drives in a car does not drive under it
    afloat = "watercraft" in flags and found.text in ("in", "inside")
    if afloat and any("water" in noun_flags(word.lemma) or word.lemma == "water" for word in sentence.words):
        offered = dict.fromkeys(other for other in offered if other not in _NEEDS_FRONT)  # nobody sits behind a boat on the water
    if found.text in ("in", "inside", "within") and flags & {"room", "venue"}:
        offered = dict.fromkeys(other for other in offered if other in ("outside", "outside of"))  # a thing in a room is not next to it
    if found.text == "in" and flags & {"plant", "stuff"}:
        offered.pop("next to", None)  # a dog in the bushes is next to them as well
    if found.text in ("up", "down") and slides(sentence):
        return []
    offered = dict.fromkeys(other for other in offered if not true_of_both(found.object, found.text, other))
    if "furniture" in flags and found.text in ("on", "on top of") and _lies_on(sentence, found):
        offered = dict.fromkeys(other for other in offered if other not in ("in front of", "behind"))
    if found.text in ("under", "underneath", "beneath") and found.object.lemma in ("umbrella", "parasol", "sky", "sun", "moon", "rain"):
        return []
    if "sky" in flags and not off_the_ground(sentence, found.head):
        return []  # hills under a sky are not in it
    return [other for other in offered if _fits(other, flags) and _may_be(sentence, found, other)]


def _is_author(sentence: Sentence, found: Preposition, flags: frozenset[str]) -> bool:
    """Return whether `by` names who made a thing: a mural by a student, an angel by people."""
    beside = any(child.dep in ("det", "nummod") for child in sentence.children[found.object.i])
    made = found.head.pos in ("NOUN", "PROPN") and "animate" not in noun_flags(found.head.lemma)
    return found.text == "by" and made and not beside and "person" in flags


def _lies_on(sentence: Sentence, found: Preposition) -> bool:
    """Return whether a small thing lies on furniture: a cup is on a table or under it, and nobody calls it behind."""
    figure = found.head if found.head.pos in ("NOUN", "PROPN") else sentence.subject(found.head)
    return figure is not None and not noun_flags(figure.lemma) & {"animate", "furniture", "vehicle"}


def _belongs_there(sentence: Sentence, found: Preposition, flags: frozenset[str]) -> bool:
    """Return whether the located thing is part of the place, or lies wherever it fell: an outlet in a wall, snow on a mountain."""
    figure = found.head if found.head.pos in ("NOUN", "PROPN") else sentence.subject(found.head)
    if found.head.lemma in _FASTENED or (found.head.lemma == "ride" and found.text == "on"):
        return True
    if figure is None or figure.pos == "PRON":
        return False
    own = noun_flags(figure.lemma)
    if found.text == "on" and found.object.lemma in _WALLS and own & {"artifact", "electronics"}:
        return True  # a painting on a wall
    named = (figure, *sentence.conjuncts(figure))
    if own & {"building_part", "stuff", "sky"} or any(each.lemma in _PARTS for each in named):
        return True
    return bool(own) and "mass" in own and bool(flags & {"place", "nature", "surface", "food", "edible"})


def _instead_of_at(found: Preposition, flags: frozenset[str]) -> list[str]:
    """Return prepositions that exclude `at`: who sits at a desk sits behind it and not far from it, but not on it."""
    if flags & {"furniture", "electronics", "appliance", "fixture"}:
        return ["on"] if found.head.lemma in ("sit", "stand", "lie", "rest") and "furniture" in flags else []
    return ["behind", "far from"] if "artifact" in flags else ["far from", "outside"]


def _may_be(sentence: Sentence, found: Preposition, other: str) -> bool:
    return sentence.once(of_shapes) or (
        exchangeable(sentence, found.head, found.object, found.text, other)
        and admitted(sentence, found.head, found.object, other)
        and not behind_already(sentence, found.head, other)
    )


def _set_phrase(sentence: Sentence, preposition: Preposition) -> bool:
    """Return whether the preposition and its noun are one unit: `on stage`, `step by step`."""
    spans = sentence.once(fixed_units)
    if bare_object(sentence, preposition.object) and stands_without_article(preposition.object.lemma):
        return True  # who is in bed is under no bed
    return any(begin <= preposition.first and preposition.last < end for begin, end in spans)


def _fits(other: str, flags: frozenset[str]) -> bool:
    """Return whether the relation suits a thing with these flags: inside a room, under a table, in front of no ocean."""
    if other in OUTSIDE:
        return bool(flags & {"container", "vehicle", "room", "building", "venue"}) or not flags & {"surface", "water", "sky", "nature"}
    if other == "on" and not (flags & _CARRIES and not flags & _CARRIES_NOT):
        return False
    if other == "in" and flags & {"water", "landscape", "nature"}:
        return True
    if other in _NEEDS_ROOM:
        return bool(flags & {"container", "vehicle", "room", "building", "venue"})
    if other in _NEEDS_BODY:
        return not flags & {"surface", "water", "sky", "landscape", "place"}
    return not (other in _NEEDS_FRONT and flags & {"surface", "water", "sky", "road"})


def _says_where(preposition: Preposition) -> bool:
    to, of = preposition.object, preposition.head
    if to.pos not in ("NOUN", "PROPN") or never_edit(to.lemma):
        return False
    norm = concreteness(to.lemma)
    if norm is None or norm < 3.8:
        return False
    if of.pos in ("VERB", "AUX") and (of.lemma in _NOT_WHERE or (of.tag == "VBN" and preposition.text in ("in", "by"))):
        return False
    if of.pos not in ("VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADV", "PRON"):
        return False
    flags = noun_flags(to.lemma)
    if "sky" in flags and preposition.text in ("in", "on", "against", "at"):
        return False
    worn = flags & {"clothing", "body", "wearable"}
    return not (worn and preposition.text in ("in", "on", "around", "over", "by", "at", "up", "inside"))


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Replace the relation; where a sentence contrasts two sides, exchange them."""
    edits = replace_target(sentence, target, text)
    second = mirrored(sentence, sentence.words[target.first]) if target.kind == SIDE else None
    if second is None or not edits:
        return edits
    return [*edits, Edit(second.start, second.end, second.text, like(OTHER[second.lower], second.text))]


FAMILY = Family(Name.RELATION, find, realise, candidates, fill="[a-z]+( [a-z]+){0,3}", guards=(whereabouts, supports), pos="VERB")
