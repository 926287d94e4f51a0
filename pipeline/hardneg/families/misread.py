"""Find words that may be verbs though the parser reads them as nouns: a boy on a swing waves, a woman holds a guitar and sings.

Their reading cannot be decided well. So such a word is not replaced as a noun, and no noun that may be its subject changes its number.
"""

from functools import cache

from hardneg.grammar.inflection import lemma_of, verb_form
from hardneg.grammar.phrases import NOUNS, SINGULAR_DETERMINERS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import compound_spans, noun_classes
from hardneg.lexicon.verb_frames import takes_object
from hardneg.lexicon.verbs import verbs

_MANY_OF = frozenset({"few", "many", "dozen", "hundred", "couple", "pair"})
_INTO_PLACES = frozenset({"on", "onto", "into", "in", "off", "over", "through", "down", "up", "away", "back", "at", "to"})
_SUBJECTS = ("nsubj", "nsubjpass", "ROOT", "pobj", "conj", "appos", "dep")
_MODIFIES = ("compound", "nmod", "amod")
_PARTICLES = frozenset({"down", "up", "out", "off", "open", "away", "back", "extended", "raised", "lowered", "on"})
# Plurals before other nouns, which are verb forms as well: a sports car.
_MODIFIERS = frozenset({"sports", "arms", "goods", "glasses", "sales", "savings", "customs", "rights", "games"})


def maybe_verbs(sentence: Sentence) -> frozenset[int]:
    """Return the indices of plural nouns that may be verbs in the third person singular, and of bare nouns that may be plural verbs."""
    tests = (_is_singular_verb, _is_plural_verb, _takes_next_noun, _follows_particle)
    return frozenset(word.i for word in sentence.words if any(test(sentence, word) for test in tests))


def holds_verb(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun, or a part of its compound, may be a verb: people wearing helmets ride bicycles."""
    maybe = sentence.once(maybe_verbs)
    return noun.i in maybe or any(child.i in maybe for child in sentence.children[noun.i] if child.dep == "compound")


def has_unclear_verb(sentence: Sentence, noun: Word) -> bool:
    """Return whether a word behind `noun` may be its verb."""
    if any(_agrees_with_another(sentence, word) or _has_two_subjects(sentence, word, noun) for word in sentence.words[noun.i :]):
        return True
    return noun.dep in _SUBJECTS and (
        any(noun.i < i for i in sentence.once(maybe_verbs)) or any(_is_misattached(word) for word in sentence.words[noun.i :])
    )


def hides_verb(sentence: Sentence) -> bool:
    """Return whether a plural noun that the lexicon does not know may be a verb: the woman wearing a white top talks to the people."""
    return any(word.tag == "NNS" and is_third_person(word.lower) and not noun_classes(word.lemma) for word in sentence.words)


def may_lack_verb(sentence: Sentence) -> bool:
    """Return whether a caption that was parsed as a noun phrase may be a clause, whose verb was read as a noun: children chase pigeons."""
    return bool(sentence.once(maybe_verbs)) or any(_may_end_clause(sentence, word) for word in sentence.words)


def _may_end_clause(sentence: Sentence, word: Word) -> bool:
    """Return whether a plural that the lexicon does not know may be the verb of the noun before it: a girl in a tutu twirls on a stage."""
    before, after = sentence.before(word), sentence.after(word)
    if word.tag != "NNS" or noun_classes(word.lemma) or not is_third_person(word.lower) or before is None or after is None:
        return False
    return before.pos in NOUNS and after.pos in ("ADP", "ADV", "DET", "PRON", "SCONJ") and after.lower != "of"


def _has_two_subjects(sentence: Sentence, verb: Word, noun: Word) -> bool:
    """Return whether the parse gives a verb two subjects, one of them the noun: a man shouting before and after a person belches."""
    subjects = [child.i for child in sentence.children[verb.i] if child.dep in ("nsubj", "nsubjpass")]
    return len(subjects) > 1 and noun.i in subjects


def _agrees_with_another(sentence: Sentence, verb: Word) -> bool:
    """Return whether a relative clause disagrees in number with the noun above it in the parse: a man with blades that is jumping."""
    if verb.dep != "relcl":
        return False
    relative = sentence.child(verb, "nsubj", "nsubjpass")
    if relative is None or relative.tag not in ("WDT", "WP"):
        return False
    finite = [verb, *(child for child in sentence.children[verb.i] if child.dep in ("aux", "auxpass"))]
    return sentence.head(verb).tag in ("NNS", "NNPS") and any(each.tag == "VBZ" for each in finite)


def _is_singular_verb(sentence: Sentence, word: Word) -> bool:
    if word.tag not in ("NNS", "NNPS") or word.lower in _MODIFIERS:
        return False
    return is_third_person(word.lower) and _is_unlikely_noun(sentence, word)


def _is_plural_verb(sentence: Sentence, word: Word) -> bool:
    """Return whether a part of a compound may be the verb of the plural before it."""
    before = sentence.before(word)
    if word.tag != "NN" or word.dep != "compound" or word.lower not in verbs() or noun_classes(word.lower) or before is None:
        return False
    opening = [child for child in sentence.children[word.head] if child.i < word.i and child.dep in ("det", "poss", "nummod")]
    return not opening and (before.tag == "NNS" or before.text == ",")


def _takes_next_noun(sentence: Sentence, word: Word) -> bool:
    """Return whether a word between two nouns may be the verb of a clause: a man in shorts shovels snow, men in helmets shovel snow."""
    before, after = sentence.before(word), sentence.after(word)
    if before is None or after is None or sentence.tags or word.lower in _MODIFIERS or not word.text.islower():
        return False
    inside = word.dep in _MODIFIES and word.head > word.i
    if word.pos in NOUNS and _is_form_of_verb(word.lower):
        opened = any(child.dep not in _MODIFIES for child in sentence.children[word.i])
        apart = before.pos in NOUNS and not opened and after.pos in (*NOUNS, "DET", "ADJ")
        possible = apart or (inside and before.pos in (*NOUNS, "ADJ", "ADV", "ADP"))
        return possible and not _is_in_compound(sentence, word)
    plain = word.tag in ("NN", "JJ") and inside and before.tag in ("NNS", "NNPS") and before.head in (word.i, word.head)
    return plain and takes_object(word.lower) and not _is_in_compound(sentence, word)


def _follows_particle(sentence: Sentence, word: Word) -> bool:
    """Return whether a particle before a plural noun ends a phrase, so that the noun may be the verb: a plane with its gear down flies."""
    before, after = sentence.before(word), sentence.after(word)
    if word.tag != "NNS" or before is None or before.lower not in _PARTICLES or before.i == 0 or not is_third_person(word.lower):
        return False
    return sentence.words[before.i - 1].pos in NOUNS and after is not None and after.pos in ("ADP", "ADV", "DET", "PRON")


def _is_in_compound(sentence: Sentence, word: Word) -> bool:
    """Return whether WordNet lists the word with the next one, or with the one before it, as one noun."""
    near = sentence.words[max(0, word.i - 1) : word.i + 2]
    lemmas = [each.lemma if each.pos == "NOUN" else each.lower for each in near]
    return bool(compound_spans(lemmas) or compound_spans([each.lower for each in near]))


@cache
def _is_form_of_verb(lower: str) -> bool:
    """Return whether a lower-case word is the third person singular of a verb with an object, even if it mostly is a plural noun."""
    lemma = lemma_of(lower, "VERB")
    return lower.endswith("s") and lemma != lower and takes_object(lemma) and lower == verb_form(lemma, "VBZ")


def joined_to_next(sentence: Sentence, noun: Word) -> bool:
    """Return whether another noun follows at once, so that this one may be the first half of a compound: a peace sign shirt."""
    following = sentence.after(noun)
    if following is None or following.pos not in NOUNS or sentence.in_two_tags(noun, following):
        return False
    return following.text.isalpha() and following.text[:1].islower()  # in a title the next word may be a model's name


def _is_misattached(word: Word) -> bool:
    """Return whether a finite verb is attached where it cannot be, so that its subject is unknown."""
    return word.tag == "VBZ" and word.dep in ("compound", "nmod", "amod", "pobj", "npadvmod", "poss")


def _is_unlikely_noun(sentence: Sentence, word: Word) -> bool:
    """Return whether the word fits badly as a plural noun."""
    before = [child for child in sentence.children[word.i] if child.i < word.i]
    if any(child.lower in _MANY_OF or child.dep == "nummod" for child in before):
        return False
    if any(child.dep == "det" and child.lower in SINGULAR_DETERMINERS for child in before):
        return True  # an article that no plural has
    if word.dep == "compound" and not noun_classes(word.lemma):
        return True  # `directs traffic`
    first = sentence.head(word) if word.dep == "conj" else word
    bare = not any(child.dep in ("det", "amod", "poss", "compound", "nummod") for child in before)
    previous, following = sentence.before(word), sentence.after(word)
    if bare and previous is not None and previous.lower == "and" and following is not None and following.lower in _INTO_PLACES:
        return first.i != word.i and first.tag == "NN" and word.lemma in verbs()  # on a beam and lands on the mat
    return first.i != word.i and first.pos in NOUNS and first.tag == "NN" and bare and not noun_classes(word.lemma)


@cache
def is_third_person(lower: str) -> bool:
    """Return whether a lower-case word may be a verb in the third person singular."""
    import lemminflect

    lemma = lemma_of(lower, "VERB")
    if not lower.endswith("s") or lemma == lower or "VERB" not in lemminflect.getAllLemmas(lower):
        return False
    return lower == verb_form(lemma, "VBZ") and (lemma in verbs() or not noun_classes(lemma))
