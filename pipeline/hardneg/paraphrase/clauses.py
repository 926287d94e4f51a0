"""Two things that go on at once, told in the other order: a man sits while a woman stands -> a woman stands while a man sits."""

from collections.abc import Iterator

from hardneg.grammar.phrases import extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.paraphrase.constituents import NOMINAL, denied_behind, has_pronoun, is_scoped, is_several, span
from hardneg.paraphrase.wording import Order, Piece, is_one_sentence, last_of

KIND = "joined"
_AT_ONCE = frozenset({"while", "as"})
_STATES = frozenset({"be", "sit", "stand", "lie", "lay", "sleep", "hang", "rest", "wait", "lean", "kneel", "graze", "float", "watch"})
_IN_ORDER = frozenset({"then", "before", "after", "until", "first", "next", "finally", "so", "when", "once"})


def orders(sentence: Sentence) -> Iterator[Order]:
    """Yield the caption with the clauses around `while`, `as` or `and` in the other order; of `and` only what goes on at once."""
    if not sentence.words or not is_one_sentence(sentence) or has_pronoun(sentence):
        return
    if is_scoped(sentence, 0) or denied_behind(sentence):
        return
    if any(word.lower in _IN_ORDER for word in sentence.words):
        return
    last = last_of(sentence)
    nouns = [word.lemma for word in sentence.words if word.pos in NOMINAL]
    if len(set(nouns)) < len(nouns) and any(word.lower == "the" for word in sentence.words):
        return  # a child jumps while a man watches the child, who would be another
    for verb in sentence.words:
        main = sentence.head(verb)
        subject = sentence.child(verb, "nsubj")
        if verb.dep not in ("advcl", "conj") or subject is None or subject.pos not in NOMINAL or main.pos != "VERB":
            continue
        joint = sentence.child(verb, "mark") if verb.dep == "advcl" else sentence.child(main, "cc")
        if joint is None or joint.i < main.i or not (joint.lower in _AT_ONCE or (joint.lower == "and" and _go_on(sentence, main, verb))):
            continue
        opening = extent(sentence, subject)[0]
        if opening != joint.i + 1 or extent(sentence, verb)[1] < last or not _is_finite(sentence, verb) or is_scoped(sentence, opening):
            continue
        before = _first_clause(sentence, main, joint.i)
        if before is not None:
            yield Order(KIND, (span(sentence, opening, last), f" {joint.lower} ", *before))


def _first_clause(sentence: Sentence, main: Word, end: int) -> tuple[Piece, ...] | None:
    """Return the clause before the joint as a finite one; None where it has another form."""
    while end and sentence.words[end - 1].pos in ("PUNCT", "SPACE"):
        end -= 1
    subject = sentence.child(main, "nsubj")
    if main.head == main.i and subject is not None and subject.pos in NOMINAL and extent(sentence, subject)[0] == 0:
        return (span(sentence, 0, end),) if _is_finite(sentence, main) else None
    noun = sentence.head(main)
    if main.dep != "acl" or main.tag != "VBG" or noun.head != noun.i or noun.pos not in NOMINAL or extent(sentence, noun)[0] != 0:
        return None
    if main.i != noun.i + 1 or list(sentence.conjuncts(noun)):
        return None
    be = " are " if is_several(sentence, noun) else " is "
    return span(sentence, 0, main.i), be, span(sentence, main.i, end)


def _is_finite(sentence: Sentence, verb: Word) -> bool:
    return verb.tag in ("VBZ", "VBP") or any(child.tag in ("VBZ", "VBP") for child in sentence.children[verb.i] if child.dep == "aux")


def _go_on(sentence: Sentence, *verbs: Word) -> bool:
    """Return whether neither doing has an end, after which the other might begin."""
    return all(verb.lemma in _STATES or (verb.tag == "VBG" and sentence.child(verb, "aux") is not None) for verb in verbs)
