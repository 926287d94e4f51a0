"""Check a paraphrase that no rule made: nothing may be claimed that the caption does not say, and nothing visible may be missing.

The lexicon and both parses decide what they can. What passes is still to be verified by a text matcher, in both directions.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from hardneg.families.quantities import VAGUE, VALUE
from hardneg.families.relation import VERB as VERB_RELATION
from hardneg.families.relation import find as relations
from hardneg.families.untouched import DENYING, unparaphrased
from hardneg.grammar.inflection import is_plural
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_flags, related
from hardneg.lexicon.derivation import is_derived, verb_of
from hardneg.lexicon.gender import can_refer_to
from hardneg.lexicon.tables import canonical, synonym_pairs
from hardneg.paraphrase.meaning_check import actions

KIND = "llm"
"""The kind of the paraphrases that an LLM writes."""
_LIGHT = frozenset({"be", "have", "do", "wear", "hold", "see", "show", "feature", "contain", "include", "depict", "locate", "situate",
    "position", "place", "fill", "say", "read"})  # fmt: skip
"""Verbs that a paraphrase may add or delete: a woman in a coat, a woman wearing a coat."""
_STANCES = frozenset({"sit", "stand", "lie", "rest", "park", "hang", "lean", "perch", "lay"})
"""Verbs that things may get, as they only say where something is. Of a person or an animal they would be a claim."""
_FRAMES = frozenset({
    "photo", "picture", "image", "photograph", "shot", "view", "scene", "side", "front", "top", "middle", "center", "background", "area",
    "distance", "foreground", "group", "pair", "couple", "bunch", "number", "lot", "set", "color", "colour", "one", "other", "each",
    "piece", "bit", "type", "kind", "surface", "there", "something", "someone",
})  # fmt: skip
"""Nouns that say how things are shown, placed or counted, not what is there."""
_UNIVERSAL = frozenset({"all", "every", "each", "only", "always", "entire", "whole", "exactly"})
_VAGUE_PLACES = frozenset({"in", "on", "at", "with"})
"""Prepositions that say no more of a place than the words around them, such as `in the photo` or `on top of`."""
_GENDERED = {**dict.fromkeys(("he", "his", "him", "himself"), "he"), **dict.fromkeys(("she", "her", "hers", "herself"), "she")}
_SETS = {"pair": "two", "couple": "two", "twins": "two", "trio": "three", "dozen": "twelve"}
_DIGITS = {str(value): word for word, value in VALUE.items()}


def objection(sentence: Sentence, second: Sentence) -> str | None:
    """Return what the paraphrase, parsed as `second`, claims or lacks; None where the lexicon and the parses find nothing."""
    return (
        _literal(sentence, second)
        or _numbers_differ(sentence, second)
        or _denials_differ(sentence, second)
        or _words_differ(sentence, second)
        or _relations_differ(sentence, second)
        or _bound_elsewhere(sentence, second)
        or _roles_exchanged(sentence, second)
        or _pronouns_differ(sentence, second)
    )


def _literal(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection to a lost quotation, name or measure."""
    present = Counter(word.lower for word in second.words)
    kept = (sentence.words[i].lower for i in sorted(sentence.once(unparaphrased)))
    return next((f"{word!r} is missing" for word in kept if word.isalnum() and not present[word]), None)


def _numbers_differ(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection to another number, a vague amount that is new, or a noun that is singular in only one of the texts."""
    before, after = Counter(_numbers(sentence)), Counter(_numbers(second))
    different = sorted((before - after) + (after - before))
    if different:
        return f"the number {different[0]!r} is in only one of the texts"
    vague = {word.lower for word in second.words} & set(VAGUE) - {word.lower for word in sentence.words}
    if vague and not any(word.lower in VAGUE or word.lower in ("group", "bunch", "some", "lot", "lots") for word in sentence.words):
        return f"{sorted(vague)[0]!r} is new"
    forms, others = _grammatical_numbers(sentence), _grammatical_numbers(second)
    return next((f"{lemma!r} has another number" for lemma in forms if lemma in others and not forms[lemma] & others[lemma]), None)


def _numbers(sentence: Sentence) -> Iterator[str]:
    for word in sentence.words:
        if word.lower in _SETS:
            yield _SETS[word.lower]
        elif (word.pos == "NUM" or word.lower in VALUE) and word.lower not in ("one", "1"):
            yield _DIGITS.get(word.lower, word.lower)


def _grammatical_numbers(sentence: Sentence) -> dict[str, set[bool]]:
    found: dict[str, set[bool]] = {}
    for word in sentence.words:
        if word.pos in NOUNS and word.dep not in ("compound", "nmod"):
            plural = is_plural(word.tag) or (word.pos == "PROPN" and word.lower == f"{word.lemma}s")
            found.setdefault(word.lemma.lower(), set()).add(plural)
    return found


def _denials_differ(sentence: Sentence, second: Sentence) -> str | None:
    for words in (DENYING, _UNIVERSAL):
        before, after = (sum(word.lower in words for word in each.words) for each in (sentence, second))
        if after > before or (words is DENYING and before != after):
            return "another negation" if words is DENYING else "a claim about all"
    return None


def _words_differ(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection to a content word of either text that the other has neither as such nor as a related word."""
    claimed = next((word for word in _content(second) if not _is_said(word, second, sentence)), None)
    if claimed is not None:
        return f"{claimed.text!r} is new"
    lost = next((word for word in _content(sentence) if not _is_said(word, sentence, second)), None)
    return f"{lost.text!r} is missing" if lost is not None else None


def _content(sentence: Sentence) -> Iterator[Word]:
    for word in sentence.words:
        if word.pos in (*NOUNS, "VERB", "ADJ") or (word.pos == "ADV" and word.lower.endswith("ly")):
            yield word


def _is_said(word: Word, own: Sentence, other: Sentence) -> bool:
    if word.lemma in _FRAMES or word.lower in _FRAMES or word.lower in _SETS or word.lower in VAGUE or word.lower in VALUE:
        return True
    if word.pos == "VERB" and (word.lemma in _LIGHT or (word.lemma in _STANCES and not _is_animate(own.subject(word)))):
        return True
    return any(_same(word, each) for each in other.words)


def _is_animate(word: Word | None) -> bool:
    return word is None or bool(noun_flags(word.lemma) & {"animate", "person"})


def _same(one: Word, two: Word) -> bool:
    """Return whether two words are forms of one, synonyms, hypernym and hyponym, or one is derived from the other: wooden, wood."""
    if not _forms(one).isdisjoint(_forms(two)) or _is_derived(one, two) or _is_derived(two, one):
        return True
    if one.pos not in (*NOUNS, "VERB", "ADJ") or two.pos not in (*NOUNS, "VERB", "ADJ"):
        return False
    return _synonyms(one, two) or _synonyms(two, one) or (_class(one) == _class(two) and related(one.lemma, two.lemma))


def _forms(word: Word) -> frozenset[str]:
    """Return a word, its lemma in the lexicon's spelling, and the verb of a participle or gerund."""
    return frozenset({word.lower, word.lemma.lower(), canonical(word.lemma), verb_of(word.lower, _class(word))})


def _is_derived(word: Word, base: Word) -> bool:
    return is_derived(word.lemma.lower(), _class(word), base.lemma.lower(), _class(base))


def _class(word: Word) -> str:
    return "NOUN" if word.pos in NOUNS else word.pos


def _synonyms(one: Word, two: Word) -> bool:
    return any(two.lemma in put.split() for pos in ("noun", "adjective", "verb") for put in _synonyms_of(pos, one.lemma))


def _synonyms_of(pos: str, word: str) -> list[str]:
    return [put for put, _ in synonym_pairs().get((pos, word), ())]


def _relations_differ(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection to a preposition of place that is new and no synonym of one that is missing: `with` says less than `beside`."""
    before, after = ({each.lemma for each in relations(text) if each.kind != VERB_RELATION} for text in (sentence, second))
    for new in sorted(after - before - _VAGUE_PLACES):
        if not any(new in _synonyms_of("preposition", lost) or lost in _synonyms_of("preposition", new) for lost in before - after):
            return f"the relation {new!r} is new"
    return None


def _bound_elsewhere(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection to an attribute of the caption, or a number, that describes another of its nouns."""
    before, after = _bindings(sentence), _bindings(second)
    nouns = {word.lemma for word in sentence.words if word.pos in NOUNS}
    for noun, attribute in sorted(after):
        heads = {head for head, word in before if word == attribute}
        if heads and noun in nouns and not any(noun == head or related(noun, head) for head in heads):
            return f"{attribute!r} describes {noun!r}"
    return None


def _bindings(sentence: Sentence) -> set[tuple[str, str]]:
    """Return the nouns with their attributes and numbers, before the noun or behind `is`."""
    found = set()
    for word in sentence.words:
        if word.pos not in ("ADJ", "NUM") and attribute_kind(word.lower) is None:
            continue
        first = sentence.first_conjunct(word)
        for described in _described(sentence, first):
            found.add((described.lemma, word.lower))
    return found


def _described(sentence: Sentence, attribute: Word) -> Iterable[Word]:
    head = sentence.head(attribute)
    if attribute.dep == "acomp" or (attribute.dep == "attr" and attribute.pos == "ADJ"):
        subject = sentence.subject(head)
        return (subject,) if subject is not None else ()
    if attribute.dep not in ("amod", "nummod", "compound", "nmod", "advmod"):
        return ()
    return (head, sentence.first_conjunct(head)) if head.pos in NOUNS else ()


def _roles_exchanged(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection to a verb of the caption whose agent and patient are others there, or cannot be recovered from its parse."""
    before, after = actions(sentence), actions(second)
    said = {word.lemma for word in sentence.words}
    for verb, agent, patient in sorted(after - before):
        if {verb, agent, patient} <= said and ((verb, patient, agent) in before or verb not in {known for known, _, _ in before}):
            return f"agent and patient of {verb!r} may be exchanged"
    return None


def _pronouns_differ(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection to `he` or `she` where the caption names nobody of that gender."""
    known = {_GENDERED[word.lower] for word in sentence.words if word.lower in _GENDERED}
    for word in second.words:
        gender = _GENDERED.get(word.lower)
        if (
            gender is not None
            and gender not in known
            and not any(each.pos in NOUNS and can_refer_to(gender, each.lemma) for each in sentence.words)
        ):
            return f"{word.text!r} refers to nobody"
    return None
