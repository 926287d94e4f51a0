"""Change verb forms: sits -> is sitting, is sitting -> sits, a man sitting -> a man who is sitting, a man who is sitting -> a man
sitting.
"""

from collections.abc import Iterator
from itertools import pairwise

from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import is_plural, verb_form
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags
from hardneg.paraphrase.composition import LocalEdit, local_edit
from hardneg.paraphrase.constituents import is_several

# Verbs of state, which have no progressive.
STATES = frozenset({
    "be", "have", "contain", "include", "feature", "show", "seem", "appear", "look", "belong", "need", "want", "like", "love", "know",
    "see", "consist", "say", "read", "depict", "resemble", "match", "fit", "surround", "cover", "fill", "line", "overlook", "make",
    "own", "picture", "face",
})  # fmt: skip

# Verbs that can have a thing as subject. The subject of other participles is elsewhere: at a table drinking wine, in a car holding
# a cat.
_OF_THINGS = frozenset({
    "sit", "stand", "hang", "lie", "rest", "lay", "drive", "travel", "fly", "move", "roll", "float", "sail", "hover", "race",
})  # fmt: skip


_OF_ANYTHING = _OF_THINGS | {
    "shine",
    "burn",
    "fall",
    "blow",
    "run",
    "grow",
    "bloom",
    "rise",
    "spin",
    "turn",
    "pass",
    "drip",
    "flow",
    "pour",
}
# Verbs that people do not use in the progressive either.
_STANDING = frozenset({
    "suggest", "indicate", "represent", "remain", "obscure", "divide", "extend", "intersect", "adorn", "dominate", "hint", "display",
    "feature", "frame", "capture", "showcase", "present", "consist", "comprise", "lead", "connect", "join", "separate", "border",
    "line", "mean", "know", "believe", "understand", "own", "reveal", "offer", "provide", "add", "enhance", "create", "give",
})  # fmt: skip


def changes(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield each verb in its other present form, and each participle after a noun as a relative clause, and the reverse."""
    for verb in sentence.words:
        if verb.pos != "VERB" or verb.lemma in STATES or _stands_out(sentence, verb):
            continue
        if verb.tag in ("VBZ", "VBP") and verb.dep in ("ROOT", "relcl", "advcl") and _is_single(sentence, verb):
            subject = sentence.subject(verb)
            if (
                subject is not None
                and not (is_plural(subject.tag) and any(child.lower in ("a", "an") for child in sentence.children[subject.i]))
                and subject.pos in NOUNS
                and sentence.words[verb.i - 1].pos != "ADV"
                and _acts(subject, verb)
                and not (verb.tag == "VBZ" and (is_plural(subject.tag) or _is_counted(sentence, verb)))
            ):
                be = "are" if verb.tag == "VBP" else "is"
                yield local_edit("verb form", Edit(verb.start, verb.end, verb.text, f"{be} {verb_form(verb.lemma, 'VBG')}"))
        elif verb.tag == "VBG" and not sentence.text.endswith("?"):
            yield from _participle(sentence, verb)


def _is_counted(sentence: Sentence, verb: Word) -> bool:
    """Return whether a number before the verb makes it a plural noun: two night stands."""
    return any(child.dep == "nsubj" and sentence.child(child, "nummod") is not None for child in sentence.children[verb.i])


def _participle(sentence: Sentence, verb: Word) -> Iterator[LocalEdit]:
    auxiliary = sentence.before(verb)
    if auxiliary is not None and auxiliary.lower in ("is", "are") and auxiliary.head == verb.i:
        if (
            sentence.child(verb, "conj") is not None
            or _is_joined(sentence, verb)
            or (verb.lemma == "go" and sentence.child(verb, "xcomp") is not None)
        ):
            return  # is going to sit: this is future
        tag = "VBP" if auxiliary.lower == "are" else "VBZ"
        if sentence.child(verb, "nsubj") is not None:
            yield local_edit(
                "verb form", Edit(auxiliary.start, verb.end, sentence.text[auxiliary.start : verb.end], verb_form(verb.lemma, tag))
            )
        which = sentence.before(auxiliary)
        if which is not None and which.lower in ("who", "that", "which") and verb.dep == "relcl":
            yield local_edit("verb form", Edit(which.start, verb.start, sentence.text[which.start : verb.start], ""))
        return
    noun = sentence.head(verb)
    flags = noun_flags(noun.lemma)
    if (
        verb.lemma == "sit"
        and flags & {"animate"}
        and verb.dep in ("acl", "advcl", "ROOT", "conj")
        and sentence.child(verb, "prep") is not None
    ):
        yield local_edit("verb form", Edit(verb.start, verb.end, verb.text, like("seated", verb.text)))
    if "animate" not in flags and verb.lemma not in _OF_THINGS:
        return
    if noun.dep == "pobj" and "animate" not in flags and "animate" in noun_flags(sentence.head(sentence.head(noun)).lemma):
        return  # a man with a hat sitting on a bench
    if (
        verb.dep == "acl"
        and noun.pos == "NOUN"
        and noun.i == verb.i - 1
        and noun.dep != "conj"
        and sentence.child(noun, "conj") is None
        and not any(child.dep == "neg" for child in sentence.children[verb.i])
    ):
        yield local_edit("verb form", Edit(verb.start, verb.start, "", f"{who(noun)} {'are' if is_several(sentence, noun) else 'is'} "))


def _is_joined(sentence: Sentence, verb: Word) -> bool:
    """Return whether a second participle shares the auxiliary, whatever its head in the parse: is wearing a hat and laughing."""
    behind = sentence.words[verb.i + 1 :]
    return any(one.lower in ("and", "or") and two.lower.endswith("ing") and two.tag != "NNS" for one, two in pairwise(behind))


def _stands_out(sentence: Sentence, verb: Word) -> bool:
    following = sentence.after(verb)
    return verb.lemma == "stand" and following is not None and following.lower in ("out", "for")


def _acts(subject: Word, verb: Word) -> bool:
    """Return whether the subject can act, so that the progressive is natural: a man holds, a lamp stands; a bowl is not "holding" eggs."""
    if verb.lemma in _STANDING:
        return False
    return bool(noun_flags(subject.lemma) & {"animate", "person", "animal", "vehicle"}) or verb.lemma in _OF_ANYTHING


def who(noun: Word) -> str:
    """Return `who` for persons and `that` for everything else."""
    return "who" if "person" in noun_flags(noun.lemma) or noun.lemma in ("man", "woman", "person", "child", "boy", "girl") else "that"


def _is_single(sentence: Sentence, verb: Word) -> bool:
    """Return whether the verb has no auxiliary and no second verb that shares its subject, nor one tagged as a noun: sits and eats."""
    behind = sentence.words[verb.i + 1 :]
    if any(one.lower == "and" and two.tag == "NNS" for one, two in pairwise(behind)):
        return False  # stands in the snow and pants
    return not any(
        child.dep in ("aux", "auxpass", "neg", "expl")
        or (child.dep == "conj" and (child.pos == "VERB" or (child.tag == "NNS" and sentence.words[child.i - 1].dep == "cc")))
        for child in sentence.children[verb.i]
    )
