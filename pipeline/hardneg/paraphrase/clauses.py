"""Exchange two simultaneous clauses: a man sits while a woman stands -> a woman stands while a man sits."""

from collections.abc import Iterator

from hardneg.grammar.phrases import NOUNS, extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.paraphrase.composition import Piece, Reordering, is_one_sentence, last_of
from hardneg.paraphrase.constituents import has_pronoun, is_scoped, is_several, negated_after, span

KIND = "joined"
_AT_ONCE = frozenset({"while", "as"})
_STATES = frozenset({"be", "sit", "stand", "lie", "lay", "sleep", "hang", "rest", "wait", "lean", "kneel", "graze", "float", "watch"})
_IN_ORDER = frozenset({"then", "before", "after", "until", "first", "next", "finally", "so", "when", "once"})


def orders(sentence: Sentence) -> Iterator[Reordering]:
    """Yield the caption with the clauses around `while`, `as` or `and` exchanged; around `and` only states and progressive verbs."""
    if not sentence.words or not is_one_sentence(sentence) or has_pronoun(sentence):
        return
    if is_scoped(sentence, 0) or negated_after(sentence):
        return
    if any(word.lower in _IN_ORDER for word in sentence.words):
        return
    last = last_of(sentence)
    nouns = [word.lemma for word in sentence.words if word.pos in NOUNS]
    if len(set(nouns)) < len(nouns) and any(word.lower == "the" for word in sentence.words):
        return  # a child jumps while a man watches the child: exchanged, "a child" would be another child
    for verb in sentence.words:
        main = sentence.head(verb)
        subject = sentence.child(verb, "nsubj")
        if verb.dep not in ("advcl", "conj") or subject is None or subject.pos not in NOUNS or main.pos != "VERB":
            continue
        conjunction = sentence.child(verb, "mark") if verb.dep == "advcl" else sentence.child(main, "cc")
        if (
            conjunction is None
            or conjunction.i < main.i
            or not (conjunction.lower in _AT_ONCE or (conjunction.lower == "and" and _are_ongoing(sentence, main, verb)))
        ):
            continue
        opening = extent(sentence, subject)[0]
        if (
            opening != conjunction.i + 1
            or extent(sentence, verb)[1] < last
            or not _is_finite(sentence, verb)
            or is_scoped(sentence, opening)
        ):
            continue
        before = _first_clause(sentence, main, conjunction.i)
        if before is not None:
            yield Reordering(KIND, (span(sentence, opening, last), f" {conjunction.lower} ", *before))


def _first_clause(sentence: Sentence, main: Word, end: int) -> tuple[Piece, ...] | None:
    """Return the clause before the conjunction with a finite verb; None where it has another form."""
    while end and sentence.words[end - 1].pos in ("PUNCT", "SPACE"):
        end -= 1
    subject = sentence.child(main, "nsubj")
    if main.head == main.i and subject is not None and subject.pos in NOUNS and extent(sentence, subject)[0] == 0:
        return (span(sentence, 0, end),) if _is_finite(sentence, main) else None
    noun = sentence.head(main)
    if main.dep != "acl" or main.tag != "VBG" or noun.head != noun.i or noun.pos not in NOUNS or extent(sentence, noun)[0] != 0:
        return None
    if main.i != noun.i + 1 or list(sentence.conjuncts(noun)):
        return None
    be = " are " if is_several(sentence, noun) else " is "
    return span(sentence, 0, main.i), be, span(sentence, main.i, end)


def _is_finite(sentence: Sentence, verb: Word) -> bool:
    return verb.tag in ("VBZ", "VBP") or any(child.tag in ("VBZ", "VBP") for child in sentence.children[verb.i] if child.dep == "aux")


def _are_ongoing(sentence: Sentence, *verbs: Word) -> bool:
    """Return whether both verbs describe something ongoing, which the other cannot follow in time."""
    return all(verb.lemma in _STATES or (verb.tag == "VBG" and sentence.child(verb, "aux") is not None) for verb in verbs)
