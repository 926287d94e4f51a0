"""Replace an action: a dog sits on a couch -> a dog sleeps on a couch."""

from collections.abc import Iterator

from hardneg.families.affordances import named_by_two_words, possible
from hardneg.families.alongside import at_once
from hardneg.families.complements import is_fixed, suits
from hardneg.families.events import orders_events
from hardneg.families.family import Family, Name, Target, others, replace_target, target_of
from hardneg.families.object import unit
from hardneg.grammar.inflection import verb_form
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import never_edit, noun_classes, noun_flags, verb_alternatives

_TAGS = frozenset({"VBG", "VBZ", "VBP", "VBD", "VBN"})
NOT_ACTIONS = frozenset(
    {
        "be",
        "dress",
        "have",
        "do",
        "get",
        "seem",
        "appear",
        "show",
        "feature",
        "include",
        "contain",
        "make",
        "use",
        "go",
        "try",
        "let",
        "need",
        "want",
    }
)
# Nobody flies on a branch, or swims over a lake.
_NOT_BEFORE = {
    "fly": ("on", "at", "under"),
    "swim": ("over", "above", "on", "under", "at", "near"),
    "walk": ("over", "above"),
    "swing": ("at",),
    "fall": ("across", "along", "through", "around"),
    "sleep": ("over", "above"),
    "travel": ("at",),
}
# Activities that one goes for: they go walking, and nobody goes standing.
_ONE_GOES = frozenset({
    "walk", "run", "jog", "hike", "climb", "swim", "dive", "surf", "sail", "row", "paddle", "ski", "snowboard", "sled", "skate",
    "skateboard", "ride", "bike", "cycle", "fish", "hunt", "camp", "shop", "dance",
})  # fmt: skip
# Animals that captions show on boards, on bicycles and at the wheel: no horse rides the cart that it pulls.
_RIDERS = frozenset({"dog", "puppy", "cat", "kitten", "monkey", "ape", "chimpanzee", "bear", "parrot"})
_FIRST_HALVES = frozenset({
    "pole", "stir", "deep", "hand", "slam", "bungee", "sky", "break", "belly", "pan", "power", "dry", "wind", "body", "tap", "air",
})  # fmt: skip
_TOYS = frozenset({"stuffed", "toy", "plush", "plastic", "ceramic", "wooden", "inflatable", "rubber", "fake", "porcelain"})
_RIDDEN = frozenset({"ride", "cycle", "ski", "surf", "skate", "snowboard", "skateboard"})
# Acts that nobody who is named by what he rides does instead of riding: no cyclist jogs.
_ON_FOOT = frozenset({"run", "jog", "swim", "dance", "march", "hike", "crawl"})
_OBJECT = ("dobj", "dative")
_OF_NOUNS = frozenset({"dobj", "pobj", "nsubj", "nsubjpass", "attr", "nmod", "poss"})
# With an object these verbs describe a relation between two things and no action: they are edited as relations.
RELATIONAL = frozenset({
    "wear", "sport", "hold", "carry", "push", "pull", "drag", "tow", "tug", "haul", "lug", "lead", "guide", "follow", "touch", "hug",
    "embrace", "grip", "clutch", "cradle", "pet",
})  # fmt: skip


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield each full verb that names an action and no relation."""
    for word in verbs(sentence):
        use = use_of(sentence, word)
        if word.lemma not in RELATIONAL or use == "intransitive":
            yield target_of(sentence, Name.ACTION, use, word.i, word.i + 1, word.lemma)


def verbs(sentence: Sentence) -> Iterator[Word]:
    """Yield each full verb: not with a particle (`looking up`), not with another verb below (`trying to`), not denied."""
    for word in sentence.words:
        if word.pos != "VERB" or word.tag not in _TAGS or word.dep in ("amod", "compound", "aux", "auxpass"):
            continue
        if word.lemma in NOT_ACTIONS or never_edit(word.lemma) or _is_misread(sentence, word):
            continue
        below = sentence.children[word.i]
        if sentence.tags and any(child.dep == "dobj" and "body" in noun_flags(child.lemma) for child in below):
            continue  # `holding hands`
        if is_fixed(sentence, word) or orders_events(sentence, word) or named_by_two_words(sentence, word):
            continue
        if any((child.dep in ("prt", "xcomp", "ccomp") and child.i > word.i) or child.dep == "neg" for child in below):
            continue
        yield word


def _is_misread(sentence: Sentence, verb: Word) -> bool:
    """Return whether the parse of a verb cannot be right, as in `a red rose lies`: its subject is an object or a colour.

    A participle between two nouns modifies the second: a custard filled donut.
    """
    subject = sentence.child(verb, "nsubj")
    before, after = sentence.before(verb), sentence.after(verb)
    if after is not None and after.lower in ("legged", "eyed", "handed", "armed"):
        return True  # sits cross legged
    if before is not None and (before.lower == "spray" or (before.head == verb.i and before.lower in _FIRST_HALVES)):
        return True  # spray paints a wall
    between = before is not None and before.tag == "NN" and after is not None and (after.tag in ("NN", "NNS") or noun_classes(after.lower))
    if verb.tag == "VBN" and between:
        return True
    return verb.dep in _OF_NOUNS or (subject is not None and subject.pos == "ADJ")


def use_of(sentence: Sentence, verb: Word) -> str:
    """Return `passive`, `transitive` or `intransitive`, as the verb is used here."""
    participle = verb.tag == "VBN" and verb.dep in ("acl", "amod", "ROOT", "advcl") and not _is_perfect(sentence, verb)
    if participle or sentence.child(verb, "auxpass", "nsubjpass") is not None:
        return "passive"
    return "transitive" if sentence.child(verb, *_OBJECT) is not None else "intransitive"


def _is_perfect(sentence: Sentence, verb: Word) -> bool:
    return any(child.dep == "aux" and child.lemma in ("have", "'ve") for child in sentence.children[verb.i])


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Return verbs that exclude this one and admit the same subject, object and preposition, in its form."""
    verb = sentence.words[target.first]
    preposition = sentence.child(verb, "prep")
    subject, object_ = sentence.subject(verb), sentence.child(verb, *_OBJECT)
    found = verb_alternatives(
        target.lemma,
        use_of(sentence, verb),
        preposition.lower if preposition is not None and preposition.i > verb.i else None,
        agent_of(sentence, subject),
        whole_lemma(sentence, object_) if object_ is not None else None,
    )
    agent, passive = agent_of(sentence, subject), use_of(sentence, verb) == "passive"
    if agent is not None and noun_classes(agent)[:1] == ("fish_and_sea",):
        return []  # a swimmer can do little else
    found = [lemma for lemma in found if takes_complements(sentence, verb, lemma) and not at_once(target.lemma, lemma, agent, passive)]
    patient = whole_lemma(sentence, object_) if object_ is not None and object_.pos != "PRON" else None
    found = [lemma for lemma in found if possible(sentence, verb, lemma, agent, patient, passive)]
    if agent is not None and "animal" in noun_flags(agent) and agent not in _RIDERS:
        found = [lemma for lemma in found if lemma not in ("ride", "drive", "steer")]
    if agent is not None and noun_classes(agent)[:1] == ("rider",) and target.lemma in _RIDDEN:
        found = [lemma for lemma in found if lemma not in _ON_FOOT]
    if agent is not None and noun_classes(agent)[:1] == ("livestock",):
        found = [lemma for lemma in found if lemma != "push"]
    before = sentence.before(verb)
    if before is not None and before.lemma == "go" and verb.tag == "VBG":
        found = [lemma for lemma in found if {lemma, target.lemma} <= _ONE_GOES]
    taken = others(sentence, target)
    forms = [verb_form(lemma, verb.tag) for lemma in found if lemma not in taken]
    return [form for form in forms if form not in taken and form != verb.lower]


def takes_complements(sentence: Sentence, verb: Word, other: str) -> bool:
    """Return whether another verb that the lexicon knows (a lemma) takes the prepositions of a verb."""
    preposition = sentence.child(verb, "prep")
    if other == "fall" and preposition is not None and any(child.lemma == "back" for child in sentence.children[preposition.i]):
        return False  # who rides on the back of a horse does not fall on it
    return suits(sentence, verb, other) and (preposition is None or preposition.lower not in _NOT_BEFORE.get(other, ()))


def whole_lemma(sentence: Sentence, noun: Word) -> str:
    """Return the lemma of the whole unit that a noun ends: one holds a hot dog as food, and not as a dog. A stuffed dog is a toy."""
    if "animal" in noun_flags(noun.lemma) and any(child.lower in _TOYS for child in sentence.children[noun.i]):
        return "teddy bear"
    noun_unit = unit(sentence, noun)
    return noun_unit[1] if noun_unit is not None else noun.lemma


def agent_of(sentence: Sentence, subject: Word | None) -> str | None:
    """Return the lemma of the agent, as a whole unit (no dog is in two hot dogs), or of the things in `a group of things`.

    It is None for a pronoun, which may refer to anybody.
    """
    if subject is None or subject.pos == "PRON":
        return None
    of = sentence.child(subject, "prep")
    members = sentence.child(of, "pobj") if of is not None and of.lower == "of" else None
    return whole_lemma(sentence, members if members is not None and never_edit(subject.lemma) else subject)


FAMILY = Family(Name.ACTION, find, replace_target, candidates, fill="[a-z]+", keeps_verb=False, pos="VERB")
