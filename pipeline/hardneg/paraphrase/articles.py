"""Articles: a dog on the bed -> the dog on the bed, a dog on a bed. Of one thing that is named once; a picture shows the same."""

from collections.abc import Iterator

from hardneg.families.attribute import inside_fixed
from hardneg.grammar.articles import article_for
from hardneg.grammar.capitals import like
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import concreteness, noun_classes, noun_flags
from hardneg.paraphrase.constituents import denied_behind
from hardneg.paraphrase.wording import Change, change

# There is one of each, or it is a part of something, or no single thing: `a sky`, `a background`, `a water` are not said.
_ONE = frozenset({
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
# With these the noun is a certain one of several, or a little of something.
_CERTAIN = frozenset({
    "first", "last", "other", "same", "only", "top", "bottom", "upper", "lower", "middle", "central", "center", "front", "back", "rear",
    "main", "single", "lone", "left", "right", "entire", "whole", "opposite", "far", "next", "final", "original", "nearby",
    "little", "bit", "few",
})  # fmt: skip
# With these the noun is no thing of its own: takes a bite, makes a turn, has a window.
_LIGHT = frozenset({
    "make", "take", "do", "have", "give", "get", "perform", "provide", "add", "create", "cast", "cause", "offer", "lend", "pay",
    "throw", "catch", "hit", "enjoy", "share", "form", "play", "blow", "include", "contain", "feature",
})  # fmt: skip
_HELD = frozenset({"in", "with", "wearing", "like", "as", "of", "for", "during", "at"} | {"what", "such", "many"})


def changes(sentence: Sentence) -> Iterator[Change]:
    """Yield each a or an as the, and each the as a or an."""
    fixed = sentence.once(inside_fixed)
    untold = sentence.once(denied_behind)
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
        if noun.lemma in _ONE or lemmas.count(noun.lemma) > 1 or noun.i in fixed or not _stands_alone(sentence, word, noun):
            continue
        if sentence.words[word.i + 1].pos == "DET" or "body" in noun_flags(noun.lemma):
            continue  # looking a the lake
        if not _is_thing(sentence, noun) or noun.lower.endswith(("ss", "ics", "news")):
            continue
        if noun.i in untold or "mass" in noun_flags(noun.lemma) or sentence.child(noun, "conj") is not None:
            continue
        if word.lower in ("a", "an") and noun.dep != "attr":
            yield change("article", Edit(word.start, word.end, word.text, like("the", word.text)))
        elif word.lower == "the":
            article = article_for(sentence.words[word.i + 1].lower)
            yield change("article", Edit(word.start, word.end, word.text, like(article, word.text)))


def _is_thing(sentence: Sentence, noun: Word) -> bool:
    """Whether the noun names a thing that one can point at, and no turn, glimpse or feast."""
    head = sentence.head(noun)
    if noun.dep == "dobj" and head.lemma in _LIGHT:
        return False
    rating = concreteness(noun.lemma)
    return bool(noun_classes(noun.lemma)) and (rating is None or rating >= _CONCRETE)


def _stands_alone(sentence: Sentence, article: Word, noun: Word) -> bool:
    """Whether nothing makes it the only one (the first, the tallest, the top of), and it is no part or garment of what comes before."""
    inside = sentence.words[article.i + 1 : noun.i]
    if any(word.tag in ("JJS", "RBS", "NNP", "NNPS", "CD", "POS") or word.lower in _CERTAIN for word in inside):
        return False
    if any(child.lower == "of" or child.dep in ("relcl", "appos") for child in sentence.children[noun.i] if child.i > noun.i):
        return False
    before = sentence.before(article)
    return before is None or (before.pos != "DET" and before.lower not in _HELD and before.lower not in ("a", "an", "the"))
