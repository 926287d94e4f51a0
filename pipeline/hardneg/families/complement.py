"""Make a complement agree with its noun in number: a man is a doctor -> three men are doctors."""

from hardneg.grammar.inflection import is_plural, plural
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags

_AS = frozenset({"dress", "pose", "act", "disguise", "serve", "work", "perform", "costume", "clothe"})


def complement_edits(sentence: Sentence, noun: Word, many: bool) -> list[Edit] | None:
    """Return the edits of the complements of `noun` when its number changes; None where that is not clear."""
    if many and any(_acts_as(sentence, noun, word) for word in sentence.words if word.lower == "as"):
        return None
    edits: list[Edit] = []
    for word in sentence.words:
        if word.pos not in NOUNS or word.i == noun.i:
            continue
        if many and word.dep == "pobj" and sentence.head(word).lower == "like" and word.i != noun.i and _resembles(sentence, noun, word):
            return None  # `a cloud that looks like a horse`
        if word.dep == "attr" and _is_predicate_of(sentence, noun, word):
            made = _in_plural(sentence, word) if many and not is_plural(word.tag) else None
            if made is None and is_plural(word.tag) != many:
                return None
            edits.extend(made or ())
    return edits


def _is_predicate_of(sentence: Sentence, noun: Word, complement: Word) -> bool:
    verb = sentence.head(complement)
    subject = sentence.subject(verb)
    return subject is not None and subject.i == noun.i and sentence.child(verb, "expl") is None


def _acts_as(sentence: Sentence, noun: Word, preposition: Word) -> bool:
    """Return whether `noun` is dressed, or poses, as a single person: `a man dressed as a pirate`."""
    article = sentence.after(preposition)
    if article is None or article.lower not in ("a", "an"):
        return False
    verb = sentence.head(preposition)
    if verb.lower == "up":
        verb = sentence.head(verb)
    if verb.i == noun.i:
        return True
    subject = sentence.subject(verb) if verb.lemma in _AS else None
    return subject is not None and subject.i == noun.i


def _resembles(sentence: Sentence, noun: Word, likeness: Word) -> bool:
    """Return whether the caption compares `noun` with a single thing that it looks like."""
    verb = sentence.head(sentence.head(likeness))
    subject = sentence.subject(verb) if verb.pos == "VERB" else None
    article = any(child.lower in ("a", "an") for child in sentence.children[likeness.i])
    return article and subject is not None and subject.i == noun.i


def _in_plural(sentence: Sentence, noun: Word) -> list[Edit] | None:
    """Return the edits of `a doctor` -> `doctors`, without its article."""
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
