"""Fit a word that the LLM wrote into its span, and check it by what the lexicon knows.

The word gets the form of the word that it replaces. The lexicon is a check here, not the vocabulary: what it knows to be compatible with
the caption (a synonym, a hypernym, another kind of attribute, a second act of the same moment) is rejected. Of a word that it does not
know, WordNet may know such a relation. Else it passes only where a matcher judges the negative later, since nothing says that it is false.
"""

from collections.abc import Callable
from typing import NamedTuple

from hardneg.families import FAMILIES, Name, Target, admits
from hardneg.families.attribute import modified
from hardneg.families.family import others
from hardneg.families.object import in_number
from hardneg.families.relation import VERB
from hardneg.families.true_anyway import may_stay_true
from hardneg.grammar.inflection import lemma_of, verb_form
from hardneg.grammar.phrases import MODIFIERS, NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_classes, related
from hardneg.lexicon.attributes import on_one_scale
from hardneg.lexicon.hypernyms import Pos, compatible, is_listed, of_one_kind
from hardneg.lexicon.verbs import is_known as is_known_verb
from hardneg.rewrite.writer.fit_verb import is_usable, is_verb, may_be_true_too
from hardneg.schemas.reasons import Reason

_ARTICLES = ("a ", "an ", "the ")


class Fitted(NamedTuple):
    """Hold a replacement in the form that the span needs.

    Attributes:
        text: The form.
        outside: Set where the lexicon would not have offered it.
        known: Set where the lexicon knows the word.
    """

    text: str
    outside: bool
    known: bool


class _Word(NamedTuple):
    """Hold the form of a replacement, its lemma, whether the lexicon knows it, and its part of speech."""

    form: str
    lemma: str
    known: bool
    pos: Pos


Unfit = tuple[Reason, str]


def fit(sentence: Sentence, target: Target, written: str, judged: bool) -> Fitted | Unfit:
    """Return the replacement for a target, or the reason and detail of its reject.

    Args:
        sentence: The caption.
        target: The span.
        written: What the LLM wrote.
        judged: Set where a matcher judges the negatives, so that unknown words may pass.
    """
    text = " ".join(written.lower().split())
    family = FAMILIES[Name(target.family)]
    offered = family.candidates(sentence, target) if family.candidates is not None else []
    if text in offered:
        return Fitted(text, False, True)
    if family.name not in _FORMS:
        return Reason.NOT_EXCLUSIVE, f"{text!r} is not among what excludes the words of this family"
    word = _FORMS[family.name](sentence, target, text)
    if not isinstance(word, _Word):
        return word
    if word.form in offered:
        return Fitted(word.form, False, True)
    old = sentence.text[target.start : target.end].lower()
    if word.form == old or compatible(word.lemma, target.lemma, word.pos):
        return Reason.NOT_EXCLUSIVE, f"{word.form!r} may be true beside {old!r}"
    if not others(sentence, target).isdisjoint((word.lemma, word.form)):
        return Reason.NOT_EXCLUSIVE, f"the caption says {word.form!r} already"
    if word.known and not admits(family, sentence, target, word.form):
        return Reason.NOT_EXCLUSIVE, f"{word.form!r} may be true of the caption, or does not fit its other words"
    if not word.known and not judged:
        return Reason.NOT_EXCLUSIVE, f"the lexicon does not know {word.form!r}, and no matcher judges it (rewrite.balance.text_model)"
    return Fitted(word.form, True, word.known)


def _attribute(sentence: Sentence, target: Target, text: str) -> _Word | Unfit:
    noun = modified(sentence, sentence.words[target.last - 1])
    kind = attribute_kind(text, noun.lemma if noun is not None else None) or attribute_kind(text)
    if kind not in (None, target.kind):
        return Reason.NOT_EXCLUSIVE, f"{text!r} is no {target.kind}: it may be true beside the {target.kind}"
    if kind is None and not _may_be(text, "ADJ", "NOUN", "VERB"):
        return Reason.BAD_FILL, f"{text!r} is no attribute"
    if kind is None:
        return Reason.NOT_EXCLUSIVE, f"the lexicon does not know {text!r}, so nothing says that it excludes {target.lemma!r}"
    known = attribute_kind(target.lemma) is not None
    if known and not on_one_scale(target.lemma, text, noun.lemma if noun is not None else None):
        return Reason.NOT_EXCLUSIVE, f"{text!r} and {target.lemma!r} may hold at once"
    if target.kind == "material" and of_one_kind(_substance(target.lemma), _substance(text), "noun"):
        return Reason.NOT_EXCLUSIVE, f"{text!r} may be a sort of {target.lemma!r}"
    return _Word(text, text, True, "adj")


def _substance(material: str) -> str:
    """Return the noun of a material: wood of `wooden`."""
    import lemminflect  # imports spaCy and torch

    noun = material.removesuffix("en")
    return noun if len(noun) > 2 and lemminflect.getAllLemmas(noun, upos="NOUN") else material


def _object(sentence: Sentence, target: Target, text: str) -> _Word | Unfit:
    bare = next((text.removeprefix(article) for article in _ARTICLES if text.startswith(article)), text)
    head, space, last = bare.rpartition(" ")
    if not _may_be(last, "NOUN"):
        return Reason.BAD_FILL, f"{text!r} is no noun"
    lemma = head + space + lemma_of(last, "NOUN")
    if not (noun_classes(lemma) or is_listed(lemma, "noun")):
        return Reason.BAD_FILL, f"neither the lexicon nor WordNet has {text!r}"
    things = [word for word in sentence.words if word.pos in NOUNS and not target.first <= word.i < target.last]
    same = next((word.text for word in things if related(lemma, word.lemma) or _is_named_by(lemma, word)), None)
    if same is not None and not sentence.tags:
        return Reason.NOT_EXCLUSIVE, f"{lemma!r} may be the {same!r} of the caption"
    if sentence.tags and any(related(lemma, word.lemma) and not related(target.lemma, word.lemma) for word in things):
        return Reason.NOT_EXCLUSIVE, f"another tag says {lemma!r} already"
    if "depiction" in {*noun_classes(lemma)}.intersection(noun_classes(target.lemma)):
        return Reason.NOT_EXCLUSIVE, f"{lemma!r} may be a {target.lemma!r}"
    noun = sentence.words[target.last - 1]
    if may_stay_true(sentence, noun, target.lemma, lemma):
        return Reason.NOT_EXCLUSIVE, f"there may be {lemma!r} anyway"
    form = in_number(sentence, noun, lemma)
    if form is None:
        return Reason.NO_CANDIDATE, f"{lemma!r} has not the number of {sentence.text[target.start : target.end]!r}"
    return _Word(form, lemma, bool(noun_classes(lemma)), "noun")


def _is_named_by(lemma: str, word: Word) -> bool:
    """Return whether another noun of the caption, and no modifier of one, names the thing that a lemma names."""
    return word.dep not in MODIFIERS and of_one_kind(lemma, word.lemma, "noun")


def _action(sentence: Sentence, target: Target, text: str) -> _Word | Unfit:
    verb = sentence.words[target.first]
    lemma = lemma_of(text, "VERB")
    if " " in text or not _may_be(text, "VERB") or not is_verb(text, lemma, verb):
        return Reason.BAD_FILL, f"{text!r} is no verb, or no form of one that {verb.text!r} is"
    if not is_usable(sentence, verb, lemma):
        return Reason.BAD_FILL, f"the subject, the object or the place of {target.lemma!r} does not suit {lemma!r}"
    if may_be_true_too(sentence, verb, lemma):
        return Reason.NOT_EXCLUSIVE, f"to {lemma} and to {target.lemma} may be true at once"
    return _Word(verb_form(lemma, verb.tag), lemma, is_known_verb(lemma), "verb")


def _relation(sentence: Sentence, target: Target, text: str) -> _Word | Unfit:
    if target.kind == VERB:
        return _action(sentence, target, text)
    return Reason.NOT_EXCLUSIVE, f"{text!r} and {target.lemma!r} may hold at once"


def _may_be(word: str, *parts: str) -> bool:
    """Return whether a word can be of one of these parts of speech; of words that no dictionary lists, any may be."""
    import lemminflect

    found = lemminflect.getAllLemmas(word)
    return not found or any(part in found for part in parts)


_FORMS: dict[Name, Callable[[Sentence, Target, str], _Word | Unfit]] = {
    Name.ATTRIBUTE: _attribute,
    Name.OBJECT: _object,
    Name.ACTION: _action,
    Name.RELATION: _relation,
}
"""Families in which a word that the lexicon does not offer can be a negative. In the others (counts, additions) it offers all there is."""
