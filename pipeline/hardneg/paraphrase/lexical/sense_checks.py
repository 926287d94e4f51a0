"""Check whether a word of the synonym table fits its context: number, possessors, wholes of parts, and the arguments of verbs."""

from hardneg.families.object import unit
from hardneg.families.sense import class_of
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, has_senses, noun_flags
from hardneg.lexicon.gender import INFANTS
from hardneg.paraphrase.constituents import is_named
from hardneg.paraphrase.lexical.phrase_senses import holds

# Nouns of the table with neither a plural nor an indefinite article.
UNCOUNTED = frozenset({
    "headwear", "headgear", "footwear", "clothing", "furniture", "luggage", "baggage", "equipment", "jewelry", "food", "fruit",
    "seafood", "produce", "livestock", "traffic", "silverware", "cutlery", "barbecue",
})  # fmt: skip
_COUNTING = frozenset({
    "a", "an", "one", "each", "every", "another", "these", "those", "many", "few", "several", "both",
})  # fmt: skip
_PARTS_OF_PICTURE = frozenset({
    "frame", "image", "picture", "photo", "photograph", "scene", "shot", "view", "composition", "foreground",
})  # fmt: skip
_CORNER = frozenset({
    "bottom", "top", "upper", "lower", "far", "middle", "center", "centre", "back", "front", "just", "slightly", "more",
})  # fmt: skip
_BACKDROP = frozenset({
    "backdrop", "background", "sky", "color", "colour", "horizon", "sunset", "light", "odds", "clock", "darkness",
})  # fmt: skip
# Players whose names also denote things.
_ROLES = frozenset({"player", "baseball player"})
_ROLE = "baseball_role"
_SIZES = frozenset({"small", "little", "tiny", "big", "large", "tall", "short"})
_LIVING = frozenset({"person", "animal"})
_AGES = frozenset({"old", "older", "elderly", "aged", "young", "younger", "middle", "adult"})
_TEENS = frozenset({"teenage", "teen", "adolescent", "college", "grown", "older"})
_YOUNG = frozenset({"young", "little", "small", "tiny", "toddler", "baby", "school"})
_LEANING = frozenset({"lean", "rest", "sit", "stand", "prop", "park", "lie", "place", "position", "pose"})
_LINKS = frozenset({
    "is", "'s", "\u2019s", "'re", "are", "was", "were", "be", "been", "being", "gets", "get", "seems", "appears", "looks",
})  # fmt: skip
# Prepositions that cannot replace a participle after `is`: is covered with snow, is with snow.
_NO_PREDICATES = frozenset({"with", "containing", "near"})
_NO_VERBS = frozenset({"has", "have", "with", "on", "in", "at", "by", "near", "next", "beside", "close"})
_GOING = frozenset({"go", "come", "start", "begin", "stop", "keep"})

_TAKEN = frozenset({"photo", "photograph"})
_DRAWN = frozenset({
    "drawing", "painting", "sketch", "cartoon", "illustration", "mural", "watercolor", "poster", "engraving", "collage", "logo", "clipart",
    "drawn", "painted", "animated", "illustrated", "draw", "paint", "graffiti", "mosaic", "artwork", "art", "frame", "framed", "wall",
    "character", "anime", "comic", "crayon", "charcoal", "vector", "render", "rendering", "3d",
})  # fmt: skip


def noun_fits(sentence: Sentence, noun: Word, replacement: str, is_hypernym: bool) -> bool:
    """Return whether `replacement` can replace a noun in its context."""
    last, following = replacement.split()[-1], sentence.after(noun)
    if following is not None and following.pos in ("NOUN", "PROPN"):
        return False  # a dog sled, parsed as a dog
    if sum(word.lemma == noun.lemma for word in sentence.words) > 1:
        return False  # a canine beside another dog would contradict "another"
    if not _in_its_sense(sentence, noun, replacement):
        return False
    if not _is_of_age(sentence, noun, replacement) or (is_hypernym and _is_beside_others(sentence, noun)):
        return False
    if last in UNCOUNTED and not _takes_uncounted(sentence, noun):
        return False
    if following is not None and (following.tag == "POS" or following.text in ("'", "\u2019", "s")):
        return not is_hypernym and not is_plural(noun.tag) and replacement[-1:] != "s" and " " not in replacement  # the players' bench
    if following is not None and attribute_kind(following.lower) == "colour" and following.head != noun.i:
        return False  # baby blue
    if is_hypernym and not is_plural(noun.tag) and noun.dep in ("pobj", "dobj") and not is_named(sentence, noun):
        return False  # a man in shirt and tie
    if last == "image" and (sentence.head(noun).lower == "for" or sentence.head(noun).lemma in ("take", "snap")):
        return False  # posing for the picture
    if last in _TAKEN and noun.lemma in ("picture", "image") and not _was_taken(sentence, noun):
        return False
    owner = sentence.child(noun, "poss")
    if owner is not None and (is_hypernym or "person" in noun_flags(noun.lemma)):
        return False  # its mother is not its woman
    described = any(child.i > noun.i and child.dep in ("relcl", "acl") for child in sentence.children[noun.i])
    return not (replacement.endswith("ing") and " " in replacement and (described or sentence.child(noun, "amod", "compound") is not None))


def _is_of_age(sentence: Sentence, noun: Word, replacement: str) -> bool:
    """Return whether the implied age fits: a small kid is no small person, a teenage boy is no child, and a "girl" may be a woman."""
    said = {child.lower for child in sentence.children[noun.i]}
    if replacement in ("person", "people") and noun.lemma in INFANTS | {"boy", "girl"}:
        return not said & _SIZES
    if replacement == "adult":
        return not said & _AGES
    if replacement in ("child", "kid") and noun.lemma in ("boy", "girl"):
        return not said & _TEENS and (noun.lemma == "boy" or bool(said & _YOUNG))
    return True


def _is_beside_others(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption names another person or animal, so that a hypernym would be misleading: `an animal` beside a sheep."""
    kind = noun_flags(noun.lemma) & _LIVING
    return any(other.i != noun.i and other.pos == "NOUN" and kind & noun_flags(other.lemma) for other in sentence.words)


def _in_its_sense(sentence: Sentence, noun: Word, replacement: str) -> bool:
    """Return whether an ambiguous word has the sense of the table: no pitcher of water, no cap of a mushroom."""
    if not has_senses(noun.lemma):
        return True
    meant = class_of(sentence, noun, noun.lemma)
    return meant is not None and (replacement not in _ROLES or meant == _ROLE)


def is_drawn(sentence: Sentence) -> bool:
    """Return whether the caption describes something drawn or painted, so that its image may be no photograph."""
    return any(word.lemma in _DRAWN or word.lower in _DRAWN for word in sentence.words)


def _was_taken(sentence: Sentence, picture: Word) -> bool:
    """Return whether a picture is a photograph: the caption begins with it, or somebody takes it, and nothing says that it is drawn."""
    if is_drawn(sentence):
        return False
    first = next((word for word in sentence.words if word.pos == "NOUN"), picture)
    return first.i == picture.i or sentence.head(picture).lemma in ("take", "snap", "for")


def _takes_uncounted(sentence: Sentence, noun: Word) -> bool:
    """Return whether no word counts the noun, so that a mass noun can replace it: wearing hats, wearing headwear."""
    before = [child for child in sentence.children[noun.i] if child.i < noun.i]
    if any(child.dep == "nummod" or child.lower in _COUNTING for child in before):
        return False
    if noun.dep in ("nsubj", "nsubjpass", "ROOT", "conj") or any(child.dep in ("conj", "relcl") for child in sentence.children[noun.i]):
        return False
    return is_plural(noun.tag) or "mass" in noun_flags(noun.lemma)


def adjective_fits(sentence: Sentence, word: Word) -> bool:
    """Return whether another adjective can replace this one: not in `a large number`, nor before a second colour."""
    following, noun = sentence.after(word), sentence.head(word)
    if sum(other.lemma == noun.lemma for other in sentence.words) > 1:
        return False  # "the large dog" of two is not called "the big dog"
    if noun.lemma in ("number", "amount", "quantity", "deal", "variety", "selection", "part"):
        return False
    return following is None or attribute_kind(following.lower) != "colour" or attribute_kind(word.lower) != "colour"


def verb_fits(sentence: Sentence, verb: Word, replacement: str) -> bool:
    """Return whether `replacement` can replace a verb: not in `go walking`, and nobody eats fun."""
    before, thing = sentence.before(verb), sentence.child(verb, "dobj")
    if before is not None and before.lemma in _GOING:
        return False
    if replacement.split()[0] in ("chat", "converse") and thing is not None:
        return False
    if replacement.split()[0] in ("look", "eat", "drink") and any(
        child.dep == "prep" and child.lower == "on" for child in sentence.children[verb.i]
    ):
        return False  # munches on grass
    if replacement.split()[0] == "look" and (
        thing is not None or not any(child.lower in ("at", "into", "out") for child in sentence.children[verb.i])
    ):
        return False
    return replacement.split()[0] not in ("eat", "consume", "drink") or thing is None or _is_food(sentence, thing)


def phrase_fits(sentence: Sentence, first: int, last: int, replacement: str) -> bool:
    """Return whether `replacement` can replace the set phrase or preposition at the words `first` to `last` (exclusive)."""
    if not holds(sentence, first, last, replacement):
        return False
    words = sentence.words[first:last]
    before = sentence.words[first - 1] if first else None
    following = sentence.words[last] if last < len(sentence.words) else None
    head = replacement.split()[0]
    verbs = [word for word in words if word.pos == "VERB"]
    if any(sentence.child(verb, "conj", "xcomp") is not None or verb.dep == "conj" for verb in verbs) and head in (
        "has",
        "have",
        "with",
        "on",
    ):
        return False  # is holding a cup and drinking
    pairs = zip(sentence.words[last:], sentence.words[last + 1 :], strict=False)
    if verbs and head in _NO_VERBS and any(one.lower == "and" and two.lower.endswith("ing") for one, two in pairs):
        return False  # is holding a cup and reading
    if head == "with" and following is not None and following.tag == "PRP$":
        return False  # holding its jaw
    if words[0].tag in ("VBN", "VBD") and head in _NO_PREDICATES and before is not None and (before.lower in _LINKS or before.pos == "ADV"):
        return False
    if words[0].lower == "using" and words[0].dep == "acl":
        return False  # people using the trail
    if words[0].lower == "using" and following is not None and any(word.lower == "to" for word in sentence.words[last : last + 3]):
        return False
    if any(word.lemma == "eat" for word in words) or head == "eating":
        thing = sentence.child(verbs[0], "dobj") if verbs else None
        if thing is None and words[-1].pos == "ADP":
            thing = sentence.child(words[-1], "pobj")  # munching on
        if thing is None or not _is_food(sentence, thing):
            return False
    ends = sentence.words[last - 1]
    if ends.lower == "of" and words[0].lower in ("left", "right", "to"):
        thing = sentence.child(ends, "pobj")
        if (before is not None and before.lower in _CORNER) or thing is None or thing.lemma in _PARTS_OF_PICTURE:
            return False
    if words[0].lower == "against":
        thing = sentence.child(words[0], "pobj")
        named = {each.lemma for each in sentence.below(words[0])}
        if before is None or before.lemma not in _LEANING or thing is None or named & _BACKDROP:
            return False
    if replacement == "a large number of" and following is not None and not is_plural(_next_noun(sentence, last).tag):
        return False
    return not (replacement in ("little", "large", "big") and following is not None and following.text == ",")


def _is_food(sentence: Sentence, noun: Word) -> bool:
    known = unit(sentence, noun)
    return bool(noun_flags(known[1] if known is not None else noun.lemma) & {"food", "drink"})


def _next_noun(sentence: Sentence, first: int) -> Word:
    return next((word for word in sentence.words[first:] if word.pos == "NOUN" and word.dep != "compound"), sentence.words[first])
