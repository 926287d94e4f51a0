"""Find words that no family edits: negated, asked, quoted or not shown, names, measures, template text, and hyphenated words.

A caption that negates something stays true when another thing is negated (a man without a hat -> a man without a scarf), and a question is
neither true nor false. Only the family `negation` edits negated words.
"""

from collections.abc import Iterator

from hardneg.families.boilerplate import boilerplate
from hardneg.families.measures import measures
from hardneg.families.placeholders import placeholders
from hardneg.families.set_phrases import alternatives, set_phrases
from hardneg.families.titles import brands, catalogued
from hardneg.families.unshown import unshown
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

DENYING = frozenset({"no", "not", "n't", "never", "without", "nobody", "nothing", "none", "neither", "nor", "except", "lacks", "lacking"})
_ROLES = ("nsubj", "nsubjpass", "attr", "dobj")
_QUOTES = {'"': '"', "\u201c": "\u201d", "\u00ab": "\u00bb", "\u2018": "\u2019"}
_INCHES = ('"', "'", "''", "\u201d", "\u2019", "\u2033", "\u2032")
_APART = frozenset(",.;:!?()[]\"'\u2026") | set(_QUOTES) | set(_QUOTES.values())


def untouched(sentence: Sentence) -> frozenset[int]:
    """Return the indices of words that are negated, asked, quoted, not shown, hyphenated, or part of a name, a measure or a template."""
    return sentence.once(untouched_by_negation) | frozenset(denied(sentence))


def untouched_by_negation(sentence: Sentence) -> frozenset[int]:
    """Return the indices as `untouched` does, except negated words: the rest can be negated or affirmed."""
    found = (
        *_questions(sentence),
        *quoted(sentence),
        *_nouns_with_participle(sentence),
        *_attached_tokens(sentence),
        *_names(sentence),
        *measures(sentence),
        *brands(sentence),
    )
    return sentence.once(boilerplate).union(
        catalogued(sentence), found, unshown(sentence), placeholders(sentence), sentence.once(set_phrases), alternatives(sentence)
    )


def unparaphrased(sentence: Sentence) -> frozenset[int]:
    """Return the indices of words that no paraphrase changes: quotations, names, measures, template text."""
    return sentence.once(boilerplate).union(quoted(sentence), _names(sentence), measures(sentence), brands(sentence))


def denied(sentence: Sentence) -> Iterator[int]:
    """Yield the words that `no`, `without` or the like negates, with that word."""
    for word in sentence.words:
        if word.lower not in DENYING:
            continue
        head = sentence.head(word)
        if word.dep in _ROLES:
            top = head
        elif word.pos in ("ADP", "PRON", "NOUN") or word.tag in ("VBZ", "VBG"):
            top = word
        else:
            yield word.i
            top = sentence.head(head) if head.dep in _ROLES else head
        own = {each.i for clause in _further_clauses(sentence, top) for each in sentence.below(clause)}
        yield from (each.i for each in sentence.below(top) if each.i not in own)


def _further_clauses(sentence: Sentence, top: Word) -> Iterator[Word]:
    """Yield the verbs of the clauses that are joined to a negated one, each with a subject of its own: ..., but a woman waves."""
    if any(child.lower in ("or", "nor") for child in sentence.children[top.i] if child.dep == "cc"):
        return
    for verb in sentence.children[top.i]:
        if verb.dep == "conj" and verb.pos in ("VERB", "AUX"):
            if sentence.child(verb, "nsubj", "nsubjpass", "expl") is not None:
                yield verb
            else:
                yield from _further_clauses(sentence, verb)


def _questions(sentence: Sentence) -> Iterator[int]:
    first = 0
    for word in sentence.words:
        if word.text in (".", "!", "?"):
            if word.text == "?":
                yield from range(first, word.i + 1)
            first = word.i + 1


def quoted(sentence: Sentence) -> Iterator[int]:
    """Yield the words in quotes, with the quotes."""
    opened: int | None = None
    closing = ""
    for word in sentence.words:
        if opened is None and word.text in _QUOTES:
            opened, closing = word.i, _QUOTES[word.text]
        elif opened is not None and word.text == closing:
            yield from range(opened, word.i + 1)
            opened = None


def _attached_tokens(sentence: Sentence) -> Iterator[int]:
    """Yield tokens that touch another one that is no stop, bracket or quote: `black` of `black-and-white`, `5` of `$5`, `50%` and `5"`."""
    for one, two in zip(sentence.words, sentence.words[1:], strict=False):
        if one.end == two.start and one.text[-1:].isdigit() and two.text in _INCHES:
            yield one.i
        if one.end == two.start and one.text not in _APART and two.text not in _APART and not two.lower.startswith(("'", "\u2019", "n't")):
            yield from (one.i, two.i)


def _nouns_with_participle(sentence: Sentence) -> Iterator[int]:
    """Yield a noun and its participle: `snow` and `covered` of snow covered mountains, `hand` and `drawn` of a hand drawn card."""
    for one, two, three in zip(sentence.words, sentence.words[1:], sentence.words[2:], strict=False):
        joined = one.pos == "NOUN" and one.tag == "NN" and two.tag in ("VBN", "VBD") and two.lower.endswith(("ed", "n", "de", "ne"))
        if joined and three.pos in ("NOUN", "ADJ", "PROPN") and one.end + 1 == two.start:
            inert = not {"animate", "person", "animal"} & noun_flags(one.lemma) and sentence.child(one, "det", "poss", "amod") is None
            if inert or two.dep in ("amod", "compound", "nmod"):
                yield from (one.i, two.i)


def _names(sentence: Sentence) -> Iterator[int]:
    """Yield adjacent words with a capital, unless the caption has capitals everywhere."""
    letters = [word for word in sentence.words if word.text[:1].isalpha()]
    capitals = [word for word in letters if word.text[0].isupper() and word.i and sentence.words[word.i - 1].text not in (".", "!", "?")]
    if 2 * len(capitals) > len(letters):
        return
    named = {word.i for word in capitals}
    for i in named:
        if i - 1 in named or i + 1 in named:
            yield i
