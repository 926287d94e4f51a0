"""Move an attribute to another thing: a red bus next to a car -> a bus next to a red car.

The other thing has no attribute, and the attribute seldom holds of it where a caption mentions none (as in `add_attribute`).
"""

from collections.abc import Iterator

from hardneg.discourse import sentence_numbers
from hardneg.families import add_attribute, attribute
from hardneg.families.family import Name, Target, target_of, with_partner
from hardneg.families.hues import SHADES, second_of_two
from hardneg.families.prepositions import prepositions
from hardneg.grammar.articles import with_articles
from hardneg.grammar.phrases import NOUNS, phrase_first
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_kind, noun_classes, noun_flags, related, unlikely_attributes

KIND = "moved"
"""Kind of a target whose attribute moves to its partner."""
_NAMES_PATTERN = frozenset({"print", "pattern", "printed", "patterned", "design", "light", "lights", "one", "ones"})
_NAMED_TO_DESCRIBE = frozenset({
    "clothing", "clothes", "top", "outfit", "attire", "tank", "sky", "water",
    "grass", "surface", "area", "structure", "object", "color", "background", "hair", "eye", "garment",
})  # fmt: skip
"""Nouns that captions name only with an attribute."""
_SELDOM = {
    word: frozenset(names.split("; "))
    for word, names in {
        "black": (
            "barn; basket; bathtub; bed; bench; blanket; boat; bowl; building; bus; cake; curtain; door; duck; fence; fire hydrant; "
            "frisbee; horse; house; kite; mailbox; pig; pillow; plate; sheep; sink; table; teddy bear; tent; toilet; towel; vase; "
            "wall"
        ),
        "white": (
            "armchair; backpack; barn; bear; bench; bicycle; bike; carpet; coat; couch; cow; elephant; fire hydrant; guitar; horse; "
            "jacket; kite; motorcycle; purse; rug; scooter; skateboard; sofa; suitcase; teddy bear; tent; tie; umbrella"
        ),
        "brown": (
            "airplane; ball; bicycle; bike; blanket; boat; bowl; bus; car; cat; clock; cup; fire hydrant; frisbee; helmet; kite; "
            "kitten; lamb; motorcycle; pillow; plane; plate; scarf; scooter; sheep; shirt; sink; skateboard; surfboard; tent; tie; "
            "toilet; towel; train; truck; umbrella; van; vase"
        ),
        "gray": (
            "bag; bench; bicycle; bowl; bus; chair; cow; cup; dog; door; fire hydrant; frisbee; goat; guitar; kite; motorcycle; "
            "pillow; plate; puppy; scarf; sheep; skateboard; suitcase; surfboard; teddy bear; tent; tie; umbrella; vase"
        ),
        "colorful": (
            "bag; bed; bench; boat; bowl; building; bus; car; chair; couch; cup; fence; guitar; hat; jacket; plate; scarf; shirt; "
            "sofa; table; tie; train; truck; umbrella; vase; wall"
        ),
        "wooden": "boat; bowl; bridge; building; church; clock; cup; house; plate; sign; toilet; tower; wall",
        "huge": (
            "bag; balloon; bed; bench; bird; boat; bowl; cake; car; cat; chair; clock; couch; cup; dog; hat; horse; kite; mirror; "
            "pizza; plate; sandwich; sign; statue; suitcase; table; teddy bear; truck; tv; umbrella; vase; window"
        ),
        "sleeping": "baby; bear; boy; cat; child; dog; girl; kitten; lion; man; puppy; woman",
        "old": "airplane; bear; boat; bus; cat; cow; dog; elephant; horse; laptop; lion; motorcycle; plane; train; umbrella; van",
    }.items()
}
"""Attributes that seldom hold of these things, besides those that can be added to anything."""
_LIKE = {
    "grey": "gray", "multicolored": "colorful", "colourful": "colorful", "wood": "wooden",
    **dict.fromkeys(("giant", "enormous", "massive", "gigantic", "tiny", "miniature"), "huge"), "older": "old", "elderly": "old",
}  # fmt: skip


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each attribute before a noun, with each other noun that it suits and of which it most likely does not hold."""
    if sentence.tags or not sentence.words or sentence.once(sentence_numbers)[-1] > 0:
        return
    movable = [target for target in sentence.once(attribute.found) if _is_movable(sentence, target)]
    if not movable:
        return
    bare = {target.last: target for target in add_attribute.undescribed(sentence, sized=True)}
    for one in movable:
        noun = attribute.modified(sentence, sentence.words[one.first])
        for two in bare.values():
            if noun is None or not _is_seldom(one, two.lemma):
                continue
            other = sentence.words[two.last - 1]
            if _are_separate_things(sentence, one.kind, noun, other) and realised(sentence, one, two) is not None:
                target = target_of(sentence, Name.SWAP_ATTRIBUTE, KIND, one.first, noun.i + 1, one.lemma)
                yield with_partner(target, sentence, two.first, two.last)


def realise(sentence: Sentence, target: Target) -> list[Edit] | None:
    """Return the edits that move the first word of the target before its partner."""
    if target.partner_first is None or target.partner_last is None:
        return None
    one = target_of(sentence, Name.ATTRIBUTE, KIND, target.first, target.first + 1, target.lemma)
    two = target_of(sentence, Name.ADD_ATTRIBUTE, KIND, target.partner_first, target.partner_last, target.lemma)
    return realised(sentence, one, two)


def realised(sentence: Sentence, one: Target, two: Target) -> list[Edit] | None:
    """Return the edits that delete the attribute `one` and insert it before the noun `two`."""
    word = sentence.words[one.first]
    following = sentence.after(word)
    if following is None or following.pos not in ("ADJ", *NOUNS):
        return None
    left = following.text.capitalize() if word.text.istitle() and sentence.begins(word.i) else following.text
    deleted = Edit(word.start, following.end, sentence.text[word.start : following.end], left)
    inserted = add_attribute.realise(sentence, two, word.lower)
    if inserted is None or any(edit.start < deleted.end and deleted.start < edit.end for edit in inserted):
        return None
    return sorted({*with_articles(sentence, [deleted]), *inserted})


def _is_seldom(attribute_: Target, noun: str) -> bool:
    """Return whether an attribute seldom holds of a thing where a caption mentions none."""
    word = attribute_.lemma
    return word in unlikely_attributes(noun).get(attribute_.kind, ()) or noun in _SELDOM.get(_LIKE.get(word, word), frozenset())


def _is_movable(sentence: Sentence, target: Target) -> bool:
    """Return whether an attribute precedes its noun alone, so that its deletion leaves a complete phrase."""
    word = sentence.words[target.first]
    if word.dep not in ("amod", "compound", "nmod") or sentence.children[word.i] or target.lemma in attribute.HAIR:
        return False
    before = sentence.before(word)
    if second_of_two(sentence, word) or (before is not None and before.lower in (",", "-", "and", "one")):
        return False
    noun = attribute.modified(sentence, word)
    following = sentence.after(word)
    if noun is None or (following is not None and following.lower in _NAMES_PATTERN):
        return False
    if noun.lemma in _NAMED_TO_DESCRIBE or (noun.tag == "NN" and sentence.child(noun, "det", "poss", "nummod") is None):
        return False  # nobody writes `in a shirt`, and `in shirt` is no phrase
    return target.kind in ("colour", "pattern", "material", "state", "age", "shape", "size")


def _are_separate_things(sentence: Sentence, kind: str, noun: Word, other: Word) -> bool:
    """Return whether two nouns are two things, neither a part of the other."""
    if noun.i == other.i or noun.lemma == other.lemma or related(noun.lemma, other.lemma):
        return False
    before = sentence.words[phrase_first(sentence, other) : other.i]
    if kind == "colour" and any(word.lower in SHADES for word in before):
        return False  # a neon frisbee
    kinds = {attribute_kind(word.lower) for word in before} - {None}
    if kinds and (kind in ("size", "age") or not kinds <= {"size", "age"}):
        return False
    if "person" in noun_flags(other.lemma) or (other.head == noun.i and other.dep == "compound"):
        return False
    if any(word.text in (".", "!", "?", ";") for word in sentence.words[min(noun.i, other.i) : max(noun.i, other.i)]):
        return False
    if set(noun_classes(noun.lemma)[:1]) & set(noun_classes(other.lemma)[:1]) and any(
        each.i == other.i for each in sentence.conjuncts(noun)
    ):
        return False  # of `a red shirt and shorts` both may be red
    for preposition in sentence.once(prepositions):
        ends = {preposition.head.i, preposition.object.i}
        if ends == {noun.i, other.i} and preposition.text in ("of", "with", "from"):
            return False
    for part, whole in ((noun, other), (other, noun)):
        above = sentence.head(part)
        if part.dep == "pobj" and above.lower in ("of", "with", "from") and above.head == whole.i:
            return False
    return not noun_flags(other.lemma) & {"building_part"} or not noun_flags(noun.lemma) & {"building", "vehicle"}
