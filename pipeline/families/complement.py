"""What a noun is said to be agrees with it in number: a man is a doctor -> three men are doctors."""

from pipeline.grammar.inflection import is_plural, plural
from pipeline.grammar.phrases import NOUNS
from pipeline.grammar.sentence import Sentence, Word
from pipeline.grammar.splice import Edit
from pipeline.lexicon import noun_flags


def complement_edits(sentence: Sentence, noun: Word, many: bool) -> list[Edit] | None:
    """What the complements of `noun` become when its number changes; None where that is not clear."""
    edits: list[Edit] = []
    for word in sentence.words:
        if word.pos not in NOUNS or word.i == noun.i:
            continue
        if word.dep == "attr" and _is_said_of(sentence, noun, word):
            made = _in_plural(sentence, word) if many and not is_plural(word.tag) else None
            if made is None and is_plural(word.tag) != many:
                return None
            edits.extend(made or ())
        elif (
            many and word.dep == "pobj" and sentence.head(word).lower == "as" and _single(sentence, word) and _acts_as(sentence, noun, word)
        ):
            return None  # `a man dressed as a pirate`
    return edits


def _is_said_of(sentence: Sentence, noun: Word, complement: Word) -> bool:
    verb = sentence.head(complement)
    subject = sentence.subject(verb)
    return subject is not None and subject.i == noun.i and sentence.child(verb, "expl") is None


def _acts_as(sentence: Sentence, noun: Word, role: Word) -> bool:
    verb = sentence.head(sentence.head(role))
    subject = verb if verb.pos in NOUNS else sentence.subject(verb)
    return subject is not None and subject.i == noun.i


def _single(sentence: Sentence, noun: Word) -> bool:
    return not is_plural(noun.tag) and any(child.lower in ("a", "an") for child in sentence.children[noun.i])


def _in_plural(sentence: Sentence, noun: Word) -> list[Edit] | None:
    """`a doctor` -> `doctors`, without its article."""
    article = next((child for child in sentence.children[noun.i] if child.lower in ("a", "an")), None)
    if article is None or "mass" in noun_flags(noun.lemma) or any(child.lower == "of" for child in sentence.children[noun.i]):
        return None
    following = sentence.after(article)
    if following is None:
        return None
    form = plural(noun.lemma)
    if following.i == noun.i:
        return [Edit(article.start, noun.end, sentence.text[article.start : noun.end], form)]
    dropped = Edit(article.start, following.start, sentence.text[article.start : following.start], "")
    return [dropped, Edit(noun.start, noun.end, noun.text, form)]
