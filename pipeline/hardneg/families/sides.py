"""Find left and right, foreground and background, where nothing else in a description depends on them."""

from collections.abc import Iterator

from hardneg.discourse import chain_of
from hardneg.discourse.mentions import sentence_numbers
from hardneg.families.single_mention import akin, introduced, named_once
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

SIDE = "side"
"""Kind of a relation that one word expresses, such as `left` or `right`."""
OTHER = {
    "left": "right", "right": "left", "background": "foreground", "foreground": "background",
    "upper": "lower", "lower": "upper", "top": "bottom", "bottom": "top",
}  # fmt: skip
"""Opposite of each word."""
_ACROSS = frozenset({"left", "right", "leftmost", "rightmost", "left-hand", "right-hand"})
_UPRIGHT = frozenset({"upper", "lower", "top", "bottom", "above", "below", "beneath", "under", "over", "underneath", "atop", "base"})
_DEPTHS = frozenset(
    {"background", "foreground", "backdrop", "distance", "behind", "beyond", "front", "midground", "horizon", "far", "close", "farther"}
)
_BLURS = frozenset(
    {"blur", "blurred", "blurry", "focus", "out-of-focus", "soft-focus", "distant", "silhouette", "fade", "fades", "stretch", "stretches"}
)
_FIXED = frozenset({"sky", "landscape", "nature", "building", "plant", "place", "water", "surface", "road", "building_part"})
_LIGHT = frozenset(
    {"sun", "sunlight", "light", "lighting", "shadow", "ray", "sunshine", "daylight", "glow", "beam", "shade", "shine", "stream"}
)
"""Words of light: a change of sides would change all shadows."""
_IT = frozenset({"it", "its", "they", "them", "their", "he", "him", "his", "she", "her"})
_TURNED = frozenset({"face", "look", "point", "gaze"})
"""Verbs that `left` or `right` follows without a preposition."""
_MOVABLE = frozenset({
    "pet", "livestock", "bird", "person", "person_general", "occupation", "onlooker", "rider", "vehicle_road", "watercraft",
    "furniture", "vessel", "container", "tableware", "luggage", "carriage", "street_furniture", "toy", "instrument", "wild_animal",
})  # fmt: skip
_SIDED = frozenset({"side", "corner", "edge", "half", "part", "portion", "end", "foreground", "background", "third", "section"})
_AT = frozenset({"on", "to", "in", "at", "from", "toward", "towards", "along"})
_BOTH = frozenset({"other", "opposite", "between", "either", "both", "each", "sides", "flank", "flanked", "flanking"})


def side_words(sentence: Sentence) -> Iterator[Word]:
    """Yield the words that name the side of something, and that nothing else in the caption depends on."""
    for word in _sides(sentence, _ACROSS):
        thing = _placed(sentence, word)
        if _places(sentence, word) and (thing is None or thing.lemma not in _LIGHT):
            yield word
    for word in _sides(sentence, _UPRIGHT):
        following = [each.lower for each in sentence.words[word.i + 1 : word.i + 3]]
        if following[:1] == ["corner"] or following in (["left", "corner"], ["right", "corner"]):
            thing = _placed(sentence, word)
            if thing is not None and not noun_flags(thing.lemma) & _FIXED:
                yield word
    yield from _depths(sentence)


def mirrored(sentence: Sentence, word: Word) -> Word | None:
    """Return the opposite side in the same sentence, which changes too, since it contrasts another thing: a tree left, cars right."""
    numbers = sentence.once(sentence_numbers)
    others = [each for each in sentence.words if each.lower in _ACROSS and each.i != word.i and numbers[each.i] == numbers[word.i]]
    if word.lower not in _ACROSS or len(others) != 1 or others[0].lower != OTHER.get(word.lower) or others[0].i < word.i:
        return None
    one, two = _placed(sentence, word), _placed(sentence, others[0])
    if one is None or two is None or not all(_places(sentence, each) for each in (word, others[0])):
        return None
    if any(each.pos not in NOUNS or each.lemma in _LIGHT or each.lemma in _SIDED for each in (one, two)):
        return None
    if one.lemma != two.lemma and not akin(one.lemma, two.lemma):
        return others[0]
    return others[0] if one.i != two.i and all(_definite(sentence, each) for each in (one, two)) else None


def _definite(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun is `the` one on its side, which its sentence describes: the box on the left is open."""
    return noun.tag == "NN" and noun.dep in ("nsubj", "nsubjpass") and any(child.lower == "the" for child in sentence.children[noun.i])


def _sides(sentence: Sentence, group: frozenset[str]) -> Iterator[Word]:
    """Yield each word of a group that is the only one in its sentence, and whose thing no other such sentence mentions."""
    numbers = sentence.once(sentence_numbers)
    named = [word for word in sentence.words if word.lower in group]
    for word in named:
        if word.lower not in OTHER:
            continue
        here = [other for other in sentence.words if numbers[other.i] == numbers[word.i]]
        second = mirrored(sentence, word)
        if any(other.lower in _BOTH for other in here):
            continue
        if second is None and sum(other in named for other in here) > 1:
            continue
        elsewhere = {numbers[other.i] for other in named} - {numbers[word.i]}
        if not elsewhere or all(_only_here(sentence, each, elsewhere) for each in (word, second) if each is not None):
            yield word


def _only_here(sentence: Sentence, word: Word, elsewhere: set[int]) -> bool:
    """Return whether the other sentences with sides mention other things."""
    thing = _placed(sentence, word)
    if thing is None or thing.pos not in NOUNS:
        return False
    numbers = sentence.once(sentence_numbers)
    there = [other for other in sentence.words if numbers[other.i] in elsewhere]
    if _bare(sentence, word) and any(other.lower == OTHER[word.lower] and _bare(sentence, other) for other in there):
        return False
    chain = chain_of(sentence, thing)
    referring = {*chain.pronouns, *chain.uncertain} if chain is not None else {other.i for other in there}
    return not any(
        (other.lower in _IT and other.i in referring)
        or (other.pos in NOUNS and (other.lemma == thing.lemma or akin(other.lemma, thing.lemma)))
        for other in there
    )


def _bare(sentence: Sentence, word: Word) -> bool:
    """Return whether a side has no owner: the boy on the left."""
    after = sentence.after(word)
    return after is None or (after.lower != "of" and after.lemma not in _SIDED)


def _depths(sentence: Sentence) -> Iterator[Word]:
    """Yield the word of `in the background`, where its thing could be in the foreground, and no other depth is named."""
    named = [word for word in sentence.words if word.lower in _DEPTHS]
    if len(named) != 1 or named[0].lower not in OTHER or any(word.lower in _BLURS for word in sentence.words):
        return
    word = named[0]
    head = sentence.head(word)
    if word.dep != "pobj" or head.lower != "in" or [child.lower for child in sentence.children[word.i] if child.dep != "prep"] != ["the"]:
        return
    found = _placed(sentence, word)
    if found is not None and set(noun_classes(found.lemma)[:1]) & _MOVABLE and introduced(sentence, found) and named_once(sentence, found):
        yield word


def _placed(sentence: Sentence, word: Word) -> Word | None:
    """Return the thing on a side: the subject of the verb, the subject of `there is`, or the noun before."""
    head = word
    for _ in range(6):
        head = sentence.head(head)
        if head.pos in ("VERB", "AUX") or (head.pos in NOUNS and head.lemma not in _SIDED and head.i < word.i):
            break
    if head.pos not in ("VERB", "AUX"):
        return head
    if sentence.child(head, "expl") is not None:
        return sentence.child(head, "attr", "nsubj")
    found = sentence.child(head, "nsubj", "nsubjpass", "attr") or sentence.subject(head)
    return _content(sentence, head) if found is not None and found.lemma in _SIDED else found


def _content(sentence: Sentence, verb: Word) -> Word | None:
    """Return what a side has: a flower, of `the left corner features a flower` and `is dominated by a flower`."""
    agent = sentence.child(verb, "agent")
    return sentence.child(agent, "pobj") if agent is not None else sentence.child(verb, "dobj")


def _places(sentence: Sentence, word: Word) -> bool:
    """Return whether the word is part of `on the left`, `to the right of`, `in the lower left corner`."""
    after = sentence.after(word)
    if after is not None and after.pos in ("NOUN", "ADJ") and after.lemma not in _SIDED and after.text not in ("-",):
        return False
    before = [sentence.words[i] for i in range(max(word.i - 4, 0), word.i)]
    if before and before[-1].lemma in _TURNED:
        return True
    if after is not None and after.lemma in _SIDED and after.dep in ("nsubj", "nsubjpass") and word.dep == "amod":
        return any(each.lower == "the" for each in before[-2:])
    for i in range(len(before) - 1, -1, -1):
        if before[i].lower in _AT and before[i].pos == "ADP":
            return any(each.lower in ("the", "its", "their") for each in before[i + 1 :])
        if before[i].pos not in ("DET", "ADJ", "ADV", "NOUN", "PRON"):
            return False
    return False
