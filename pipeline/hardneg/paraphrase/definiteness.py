"""Exchange definite and indefinite articles: a dog on the bed -> the dog on the bed, a dog on a bed.

Only nouns that name one thing and occur once are changed: an image of them is the same.
"""

from collections.abc import Iterator

from hardneg.families.attribute import inside_fixed
from hardneg.grammar.articles import article_for
from hardneg.grammar.capitals import like
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import concreteness, noun_classes, noun_flags
from hardneg.paraphrase.composition import LocalEdit, local_edit
from hardneg.paraphrase.constituents import negated_after

# Nouns that are unique, parts, or no countable thing: nobody says `a sky`, `a background`, `a water`.
_UNIQUE = frozenset({
    "sky", "ground", "water", "air", "background", "foreground", "distance", "sun", "moon", "sea", "ocean", "middle", "center",
    "centre", "side", "top", "bottom", "left", "right", "front", "back", "rear", "corner", "edge", "end", "inside", "outside", "rest",
    "camera", "world", "day", "night", "morning", "evening", "afternoon", "time", "way", "floor", "snow", "grass", "sand", "wind",
    "rain", "dirt", "shore", "horizon", "country", "city", "beach", "bathroom", "kitchen", "same", "other", "dark", "shade", "shadow",
    "wild", "lot", "couple", "pair", "group", "bunch", "number", "few", "bit", "variety", "row", "piece", "photo", "picture", "image",
    "view", "close", "herd", "flock", "kind", "type", "sort", "part", "set", "hand", "head", "face", "mouth", "body", "arm", "leg",
    "hair", "ear", "neck", "foot", "nose", "eye", "tail", "channel", "ball", "game", "half", "total", "lap", "slope", "crowd", "look",
    "display", "ponytail", "bun", "braid", "news", "weather", "land", "nature", "internet", "web", "radio", "television", "tv",
    "public", "army", "police", "media", "scene", "shot", "foliage", "vegetation", "traffic", "countryside", "terrain", "clothing",
    "equipment", "furniture", "luggage", "coast", "coastline", "market", "race", "skyline", "landscape", "ceiling", "roof", "surface",
})  # fmt: skip
_CONCRETE = 3.9
# Modifiers that select one of several things, or that denote a quantity.
_SELECTING = frozenset({
    "first", "last", "other", "same", "only", "top", "bottom", "upper", "lower", "middle", "central", "center", "front", "back", "rear",
    "main", "single", "lone", "left", "right", "entire", "whole", "opposite", "far", "next", "final", "original", "nearby",
    "little", "bit", "few",
})  # fmt: skip
# Light verbs, whose object names no thing of its own: takes a bite, makes a turn, has a window.
_LIGHT = frozenset({
    "make", "take", "do", "have", "give", "get", "perform", "provide", "add", "create", "cast", "cause", "offer", "lend", "pay",
    "throw", "catch", "hit", "enjoy", "share", "form", "play", "blow", "include", "contain", "feature",
})  # fmt: skip
_HELD = frozenset({"in", "with", "wearing", "like", "as", "of", "for", "during", "at"} | {"what", "such", "many"})


def changes(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield each a or an as the, and each the as a or an."""
    fixed = sentence.once(inside_fixed)
    negated = sentence.once(negated_after)
    lemmas = [word.lemma for word in sentence.words]
    for word in sentence.words:
        noun = sentence.head(word)
        if (
            word.dep != "det"
            or noun.tag != "NN"
            or noun.pos != "NOUN"
            or noun.i < word.i
            or noun.dep in ("compound", "nmod", "poss", "conj")
        ):
            continue
        if noun.lemma in _UNIQUE or lemmas.count(noun.lemma) > 1 or noun.i in fixed or not _is_not_unique(sentence, word, noun):
            continue
        if sentence.words[word.i + 1].pos == "DET" or "body" in noun_flags(noun.lemma):
            continue  # looking a the lake: a misspelt preposition
        if not _is_thing(sentence, noun) or noun.lower.endswith(("ss", "ics", "news")):
            continue
        if noun.i in negated or "mass" in noun_flags(noun.lemma) or sentence.child(noun, "conj") is not None:
            continue
        if word.lower in ("a", "an") and noun.dep != "attr":
            yield local_edit("article", Edit(word.start, word.end, word.text, like("the", word.text)))
        elif word.lower == "the":
            article = article_for(sentence.words[word.i + 1].lower)
            yield local_edit("article", Edit(word.start, word.end, word.text, like(article, word.text)))


def _is_thing(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun names a physical object, not a turn, a glimpse or a feast."""
    head = sentence.head(noun)
    if noun.dep == "dobj" and head.lemma in _LIGHT:
        return False
    rating = concreteness(noun.lemma)
    return bool(noun_classes(noun.lemma)) and (rating is None or rating >= _CONCRETE)


def _is_not_unique(sentence: Sentence, article: Word, noun: Word) -> bool:
    """Return whether nothing makes the noun unique (the first, the tallest, the top of), and it is no part or garment of the word
    before.
    """
    inside = sentence.words[article.i + 1 : noun.i]
    if any(word.tag in ("JJS", "RBS", "NNP", "NNPS", "CD", "POS") or word.lower in _SELECTING for word in inside):
        return False
    if any(child.lower == "of" or child.dep in ("relcl", "appos") for child in sentence.children[noun.i] if child.i > noun.i):
        return False
    before = sentence.before(article)
    return before is None or (before.pos != "DET" and before.lower not in _HELD and before.lower not in ("a", "an", "the"))
