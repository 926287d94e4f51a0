"""Switch between existential and plain forms: a dog on a couch -> there is a dog on a couch, a photo of a dog on a couch, a dog is
on a couch.
"""

from collections.abc import Iterator

from hardneg.families.misread import is_third_person, may_lack_verb
from hardneg.families.sounds import only_heard
from hardneg.families.untouched import DENYING
from hardneg.grammar.capitals import casing_of
from hardneg.grammar.inflection import is_plural, verb_form
from hardneg.grammar.phrases import extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags
from hardneg.paraphrase.composition import Piece, Reordering, is_one_sentence, last_of
from hardneg.paraphrase.constituents import clause, is_indefinite, is_named, is_several, noun_root, span
from hardneg.paraphrase.finite_verbs import has_bare_clause, has_finite_verb
from hardneg.paraphrase.lexical.sense_checks import is_drawn
from hardneg.paraphrase.verb_forms import STATES

PICTURES = (
    "photo",
    "picture",
    "image",
    "photograph",
    "view",
    "shot",
    "close",
    "closeup",
    "scene",
    "painting",
    "drawing",
    "display",
    "area",
)
_OPENINGS = ("A photo of ", "A picture of ", "An image of ", "This is a picture of ", "The photo shows ", "The image shows ")
# A caption with one of these may describe a video, which is no photo.
_MOVING = frozenset(
    {"video", "film", "movie", "clip", "footage", "screen", "animation", "cartoon", "episode", "trailer", "documentary", "gameplay"}
)
# Prepositions that complement a verb of motion or play.
_COURSE = frozenset({
    "through", "with", "over", "across", "along", "down", "into", "past", "around", "toward", "towards", "up", "on", "in", "at", "near",
    "under", "behind", "off", "out", "beside", "next", "outside", "inside", "onto", "against", "as",
})  # fmt: skip
_READ_AS_NOUNS = frozenset({
    "kayak", "play", "walk", "ride", "race", "surf", "ski", "skate", "swim", "march", "hike", "dance", "jump", "run", "climb", "fish",
    "paddle", "sail", "jog", "rest", "wait", "talk", "drive", "fly", "pose", "stand", "look", "smile", "stare", "wade", "dive", "row",
    "cheer", "wave", "leap", "crawl", "canoe", "raft", "sled", "snowboard", "skateboard", "wrestle", "gaze", "gather",
})  # fmt: skip
_SITUATED = ("is located", "is positioned", "is situated", "is placed", "can be seen")
_TIMES = frozenset({"night", "day", "daytime", "nighttime", "dusk", "dawn", "sunset", "sunrise", "noon", "twilight", "midnight"})
# Prepositions whose phrase says no place, so that `is` cannot precede it.
_NO_PLACE = frozenset({"of", "with", "for", "from", "through", "about", "by", "to", "into", "during", "like", "as"})


def orders(sentence: Sentence) -> Iterator[Reordering]:
    """Yield the caption with another opening."""
    if not sentence.words or not is_one_sentence(sentence) or sentence.words[0].lower in ("this", "it", "here", "these"):
        return
    end = last_of(sentence)
    if end < 2:
        return
    root = noun_root(sentence)
    shows = root is not None and not {root.lower, root.lemma}.isdisjoint(PICTURES)
    if root is not None and not shows and not (is_plural(root.tag) and sentence.words[0].lower in ("a", "an")):
        yield from _from_phrase(sentence, end)
    yield from _from_clause(sentence, end)
    being = sentence.words[1]
    joined = any(child.dep == "conj" and child.pos in ("VERB", "AUX") for child in sentence.children[being.i])
    if sentence.words[0].lower == "there" and being.lower in ("is", "are") and end > 3 and not joined:
        yield Reordering("presence", (span(sentence, 2, end),))


def _from_phrase(sentence: Sentence, end: int) -> Iterator[Reordering]:
    root = noun_root(sentence)
    assert root is not None
    if _hides_a_verb(sentence, end) or sentence.once(may_lack_verb) or sentence.once(has_finite_verb):
        return
    everything = span(sentence, 0, end)
    drawn = is_drawn(sentence)
    titled = casing_of(sentence.text) == "title" and sentence.child(root, "det", "nummod") is None  # Wooden Bookshelf with Four Shelves
    shown = not titled and is_named(sentence, root) and not sentence.once(only_heard) and sentence.words[0].lower not in DENYING
    if shown and not any(word.lemma in _MOVING for word in sentence.words):
        yield from (Reordering("presence", (opening, everything)) for opening in _OPENINGS if not (drawn and "photo" in opening.lower()))
    if not is_indefinite(sentence, root):
        return
    several = is_several(sentence, root)
    first_plural = several and (sentence.child(root, "conj") is None or (root.tag == "NNS" and sentence.words[0].lower not in ("a", "an")))
    yield Reordering("presence", ("There are " if first_plural else "There is ", everything))
    behind = [child for child in sentence.children[root.i] if child.i > root.i and child.dep in ("prep", "acl")]
    if not behind or sentence.once(has_bare_clause):
        return
    if any(
        child.dep in ("conj", "cc", "punct", "relcl", "appos") and child.i < end for child in sentence.children[root.i] if child.i > root.i
    ):
        return
    modifier = behind[0]
    if modifier.lower in _NO_PLACE or extent(sentence, modifier)[0] != modifier.i or modifier.i != root.i + 1:
        return
    if modifier.dep == "acl" and modifier.tag not in ("VBG", "VBN"):
        return
    if _is_clothing(sentence, modifier, end) or (modifier.tag == "VBG" and modifier.lemma in STATES):
        return
    object_ = sentence.child(modifier, "pobj") if modifier.dep == "prep" else modifier
    if object_ is None or object_.lower in _TIMES:
        return  # a video on painting, a street at night
    yield Reordering("presence", (span(sentence, 0, modifier.i), " are " if several else " is ", span(sentence, modifier.i, end)))
    if modifier.dep == "acl" and modifier.tag == "VBG" and modifier.lemma not in STATES and sentence.child(modifier, "conj") is None:
        rest: tuple[Piece, ...] = (" ", span(sentence, modifier.i + 1, end)) if modifier.i + 1 < end else ()
        yield Reordering("presence", (span(sentence, 0, modifier.i), f" {verb_form(modifier.lemma, 'VBP' if several else 'VBZ')}", *rest))
    if modifier.dep == "prep" and noun_flags(root.lemma) & {"artifact", "food", "building", "vehicle"}:
        for verb in _situated(root):
            verb_phrase = verb.replace("is ", "are ") if several else verb
            yield Reordering("presence", (span(sentence, 0, modifier.i), f" {verb_phrase} ", span(sentence, modifier.i, end)))


def _hides_a_verb(sentence: Sentence, end: int) -> bool:
    """Return whether a noun may be the caption's verb: a man and child kayak through a cave, kids in a circle play with a ball."""
    for one, word, two in zip(sentence.words, sentence.words[1:], sentence.words[2:end], strict=False):
        if word.tag == "NNS" and two.tag in ("CD", "DT", "PRP$") and is_third_person(word.lower):
            return True  # a lump in the lung measures 8 mm
        if one.pos == "NOUN" and word.tag == "NN" and two.lower in _COURSE and word.lower in _READ_AS_NOUNS:
            return True
    return False


def _is_predicate(sentence: Sentence, verb: Word, opening: Word, end: int) -> bool:
    """Return whether the clause says only what something is like, which `there is` cannot precede: wine glasses are empty."""
    return (opening is verb and sentence.child(verb, "acomp") is not None) or (verb.tag == "VBN" and verb.i + 1 >= end)


def _situated(noun: Word) -> tuple[str, ...]:
    """Return the verb phrases that can say that a thing is somewhere; a barn is not placed."""
    fixed = noun_flags(noun.lemma) & {"building", "vehicle"}
    return tuple(verb_phrase for verb_phrase in _SITUATED if not (fixed and verb_phrase in ("is placed", "is positioned")))


def _is_clothing(sentence: Sentence, modifier: Word, end: int) -> bool:
    """Return whether the phrase says only what somebody wears, and the action follows: a woman in a dress holding a racquet."""
    inside = sentence.child(modifier, "pobj", "dobj")
    if modifier.lower not in ("in", "wearing") or inside is None:
        return False
    flags = noun_flags(inside.lemma)
    if flags and not flags & {"clothing", "wearable"} and not inside.lower.endswith("ing"):
        return False
    if inside.lower.endswith("ing") and flags & {"building", "place"}:
        return False
    if inside.lower.endswith("ing") and not flags:
        return True  # a catcher in a helmet reaching for a ball, parsed as one phrase
    return any(word.i > inside.i and (modifier.lower == "in" or word.tag == "VBG") for word in sentence.words[:end])


def _from_clause(sentence: Sentence, end: int) -> Iterator[Reordering]:
    """Yield existential forms of a clause: a dog sits on a couch -> there is a dog sitting on a couch.

    Artefacts are also located: a vase sits on a table -> a vase is positioned on a table.
    """
    found = clause(sentence)
    if found is None or not found.finite or any(child.dep in ("conj", "neg") for child in sentence.children[found.verb.i]):
        return
    verb = found.verb
    auxiliaries = [child for child in sentence.children[verb.i] if child.dep in ("aux", "auxpass")]
    opening = auxiliaries[0] if auxiliaries else verb
    if any(word.pos == "ADV" for word in sentence.words[opening.i - 1 : opening.i]) or opening.i + 1 >= end:
        return
    one_first = sentence.words[0].lower in ("a", "an") and sentence.child(found.noun, "conj") is not None
    there = "There are " if found.plural and not one_first else "There is "
    if is_indefinite(sentence, found.noun):
        if opening.lower in ("is", "are") and sentence.child(verb, "attr") is None:
            if not _is_predicate(sentence, verb, opening, end):
                yield Reordering("presence", (there, found.subject, " ", span(sentence, opening.i + 1, end)))
            if verb.tag == "VBG" or (opening is verb and sentence.child(verb, "prep") is not None):
                yield Reordering("presence", (found.subject, " ", span(sentence, opening.i + 1, end)))
        elif verb.tag in ("VBZ", "VBP") and not auxiliaries and verb.lemma not in STATES:
            doing = f" {verb_form(verb.lemma, 'VBG')} "
            yield Reordering("presence", (there, found.subject, doing, span(sentence, verb.i + 1, end)))
            yield Reordering("presence", (found.subject, doing, span(sentence, verb.i + 1, end)))
    if (
        verb.lemma in ("sit", "rest", "be", "stand", "lie")
        and not auxiliaries
        and verb.i + 1 < end
        and sentence.words[verb.i + 1].dep == "prep"
    ) and noun_flags(found.noun.lemma) & {"artifact", "food", "building", "vehicle"}:
        for situated in _situated(found.noun):
            verb_phrase = situated.replace("is ", "are ") if found.plural else situated
            yield Reordering("presence", (found.subject, f" {verb_phrase} ", span(sentence, verb.i + 1, end)))
