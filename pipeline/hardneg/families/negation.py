"""Negate or affirm: with a hat -> without a hat, with no hat; is sitting -> is not sitting; there is a dog -> there is no dog; and back.

A negation is inserted or deleted, and nothing else changes: neither a thing nor an act.
"""

from collections.abc import Iterator

from hardneg.families.attribute import inside_fixed
from hardneg.families.family import Family, Name, Target, target_of
from hardneg.families.object import unit
from hardneg.families.untouched import denied
from hardneg.grammar.articles import article_for
from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import is_plural, verb_form
from hardneg.grammar.phrases import phrase_first
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import concreteness, never_edit, noun_flags

IN_SIGHT = "with no ... in sight"
_SEEN = frozenset({"animal", "person", "vehicle", "building"})
# Acts that captions negate although the picture shows it: not wearing, not looking.
_DENIED = frozenset({"wear", "hold", "use", "look", "watch", "smile"})
_GROWN = frozenset({"beard", "mustache", "ponytail", "tail", "horn", "tattoo", "wing", "antler", "mane", "trunk", "tusk"})
_BE = frozenset({"is", "are", "was", "were"})
_SHOWN = frozenset({"show", "picture", "see", "depict", "display", "feature", "photograph", "take", "make"})
_NOT = frozenset({"not", "n't"})
_COUNTS = frozenset({"several", "many", "some", "multiple", "numerous"})


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield phrases that can be negated, and negated ones that can be affirmed."""
    for word in sentence.words:
        noun = sentence.child(word, "pobj")
        if word.lower in ("with", "without") and word.pos == "ADP" and noun is not None and noun.i > word.i:
            yield from _accompanied(sentence, word, noun)
        elif word.lower == "there" and word.dep == "expl":
            yield from _existing(sentence, sentence.head(word))
        elif word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass"):
            yield from _done(sentence, word)


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Return the words that negate or affirm the target."""
    if target.kind == "without":
        return ["with"]
    if target.kind == "with no":
        return ["with a"] if _single(sentence, _noun_of(sentence, target)) else ["with"]
    if target.kind == "with":
        noun = _noun_of(sentence, target)
        following = sentence.after(noun)
        ends = following is None or following.text in (".", "!")
        large = "place" not in noun_flags(noun.lemma) and noun_flags(noun.lemma) & _SEEN
        return ["without", "with no", *([IN_SIGHT] if ends and large and is_plural(noun.tag) else [])]
    return {"there is": ["no"], "there is no": [_some(sentence, target)], "is": ["not"], "not": [""], "doing": ["not"]}[target.kind]


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Return the edits that insert or delete the negation; article and verb agree."""
    first = sentence.words[target.first]
    if target.kind in ("with", "without", "with no"):
        return _with(sentence, target, text)
    if target.kind in ("there is", "there is no"):
        return _there(sentence, target, text)
    if target.kind == "is":
        return [Edit(first.end, first.end, "", " not")]
    if target.kind == "doing":
        return [Edit(first.start, first.start, "", "not ")]
    denial = sentence.words[first.i + 1]
    if first.lower in ("do", "does", "did"):
        verb = sentence.words[target.last - 1]
        tag = {"do": "VBP", "does": "VBZ", "did": "VBD"}[first.lower]
        return [
            Edit(first.start, verb.start, sentence.text[first.start : verb.start], ""),
            Edit(verb.start, verb.end, verb.text, verb_form(verb.lemma, tag)),
        ]
    return [Edit(first.end, denial.end, sentence.text[first.end : denial.end], "")]


def _accompanied(sentence: Sentence, word: Word, noun: Word) -> Iterator[Target]:
    """Yield targets in with a hat, without hats, with no hat: of a visible thing, and not of one of several."""
    if noun.pos != "NOUN" or not _visible(sentence, noun) or any(child.dep in ("conj", "cc") for child in sentence.children[noun.i]):
        return
    flags, following = noun_flags(noun.lemma), sentence.after(noun)
    if (flags & {"body", "sky"} and noun.lemma not in _GROWN) or (following is not None and following.text == ","):
        return
    owner = sentence.head(word)
    if owner.pos not in ("NOUN", "PROPN") or (owner.i + 1 != word.i and sentence.words[word.i - 1].pos != "NOUN"):
        return
    opening = sentence.words[phrase_first(sentence, noun)]
    determiner = sentence.child(noun, "det", "poss", "nummod")
    if opening.i != word.i + 1 or (sentence.before(word) is not None and sentence.words[word.i - 1].text == ","):
        return
    denied = determiner is not None and determiner.lower == "no"
    if not denied and determiner is not None and determiner.lower not in ("a", "an", "any"):
        return
    if determiner is None and (_single(sentence, noun) or opening.lower in _COUNTS or opening.lower in ("lots", "its", "more", "few")):
        return
    kind = word.lower if not denied else "with no"
    if (denied and word.lower == "without") or (determiner is not None and determiner.i != opening.i):
        return
    yield target_of(sentence, Name.NEGATION, kind, word.i, word.i + 1 + denied, word.lower, norms_of=noun.lemma)


def _existing(sentence: Sentence, verb: Word) -> Iterator[Target]:
    """Yield targets in there is a dog, there are two dogs, there are no dogs."""
    noun = sentence.child(verb, "attr", "nsubj")
    if noun is None or noun.pos != "NOUN" or noun.i < verb.i or not _visible(sentence, noun) or verb.lower not in _BE:
        return
    if any(child.dep in ("conj", "cc", "neg") for child in (*sentence.children[noun.i], *sentence.children[verb.i])):
        return
    first = phrase_first(sentence, noun)
    opening = sentence.words[first]
    if first != verb.i + 1:
        return
    if opening.lower == "no":
        yield target_of(sentence, Name.NEGATION, "there is no", first, noun.i + 1, "no", norms_of=noun.lemma)
    elif opening.lower in ("a", "an", *_COUNTS) or opening.pos == "NUM":
        yield target_of(sentence, Name.NEGATION, "there is", first, first + 1, opening.lower, norms_of=noun.lemma)


def _done(sentence: Sentence, verb: Word) -> Iterator[Target]:
    """Yield targets in is sitting, is open; not wearing; is not sitting, doesn't hold."""
    below = sentence.children[verb.i]
    denial = next((child for child in below if child.dep == "neg" and child.lower in _NOT), None)
    if denial is not None:
        before = sentence.words[denial.i - 1] if denial.i else None
        follows = denial.i + 1 == verb.i
        if before is not None and (before.lower in _BE or (before.lower in ("do", "does", "did") and follows)):
            last = denial.i if before.lower in _BE else verb.i + 1
            yield target_of(sentence, Name.NEGATION, "not", before.i, last, "not", norms_of=verb.lemma)
        return
    if verb.i in sentence.once(_denied) or any(
        child.dep in ("neg", "expl") or child.lower in ("only", "just", "also", "being") for child in below
    ):
        return
    if verb.dep == "acl" and verb.tag == "VBG" and verb.lemma in _DENIED and sentence.head(verb).i + 1 == verb.i:
        yield target_of(sentence, Name.NEGATION, "doing", verb.i, verb.i + 1, verb.lemma)
        return
    if verb.dep not in ("ROOT", "relcl", "advcl"):
        return
    auxiliaries = [child for child in below if child.dep in ("aux", "auxpass") and child.i < verb.i]
    finite = auxiliaries[0] if len(auxiliaries) == 1 else verb if verb.lemma == "be" and not auxiliaries else None
    subject = sentence.child(verb, "nsubj", "nsubjpass")
    if (
        verb.lemma in _SHOWN
        or finite is None
        or finite.lower not in _BE
        or subject is None
        or subject.i > finite.i
        or subject.lower in ("this", "it", "here")
    ):
        return
    if finite is verb and not any(child.dep in ("acomp", "prep") and child.i == verb.i + 1 for child in below):
        return
    if any(child.dep in ("conj", "dep", "ccomp") for child in below) or (finite is not verb and verb.tag not in ("VBG", "VBN")):
        return
    yield target_of(sentence, Name.NEGATION, "is", finite.i, finite.i + 1, verb.lemma)


def _denied(sentence: Sentence) -> frozenset[int]:
    return frozenset(denied(sentence))


def _with(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    word, noun = sentence.words[target.first], _noun_of(sentence, target)
    opening = sentence.words[target.first + 1]
    if target.kind == "with no":
        if text == "with a":
            following = sentence.words[opening.i + 1]
            return [Edit(opening.start, opening.end, opening.text, article_for(following.lower))]
        return [Edit(word.end, opening.end, sentence.text[word.end : opening.end], "")]
    if text in ("with", "without"):
        edits = [Edit(word.start, word.end, word.text, like(text, word.text) if word.text != "With" else "Without")]
        if opening.lower == "any":
            edits.append(Edit(word.end, opening.end, sentence.text[word.end : opening.end], ""))
        return edits
    edits = [Edit(word.end, word.end, "", " no")]
    if opening.lower in ("a", "an"):
        edits = [Edit(opening.start, opening.end, opening.text, "no")]
    if text == IN_SIGHT:
        edits.append(Edit(noun.end, noun.end, "", " in sight"))
    return edits


def _there(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    word = sentence.words[target.first]
    if text:
        return [Edit(word.start, word.end, word.text, text)]
    return [Edit(word.start, sentence.words[word.i + 1].start, sentence.text[word.start : sentence.words[word.i + 1].start], "")]


def _some(sentence: Sentence, target: Target) -> str:
    noun = sentence.head(sentence.words[target.first])
    following = sentence.words[target.first + 1]
    return article_for(following.lower) if _single(sentence, noun) else ""


def _noun_of(sentence: Sentence, target: Target) -> Word:
    word = sentence.words[target.first]
    return sentence.child(word, "pobj") or word


def _single(sentence: Sentence, noun: Word) -> bool:
    noun_unit = unit(sentence, noun)
    flags = noun_flags(noun_unit[1] if noun_unit is not None else noun.lemma)
    return not is_plural(noun.tag) and not flags & {"mass", "plural", "either"}


def _visible(sentence: Sentence, noun: Word) -> bool:
    norm = concreteness(noun.lemma)
    if norm is None or norm < 4.0 or never_edit(noun.lemma):
        return False
    return noun.i not in sentence.once(inside_fixed) or unit(sentence, noun) is not None


FAMILY = Family(Name.NEGATION, find, realise, candidates, fill="(without|with no|not|no|with)", denied=True)
