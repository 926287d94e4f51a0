"""Add an object: a dog on a bed -> a dog and a cat on a bed; a man with a hat -> a man with a hat and a backpack; ... next to a horse.

Additions are things that a writer would have named if they were there: animals, people, vehicles, food, what one holds or wears. The forms
are those of captions: `and a cat` behind a noun, `next to a horse` or `with a horse in the background` at the end.
"""

from collections.abc import Iterator

from hardneg.families import object as object_family
from hardneg.families.family import Family, Name, Target, target_of
from hardneg.families.pronouns import pronoun_edits
from hardneg.grammar.articles import article_for
from hardneg.grammar.inflection import is_plural, lemma_of
from hardneg.grammar.phrases import verb_edits
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import never_edit, noun_flags, related

JOINED, BESIDE, BACKGROUND = "joined", "beside", "background"
_SALIENT = frozenset({
    "animal", "person", "vehicle", "food", "toy", "sport_gear", "bag", "headwear", "accessory", "instrument", "board",
})  # fmt: skip
# Things that captions name wherever they are, by place; commonest first.
_ANYWHERE = ("man", "woman", "dog", "cat", "child", "girl", "boy")
_OUTDOORS = ("car", "horse", "truck", "bicycle", "motorcycle", "bus", "bird", "cow", "sheep")
_INDOOR = frozenset(
    {"room", "furniture", "appliance", "fixture", "tableware", "vessel", "cookware", "food", "building_part", "electronics"}
)
_OUTDOOR = frozenset({"vehicle", "landscape", "road", "water", "street_furniture", "sport_place"})
_WHERE = frozenset({
    "on", "in", "at", "near", "by", "with", "of", "down", "up", "along", "over", "under", "through", "across", "behind", "into", "around",
    "beside", "inside", "outside", "onto", "to",
})  # fmt: skip
_BEFORE = frozenset({"with", "near", "by", "beside", "behind", "of", "on", "to"})
_HAS = frozenset({"hold", "carry", "wear", "eat", "feed", "watch", "prepare", "sell", "serve", "have"})
_FOLLOWS = frozenset(
    {"on", "in", "at", "near", "under", "behind", "inside", "by", "beside", "next", "outside", "along", "across", "through"}
)
_PLACES = ("next to", "near", "beside")
_MOST = 5


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each noun that another can be joined to, and the last noun of the caption."""
    single = [target for target in sentence.once(object_family.found) if not _only_part(sentence, sentence.words[target.last - 1])]
    for target in single:
        noun = sentence.words[target.last - 1]
        if noun_flags(target.lemma) & _SALIENT and _can_be_joined(sentence, noun):
            yield target._replace(family=Name.ADD_OBJECT.value, kind=JOINED)
    last = _last(sentence)
    if last is None or not any(target.last == last.i + 1 for target in sentence.once(object_family.found)):
        return
    if any(word.lower in ("background", "foreground", "distance") for word in sentence.words):
        return
    for kind in (BESIDE, BACKGROUND):
        if _things(sentence, kind):
            yield target_of(sentence, Name.ADD_OBJECT, kind, last.i, last.i + 1, last.lemma)


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Return the additions: `a cat` where it is joined, with its preposition elsewhere; nothing that the caption has already."""
    if target.kind == JOINED:
        noun = sentence.words[target.last - 1]
        forms = object_family.candidates(sentence, target)
        if "person" in noun_flags(target.lemma):
            forms = [form for form in forms if "person" in noun_flags(lemma_of(form, "NOUN"))]
        forms = forms[:_MOST]
        bare = is_plural(noun.tag) or "mass" in noun_flags(target.lemma)
        offered = forms if bare else [f"{article_for(form)} {form}" for form in forms]
        return [text for text in offered if realise(sentence, target, text) is not None]
    things = [f"{article_for(thing)} {thing}" for thing in _things(sentence, target.kind)]
    if target.kind == BACKGROUND:
        return [f"with {thing} in the background" for thing in things]
    return [f"{place} {thing}" for thing in things for place in _PLACES]


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Return the edits that insert it behind the noun; a joined subject gets a plural verb."""
    noun = sentence.words[target.last - 1]
    if target.kind != JOINED:
        return [Edit(noun.end, noun.end, "", " " + text)]
    edits = [Edit(noun.end, noun.end, "", f" and {text}")]
    if is_plural(noun.tag) or not _is_subject(noun):
        return edits
    verbs, pronouns = verb_edits(sentence, noun, True), pronoun_edits(sentence, noun, True)
    return None if verbs is None or pronouns is None else sorted([*edits, *verbs, *pronouns])


def _can_be_joined(sentence: Sentence, noun: Word) -> bool:
    """Return whether `and a ...` behind the noun would be read as joined to it, at a place where captions have it."""
    if noun.dep in ("conj", "appos", "attr", "npadvmod", "poss") or any(
        child.dep in ("conj", "cc", "relcl") for child in sentence.children[noun.i]
    ):
        return False
    opening = sentence.child(noun, "det", "nummod", "poss")
    if opening is not None and (opening.lower not in ("a", "an") or is_plural(noun.tag)):
        return False
    if opening is None and not is_plural(noun.tag) and "mass" not in noun_flags(noun.lemma):
        return False
    following, head = sentence.after(noun), sentence.head(noun)
    ends = following is None or following.text in (".", "!") or following.lower in _FOLLOWS
    if _is_subject(noun):
        return following is not None and (following.tag in ("VBG", "VBZ", "VBP") or following.lower in _FOLLOWS)
    if noun.dep == "dobj":
        return ends and head.lemma in _HAS
    return ends and noun.dep == "pobj" and head.lower in _BEFORE and head.head != noun.i and _not_fixed(sentence, head)


def _not_fixed(sentence: Sentence, preposition: Word) -> bool:
    """Return whether a preposition can govern two nouns as well as one: not `on top`, and not `of` behind a group, a sort or a piece."""
    if preposition.lower == "of":
        return sentence.head(preposition).lemma in ("plate", "bowl", "basket", "tray", "pan", "box", "dish")
    return preposition.lower not in ("on", "to") or sentence.words[preposition.i - 1].lower == "next"


def _is_subject(noun: Word) -> bool:
    return noun.dep in ("nsubj", "nsubjpass") or (noun.dep == "ROOT" and noun.pos == "NOUN")


def _only_part(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun belongs to a part: in a slice of pizza or the side of a car it is no thing of its own."""
    head = sentence.head(noun)
    return noun.dep == "pobj" and head.lower == "of" and never_edit(sentence.head(head).lemma)


def _last(sentence: Sentence) -> Word | None:
    """Return the noun that ends the caption, if nothing but a full stop follows it."""
    words = [word for word in sentence.words if word.text not in (".", "!") and word.pos != "SPACE"]
    if not words or words[-1].pos != "NOUN" or words[-1].dep not in ("pobj", "dobj", "ROOT"):
        return None
    if words[-1].dep == "pobj" and sentence.head(words[-1]).lower not in _WHERE:
        return None
    return words[-1] if sum(word.text in (".", "!", "?", ";") for word in sentence.words[: words[-1].i]) == 0 else None


def _things(sentence: Sentence, kind: str) -> list[str]:
    """Return things that may be in such surroundings, less those that anything in the caption may be."""
    nouns = [target.lemma for target in sentence.once(object_family.found)]
    mentioned = {word.lemma for word in sentence.words if word.pos in ("NOUN", "PROPN", "PRON")} | set(nouns)
    flags = frozenset(flag for lemma in nouns for flag in noun_flags(lemma))
    outdoors = bool(flags & _OUTDOOR) and not flags & _INDOOR
    if kind == BACKGROUND and not outdoors:
        return []
    return [thing for thing in (*_ANYWHERE, *(_OUTDOORS if outdoors else ())) if not any(related(thing, other) for other in mentioned)]


FAMILY = Family(Name.ADD_OBJECT, find, realise, candidates, fill="[a-z]+( [a-z]+){1,5}")
