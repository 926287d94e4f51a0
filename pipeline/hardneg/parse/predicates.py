"""Correct verbs that the tagger tagged as nouns: `A dog barks then a bell rings`, `Birds chirp`, `an infant crying`.

A small model reads a short clause as a compound noun (`a bell rings`), which leaves the clause without a verb. A noun becomes a verb where
the sentence admits no other reading: an article that the plural cannot have, a subject of its own, the same noun before it, or a verb of
sound. The noun before it becomes its subject, and the clause takes the place of the compound in the tree.
"""

from collections.abc import Sequence
from functools import cache

from hardneg.grammar.inflection import lemma_of, verb_form
from hardneg.grammar.phrases import NOUNS, SINGULAR_DETERMINERS
from hardneg.grammar.sentence import Word
from hardneg.lexicon import attribute_kind, noun_classes, noun_flags
from hardneg.lexicon.verbs import SOUNDS, verbs
from hardneg.parse.group_verbs import correct_verb_behind_phrase
from hardneg.parse.reattach import reattach

_MANY_OF = frozenset({"dozen", "couple", "hundred", "thousand", "million", "pair", "few", "bunch", "lot", "group", "variety", "number"})
_SOMEBODY = frozenset({"someone", "somebody", "everyone", "everybody"})
_BEFORE_NOUN = frozenset({"det", "amod", "compound", "nummod", "poss", "nmod", "predet", "quantmod"})
_SUBORDINATORS = frozenset({"as", "while", "when", "whilst", "until", "till", "since", "before", "after", "because", "once"})
_APPENDED = frozenset({"appos", "npadvmod", "dep", "dobj", "attr", "ccomp", "parataxis", "oprd"})
_PARTICIPLES = ("VBN", "VBG")


def corrected(words: list[Word]) -> list[Word]:
    """Return the words of a caption, with verbs that were tagged as nouns corrected.

    A correction that leaves no tree is discarded, since a traversal of a cycle would never end.
    """
    parsed = list(words)
    for i in range(len(words)):
        word = words[i]
        if word.pos == "VERB":
            _present(words, word)
        elif i and word.text.isalpha() and (word.pos in NOUNS or (word.pos == "ADJ" and word.lower in SOUNDS)) and _verb_form(word.lower):
            _verb(words, word)
    return words if words == parsed or _is_tree(words) else parsed


def _is_tree(words: Sequence[Word]) -> bool:
    """Return whether every word leads to a root."""
    rooted = {word.i for word in words if word.head == word.i}
    for word in words:
        path: list[int] = []
        at = word.i
        while at not in rooted:
            if len(path) > len(words):
                return False
            path.append(at)
            at = words[at].head
        rooted.update(path)
    return bool(rooted)


@cache
def _verb_form(lower: str) -> bool:
    """Return whether a noun of this form may become a verb at all; most nouns need no look at the other words."""
    return lower in SOUNDS or _third_person(lower) is not None or _participle(lower) is not None


@cache
def _third_person(lower: str) -> str | None:
    """Return the lemma of the verb whose third person singular this form is, or None."""
    if not lower.endswith("s"):
        return None
    lemma = lemma_of(lower, "VERB")
    return lemma if lower in (verb_form(lemma, "VBZ"), lemma + "s") and _is_verb(lemma) else None


@cache
def _participle(lower: str) -> str | None:
    """Return the lemma of the verb of sound whose present participle this form is, or None."""
    lemma = lemma_of(lower, "VERB") if lower.endswith("ing") else lower
    return lemma if lemma in SOUNDS and lemma != lower else None


@cache
def _is_verb(lemma: str) -> bool:
    import lemminflect

    return lemma in SOUNDS or "VERB" in lemminflect.getAllLemmas(lemma)


@cache
def _is_noun(lower: str) -> bool:
    import lemminflect

    return "NOUN" in lemminflect.getAllLemmas(lower)


def _present(words: list[Word], word: Word) -> None:
    """Correct a verb whose subject was parsed as part of it, or whose base form was tagged as past: `as birds flap`."""
    before = words[word.i - 1] if word.i else None
    if before is None or before.pos not in NOUNS:
        return
    if word.tag in ("VBZ", "VBP"):
        alone = not any(each.head == word.i and each.dep in ("nsubj", "nsubjpass") for each in words)
        if alone and before.dep == "compound" and before.head == word.i:
            _predicate(words, word, before, word.tag, word.lemma)
    elif word.tag in ("VBD", "VBN") and word.lemma == word.lower != verb_form(word.lemma, "VBD") and before.tag in ("NNS", "NNPS"):
        words[word.i] = word = word._replace(tag="VBP")
        if word.dep == "acl" and word.head == before.i:
            words[word.i] = word = word._replace(dep=before.dep, head=word.i if before.head == before.i else before.head)
            _predicate(words, word, before, "VBP", word.lemma)


def _verb(words: list[Word], word: Word) -> None:
    """Turn a noun into a verb where it can be nothing else."""
    subject = words[word.i - 1]
    below = [each for each in words if each.head == word.i and each.i != word.i]
    own = next((each for each in below if each.dep in ("nsubj", "nsubjpass") and each.i < word.i), None)
    if own is not None and not any(each.dep in _BEFORE_NOUN for each in below):
        form = _form(word, own)
        if form is not None and not noun_classes(f"{subject.lower} {word.lemma}"):
            words[word.i] = word._replace(pos="VERB", tag=form[0], lemma=form[1])
            _attach_clause(words, words[word.i])
        return
    lemma = _third_person(word.lower)
    if _join_second_verb(words, word, below) or (lemma is not None and correct_verb_behind_phrase(words, word, lemma)):
        return
    if subject.head != word.i or subject.dep not in ("compound", "amod", "nmod", "nsubj") or not _may_be_subject(subject, word):
        return
    form = _form(word, subject)
    if form is not None and _certain(words, word, subject, form[1], below):
        _predicate(words, word, subject, *form)


def _form(word: Word, subject: Word) -> tuple[str, str] | None:
    """Return tag and lemma of the verb, in a form that agrees with its subject: a dog barks, dogs bark, a dog barking."""
    many = subject.tag in ("NNS", "NNPS") or subject.lower == "people" or _plural_name(subject)
    lemma = _third_person(word.lower)
    if lemma is not None and not many:
        return "VBZ", lemma
    lemma = _participle(word.lower)
    if lemma is not None:
        return "VBG", lemma
    return ("VBP", word.lower) if many and word.lower in SOUNDS else None


def _plural_name(word: Word) -> bool:
    """Return whether a plural with a capital is tagged as a name: `Dogs growl`."""
    lemma = lemma_of(word.lower, "NOUN")
    return word.tag == "NNP" and lemma != word.lower and bool(noun_classes(lemma))


def _may_be_subject(subject: Word, word: Word) -> bool:
    if subject.pos in NOUNS:
        return subject.lower not in _MANY_OF and subject.text.isalpha()
    if subject.pos != "ADJ" or attribute_kind(subject.lower) is not None:
        return False
    lemma = lemma_of(word.lower, "VERB")
    return _is_noun(subject.lower) and (lemma in SOUNDS or lemma in verbs() or not _is_noun(word.lower))


def _certain(words: Sequence[Word], word: Word, subject: Word, lemma: str, below: Sequence[Word]) -> bool:
    """Return whether the noun reading is impossible, or much the rarer one."""
    head = words[word.head]
    if word.dep in ("nsubj", "nsubjpass") and head.i > word.i and not _another_clause(words, word, head):
        return False  # dog barks fill the air
    if word.dep in ("pobj", "pcomp") and head.lower not in _SUBORDINATORS:
        # a pobj can head a clause only after a conjunction; a participle describes its noun anywhere
        return _participle(word.lower) is not None and subject.pos in NOUNS
    single = word.tag != "NN" and any(each.dep == "det" and each.lower in SINGULAR_DETERMINERS for each in below)
    if single and (lemma in SOUNDS or lemma in verbs()):
        return True  # a bus stops, though bus stops are things
    if noun_classes(f"{subject.lower} {word.lemma}"):
        return False
    if "plural" in noun_flags(word.lemma):
        return single and "animal" in noun_flags(subject.lemma)  # a dog pants, but there are no ski pants here
    if _participle(word.lower) is not None or single or subject.lower in _SOMEBODY or subject.lemma == word.lemma:
        return True
    if not _is_noun(word.lower):
        return True
    parted = any(each.lower == "then" for each in words[head.i : word.i])
    if (word.dep == "dobj" and not parted) or (word.dep == "conj" and head.pos in NOUNS):
        return False
    if lemma in SOUNDS:
        return True
    return "person" in noun_flags(subject.lemma) and lemma in verbs() and word.tag == "NNS"


def _another_clause(words: Sequence[Word], word: Word, head: Word) -> bool:
    """Return whether another clause begins between a word and the verb whose subject it was parsed as."""
    if head.tag in _PARTICIPLES:
        return True
    between = words[word.i + 1 : head.i]
    return any(each.dep == "cc" or each.lower == "then" for each in between) or any(
        each.dep == "nsubj" and each.head == head.i for each in between
    )


def _predicate(words: list[Word], word: Word, subject: Word, tag: str, lemma: str) -> None:
    """Make `word` the verb of `subject`; a participle describes its noun, which keeps the place of the compound."""
    i, s = word.i, subject.i
    for each in list(words):
        if each.head == i and each.i < s and each.dep in _BEFORE_NOUN:
            words[each.i] = each._replace(head=s)
    noun = _as_noun(words[s])
    doing = words[word.head]
    if word.dep == "dobj" and doing.dep == "acl" and words[doing.head].pos in NOUNS:
        _attach_to_described(words, word._replace(pos="VERB", tag=tag, lemma=lemma), noun, words[doing.head])
        return
    if tag == "VBG" and word.dep != "ROOT":
        reattach(words, i, s)
        words[s] = noun._replace(dep=word.dep, head=word.head)
        words[i] = word._replace(pos="VERB", tag=tag, lemma=lemma, dep="acl", head=s)
        return
    words[s] = noun._replace(dep="nsubj", head=i)
    words[i] = word._replace(pos="VERB", tag=tag, lemma=lemma)
    _attach_clause(words, words[i])


def _attach_to_described(words: list[Word], verb: Word, object_: Word, subject: Word) -> None:
    """Attach a verb to the described noun: in `A woman wearing a hat bites into a cake` she bites, not the hat."""
    words[object_.i] = object_._replace(dep="dobj", head=verb.head)
    words[verb.i] = verb._replace(dep=subject.dep, head=verb.i if subject.head == subject.i else subject.head)
    words[subject.i] = subject._replace(dep="nsubj", head=verb.i)


def _as_noun(word: Word) -> Word:
    if word.pos == "NOUN":
        return word
    lemma = lemma_of(word.lower, "NOUN")
    if word.pos == "PROPN" and not noun_classes(lemma):
        return word
    return word._replace(pos="NOUN", tag="NN" if lemma == word.lower else "NNS", lemma=lemma)


def _attach_clause(words: list[Word], verb: Word) -> None:
    """Attach the clause of a corrected verb: after a conjunction, beside the clause before it, or before the next one."""
    i, head = verb.i, words[verb.head]
    if verb.dep in ("pobj", "pcomp") and head.lower in _SUBORDINATORS:
        words[i] = verb._replace(dep="advcl", head=head.head if head.head != head.i else _verb_above(words, head.head, i))
        words[head.i] = head._replace(dep="mark", head=i)
        for each in list(words):
            if each.head == head.i and each.i not in (i, head.i):
                words[each.i] = each._replace(head=i)
    elif verb.dep in ("nsubj", "nsubjpass") and head.i > i:
        _before_another(words, verb, head)
    elif verb.dep in _APPENDED or (verb.dep == "conj" and head.pos not in ("VERB", "AUX")):
        above = _verb_above(words, verb.head, i)
        words[i] = verb._replace(dep="conj", head=above)


def _verb_above(words: Sequence[Word], start: int, below: int) -> int:
    """Return the nearest verb above a word, or the root."""
    at = start
    while words[at].head != at and words[at].pos not in ("VERB", "AUX") and words[at].head != below:
        at = words[at].head
    return at


def _before_another(words: list[Word], verb: Word, other: Word) -> None:
    """Put the verb above the next one, which is joined to it: `A frog croaks and a stream gurgles`."""
    i, root = verb.i, other.head == other.i
    words[i] = verb._replace(dep=other.dep, head=i if root else other.head)
    described = other.tag == "VBN"
    words[other.i] = other._replace(dep="advcl" if described else "conj", head=i)
    if described or any(each.head == other.i and each.dep == "nsubj" and each.i > i for each in words):
        return
    joined = next((each for each in words if each.head == i and each.dep == "conj" and i < each.i < other.i and each.pos in NOUNS), None)
    if joined is not None:
        words[joined.i] = joined._replace(dep="nsubj", head=other.i)


def _join_second_verb(words: list[Word], word: Word, below: Sequence[Word]) -> bool:
    """Join a second verb of the same subject: `speaks then whistles`, `spins and hums`."""
    head, before = words[word.head], words[word.i - 1]
    if head.pos != "VERB" or head.i > word.i:
        return False
    if head.tag == "VBP" and word.dep == "conj" and word.tag == "NN" and word.lower in SOUNDS and before.dep == "cc" and not below:
        words[word.i] = word._replace(pos="VERB", tag="VBP")
        return True
    lemma = _third_person(word.lower)
    if lemma is None or word.tag != "NNS" or head.tag != "VBZ":
        return False
    joined = word.dep == "conj" and before.dep == "cc" and (lemma in SOUNDS or lemma in verbs())
    if not joined and before.lower != "then":
        return False
    if any(each.dep in _BEFORE_NOUN for each in below):
        return False
    words[word.i] = word._replace(pos="VERB", tag="VBZ", lemma=lemma, dep="conj")
    return True
