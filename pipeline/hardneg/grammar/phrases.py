"""Find noun phrases: compounds as one unit, the span from the determiner to the head, and the verbs that agree with it."""

from collections.abc import Iterator

from hardneg.grammar.inflection import verb_form
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit

NOUNS = ("NOUN", "PROPN")
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
"""Parts of speech of content words."""
MODIFIERS = frozenset({"amod", "compound", "nmod"})
"""Dependencies of the words that modify a noun before it."""
SINGULAR_DETERMINERS = frozenset({"a", "an", "one", "another", "each", "every", "this", "that"})


def compound_first(sentence: Sentence, noun: Word) -> int:
    """Return the index of the first word of the compound that ends in `noun`: of `fire` in `a red fire hydrant`."""
    first = noun.i
    while first:
        before = sentence.words[first - 1]
        if before.dep != "compound" or before.pos not in NOUNS or not first <= before.head <= noun.i:
            break
        first -= 1
    return first


def compound_lemma(sentence: Sentence, first: int, noun: Word) -> str:
    """Return the lemma of the compound from word `first` to `noun`: in lower case, with only its head lemmatised."""
    return " ".join([*(word.lower for word in sentence.words[first : noun.i]), noun.lemma])


def phrase_first(sentence: Sentence, noun: Word) -> int:
    """Return the index of the first word of a noun phrase: of `a` in `a small black dog on a couch`."""
    first = noun.i
    while first and _depends_on(sentence, sentence.words[first - 1], noun):
        first -= 1
    while first < noun.i and sentence.words[first].dep in ("cc", "punct", "prep"):
        first += 1
    return first


def extent(sentence: Sentence, word: Word) -> tuple[int, int]:
    """Return the first word of the subtree of `word`, and the index behind its last."""
    found = [each.i for each in sentence.below(word)]
    return min(found), max(found) + 1


def modifiers(sentence: Sentence, noun: Word) -> list[Word]:
    """Return the adjectives and numbers before the noun, with those joined by `and` or a comma."""
    found: list[Word] = []
    for child in sentence.children[noun.i]:
        if child.i < noun.i and child.dep in ("amod", "nummod", "poss", "nmod"):
            found.append(child)
            found.extend(grand for grand in sentence.conjuncts(child) if grand.i < noun.i)
    return found


def agreeing(sentence: Sentence, noun: Word) -> Iterator[Word]:
    """Yield the finite present verbs and auxiliaries (and was/were) that agree with `noun` as their subject."""
    found: set[int] = set()
    for verb in sentence.words:
        if verb.pos not in ("VERB", "AUX") or verb.dep in ("aux", "auxpass"):
            continue
        if not _is_subject(sentence, noun, verb):
            continue
        finite = [child for child in sentence.children[verb.i] if child.dep in ("aux", "auxpass") and child.i < verb.i]
        form = finite[0] if finite else verb
        before = sentence.before(form)
        if before is not None and before.i != noun.i and before.pos in NOUNS and form_behind(sentence, before) is not None:
            continue  # in `a man talking as music is playing` the subject of `is` is the music
        yield form
        found.add(form.i)
    behind = form_behind(sentence, noun)
    if behind is not None and behind.i not in found:
        yield behind


def form_behind(sentence: Sentence, noun: Word) -> Word | None:
    """Return a form such as `is` right behind a noun that must be its subject, whatever the parse says: `as a man is talking`."""
    behind = sentence.after(noun)
    if behind is None or behind.lower not in _FORMS:
        return None
    joined = noun.dep == "pobj" and sentence.head(noun).lower in _OPENING_CLAUSES
    return behind if joined or noun.dep in ("nsubj", "nsubjpass", "ROOT", "dep") else None


def agreement_edits(sentence: Sentence, noun: Word, plural: bool) -> list[Edit] | None:
    """Return the edits of the verbs of `noun` when its number changes; None where they, or a pronoun, cannot be made to agree safely."""
    if any(word.lower in _SINGULAR_PRONOUNS | _PLURAL_PRONOUNS for word in sentence.words):
        return None
    return verb_edits(sentence, noun, plural)


def verb_edits(sentence: Sentence, noun: Word, plural: bool) -> list[Edit] | None:
    """Return the edits as `agreement_edits` does, but ignore pronouns."""
    if any(True for _ in sentence.conjuncts(noun)):
        # "a dog and a cat sit": the verb agrees with both, and stays plural where one of them becomes several
        return [] if all(plural and _agreed(verb, True) == verb.lower for verb in agreeing(sentence, noun)) else None
    edits = []
    for verb in agreeing(sentence, noun):
        new = _agreed(verb, plural)
        if new is None:
            return None
        if new != verb.lower:
            edits.append(Edit(verb.start, verb.end, verb.text, new))
    return edits


_SINGULAR_PRONOUNS = {"it", "its", "itself", "he", "she", "his", "her", "hers", "him", "himself", "herself"}
_PLURAL_PRONOUNS = {"they", "their", "them", "themselves", "theirs", "each", "both"}
_OPENING_CLAUSES = frozenset({"as", "while", "when", "until", "before", "after", "because", "since", "then", "than"})
_FORMS = frozenset({"is", "are", "was", "were", "has", "have", "does", "do"})
_IRREGULAR = {"is": "are", "was": "were", "has": "have", "does": "do", "'s": "'re"}


def _agreed(verb: Word, plural: bool) -> str | None:
    for singular_form, plural_form in _IRREGULAR.items():
        if verb.lower in (singular_form, plural_form):
            return None if "'" in verb.lower else (plural_form if plural else singular_form)
    if verb.tag in ("VBZ", "VBP", "VB"):  # the tagger sometimes tags a bare plural form as an infinitive
        return verb_form(verb.lemma, "VBP" if plural else "VBZ")
    return verb.lower if verb.tag in ("VBD", "VBG", "VBN", "MD") else None


def _is_subject(sentence: Sentence, noun: Word, verb: Word) -> bool:
    if noun.dep == "attr" and noun.head == verb.i:
        return sentence.child(verb, "expl") is not None
    subject = sentence.child(verb, "nsubj", "nsubjpass")
    if subject is None:
        joined = sentence.head(verb) if verb.dep == "conj" and _is_finite(sentence, verb) else verb
        return joined is not verb and joined.pos in ("VERB", "AUX") and _is_subject(sentence, noun, joined)
    return subject.i == noun.i or (subject.tag in ("WDT", "WP") and verb.dep == "relcl" and verb.head == noun.i)


def _is_finite(sentence: Sentence, verb: Word) -> bool:
    """Return whether a verb, or one of its auxiliaries, has a form that agrees: `sits and is reading`."""
    auxiliary = sentence.child(verb, "aux", "auxpass")
    return verb.tag in ("VBZ", "VBP") or (auxiliary is not None and auxiliary.tag in ("VBZ", "VBP"))


def _depends_on(sentence: Sentence, word: Word, noun: Word) -> bool:
    while word.head != word.i and word.i < noun.i:
        word = sentence.head(word)
    return word.i == noun.i
