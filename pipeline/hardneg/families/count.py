"""Replace a number: two red chairs -> three red chairs; a dog sits -> two dogs sit; two dogs sit -> one dog sits; a pair of dogs.

Several become `one` and never `a`: where two dogs sit, a dog sits. Two numbers change places in `swap_attribute`.
"""

from collections.abc import Iterator

from hardneg.families.complement import complement_edits
from hardneg.families.counted_acts import requires_several
from hardneg.families.family import Family, Name, Target
from hardneg.families.fit import doing
from hardneg.families.misread import has_unclear_verb
from hardneg.families.possessions import has_unshared_possession
from hardneg.families.presupposed import fixed_number, parts
from hardneg.families.pronouns import pronoun_edits
from hardneg.families.quantities import ARTICLE, OF, ONE, VAGUE, VALUE, WORDS, bears_one, counted, form, named_by, single
from hardneg.grammar.articles import article_for, with_articles
from hardneg.grammar.capitals import casing_of, like
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import verb_edits
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_classes, noun_flags

_SIZES = (2, 3, 4)
# Acts that require two agents where no object is named, and acts with the hands of two.
_RECIPROCAL = frozenset({
    "kiss", "hug", "embrace", "cuddle", "snuggle", "wrestle", "fight", "spar", "meet", "marry", "chat", "converse", "argue", "collide",
})  # fmt: skip
_WITH_HANDS = frozenset({"shake", "hold", "join", "clasp", "link"})
_BETWEEN = frozenset({"between", "among", "amongst", "amid"})
_PLACES = frozenset({"on", "in", "at", "inside", "into", "onto", "under", "atop", "ontop", "upon", "within", "beneath", "underneath", "of"})
_WITH_MANY = frozenset({"hold", "carry", "have", "show", "feature", "watch", "sell", "see", "display", "contain", "include", "feed", "buy"})
_PORTIONS = frozenset({"slice", "piece", "part", "half", "side", "top", "bottom", "end", "corner", "edge", "middle", "back", "front"})
_PARTS = frozenset({"electronics", "building_part", "body", "surface"})
"""Flags of things that belong to one other thing: the keyboard of a computer."""
_OF_ONE = frozenset({"lone", "solitary", "alone", "single", "solo", "only", "sole"})
_FULL_OF = frozenset({"fill", "cover", "adorn", "line", "decorate", "pack", "stack", "load", "cram", "litter", "strew", "crowd", "full"})


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each number or quantity of a visible noun, each article before one such thing, and each bare plural."""
    yield from single(sentence)


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Return other numbers in the same form, nearest first; `one` only where the noun, its verb and its pronouns can agree."""
    word = named_by(sentence, target)
    if target.kind == ARTICLE:
        noun = sentence.head(word)
        sizes = _SIZES[:2] if _handles(sentence, noun) else _SIZES
        offered = [] if bears_one(sentence, noun) else [*(WORDS[size - 1] for size in sizes), *(["several"] if sizes == _SIZES else [])]
    elif target.kind == "plural":
        offered = ["one"]
    elif target.kind == "phrase":
        offered = list(OF[word.lower])
    elif target.kind == "vague":
        offered = list(VAGUE[word.lower])
    else:
        value = VALUE.get(word.lower) or int(word.lower)
        digits = word.lower.isdigit()
        nearest = [value + 1, value - 1, value + 2, value - 2, value + 3]
        offered = [str(other) if digits else WORDS[other - 1] for other in nearest if 1 <= other <= (20 if digits else 10)]
        if not digits and value <= 2:
            offered.append("several")
    return [other for other in offered if realise(sentence, target, other) is not None]


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Return the edits that replace the number and make the noun, its verbs and its pronouns agree."""
    noun = counted(sentence, named_by(sentence, target), target.kind)
    if noun is None or noun.i in sentence.once(parts):
        return None  # the parts of `two men and a woman` may change places, but not their total
    return _renumbered(sentence, target, noun, text)


def _renumbered(sentence: Sentence, target: Target, noun: Word, text: str) -> list[Edit] | None:
    """Return the edits for the number `text` before a noun whose number nothing else in the caption presupposes."""
    word = named_by(sentence, target)
    if noun.i in sentence.once(fixed_number) or (
        text in ONE and (requires_several(sentence) or (text in ("a", "one") and _determined(sentence, target)))
    ):
        return None
    if target.kind == "plural" and casing_of(sentence.text) == "title":
        return None  # a plural in a title is on sale, not counted
    if target.kind == "plural":
        first = sentence.words[target.first]
        edit = Edit(first.start, first.start, "", like(text, first.text) + " ")
    else:
        old = sentence.text[target.start : target.end]
        if text == "a":
            text = article_for(sentence.words[target.last].lower if target.last < noun.i else form(noun, False))
        edit = Edit(target.start, target.end, old, like(text, old))
    becomes_plural = text not in ONE
    if target.kind == "plural" and not _in_the_picture(sentence, noun):
        return None
    if becomes_plural and target.kind == ARTICLE and (_place_of_one(sentence, noun) or _done_with_one(sentence, noun)):
        return None
    if becomes_plural and sentence.head(noun).lower == "like" and sentence.head(sentence.head(noun)).pos == "VERB":
        return None  # a thing that looks like a horse does not look like three horses
    if not becomes_plural and _done_to_each_other(sentence, noun):
        return None
    if (sentence.head(noun).lower in _BETWEEN and not becomes_plural) or (becomes_plural and _restricted_to_one(sentence, noun)):
        return None
    subject = word if target.kind == "phrase" else noun  # writers let the verb agree with `pair` or with its members
    if becomes_plural == is_plural(noun.tag) and target.kind != "phrase":
        return with_articles(sentence, [edit])
    verbs = verb_edits(sentence, subject, becomes_plural)
    if verbs is None:
        return None
    if becomes_plural == is_plural(noun.tag):
        return with_articles(sentence, [edit, *verbs])
    flags = noun_flags(noun.lemma)
    if "plural" in flags or "mass" in flags or noun.lower != form(noun, not becomes_plural) or form(noun, becomes_plural) == noun.lower:
        return None
    pronouns, complements = pronoun_edits(sentence, noun, becomes_plural), complement_edits(sentence, noun, becomes_plural)
    if pronouns is None or complements is None or has_unshared_possession(sentence, noun, becomes_plural):
        return None
    if has_unclear_verb(sentence, noun) or any(_without_subject(sentence, verb) for verb in sentence.words):
        return None  # a verb whose subject the parser has not found may have to agree too
    number = Edit(noun.start, noun.end, noun.text, like(form(noun, becomes_plural), noun.text))
    if target.kind == "plural" and target.first == noun.i:
        number = number._replace(new=like(form(noun, becomes_plural), noun.text.lower()) if sentence.begins(noun.i) else number.new)
    lowered = _lowered(sentence, target, noun)
    return with_articles(sentence, [edit, number, *lowered, *verbs, *pronouns, *complements])


def _done_to_each_other(sentence: Sentence, noun: Word) -> bool:
    """Return whether the act needs two: `two men shaking hands`, `two girls hugging`."""
    for verb in sentence.words:
        subject = sentence.subject(verb) if verb.pos == "VERB" else None
        if subject is None or subject.i != noun.i:
            continue
        object_ = sentence.child(verb, "dobj")
        if verb.lemma in _RECIPROCAL and object_ is None:
            return True
        if verb.lemma in _WITH_HANDS and object_ is not None and object_.lower == "hands" and sentence.child(object_, "poss") is None:
            return True
    return False


def _restricted_to_one(sentence: Sentence, noun: Word) -> bool:
    """Return whether a word restricts it to one: `a lone dog`, `a man alone in a boat`."""
    return any(word.lower in _OF_ONE and sentence.subject(sentence.head(word)) == noun for word in sentence.words) or any(
        child.lower in _OF_ONE for child in sentence.children[noun.i]
    )


def _place_of_one(sentence: Sentence, noun: Word) -> bool:
    """Return whether one thing is in one place, or a part belongs to one thing: `a mug on a desk`, `a slice of a pie`."""
    preposition = sentence.head(noun)
    if noun.dep != "pobj" or preposition.lower not in _PLACES:
        return False
    above = sentence.head(preposition)
    owner = above if above.pos in ("NOUN", "PROPN") else sentence.subject(above)
    if preposition.lower == "of":
        return above.lemma in _PORTIONS or (not is_plural(above.tag) and bool(noun_flags(above.lemma) & _PARTS))
    return owner is None or not is_plural(owner.tag)


def _done_with_one(sentence: Sentence, noun: Word) -> bool:
    """Return whether one agent uses one thing: `a man plays a guitar`, `a woman rides a horse`."""
    verb = sentence.head(noun)
    return noun.dep == "dobj" and verb.pos == "VERB" and verb.lemma not in _WITH_MANY


def _in_the_picture(sentence: Sentence, noun: Word) -> bool:
    """Return whether a bare plural is the main thing, or is held or sold; fans after a game never become one fan."""
    if "person" in noun_flags(noun.lemma) and noun.dep not in ("ROOT", "nsubj"):
        return False
    if set(noun_classes(noun.lemma)[:1]) & {"player", "occupation", "onlooker", "building", "venue"} and not _at_work(sentence, noun):
        return False
    if _is_object_before_clause(sentence, noun):
        return False  # letting people pass
    above = sentence.head(sentence.head(noun))
    if (
        noun.dep == "pobj"
        and sentence.head(noun).lower == "with"
        and above.lemma not in _FULL_OF
        and not any(child.dep == "relcl" for child in sentence.children[noun.i])
    ):
        return True  # a room with lamps
    return noun.dep in ("ROOT", "nsubj", "nsubjpass", "dobj") and not any(child.dep == "relcl" for child in sentence.children[noun.i])


def _handles(sentence: Sentence, noun: Word) -> bool:
    """Return whether somebody handles a thing: two cooks pour a sauce, and no several cooks do."""
    if noun.dep not in ("nsubj", "ROOT") or "person" not in noun_flags(noun.lemma):
        return False
    verbs = (verb for verb in doing(sentence, noun) if verb.pos == "VERB" and verb.lemma not in _WITH_MANY)
    return any(sentence.child(verb, "dobj") is not None for verb in verbs)


def _at_work(sentence: Sentence, noun: Word) -> bool:
    """Return whether people named by their occupation do something: firefighters hold a hose, but no players on a field."""
    works = noun_classes(noun.lemma)[:1] == ("occupation",)
    return works and any(verb.pos == "VERB" and verb.tag != "VBN" for verb in doing(sentence, noun))


def _is_object_before_clause(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun is the object of a verb before it, and opens no clause: letting people pass, but not `while people watch`."""
    own = sentence.head(noun)
    opens = (
        noun.dep == "nsubj" and own.dep == "advcl" and any(child.dep == "mark" and child.i < noun.i for child in sentence.children[own.i])
    )
    return not opens and noun.dep not in ("dobj", "pobj") and any(word.pos == "VERB" for word in sentence.words[: noun.i])


def _determined(sentence: Sentence, target: Target) -> bool:
    """Return whether an article or a possessive precedes the number: `the two cats`, `her two cats`."""
    before = sentence.before(sentence.words[target.first])
    return before is not None and (before.pos == "DET" or before.tag in ("PRP$", "POS"))


def _without_subject(sentence: Sentence, verb: Word) -> bool:
    return (
        verb.tag == "VBZ" and verb.dep not in ("aux", "auxpass") and sentence.subject(verb) is None and sentence.child(verb, "expl") is None
    )


def _lowered(sentence: Sentence, target: Target, noun: Word) -> list[Edit]:
    """Return the edit that lowers the first word of a plural which no longer begins its sentence."""
    first = sentence.words[target.first]
    if target.kind != "plural" or not sentence.begins(first.i) or first.i == noun.i or not first.text.istitle():
        return []
    return [Edit(first.start, first.end, first.text, first.lower)]


FAMILY = Family(
    Name.COUNT,
    find,
    realise,
    candidates,
    fill="(one|two|three|four|five|six|seven|eight|nine|ten|several|many|[1-9])",
    irreversible=frozenset({ARTICLE}),  # two dogs -> a dog stays true
)
