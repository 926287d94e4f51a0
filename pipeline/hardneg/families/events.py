"""Find the events that a caption puts in order: `A dog barks then a bell rings`, `snoring and then a speech`.

Events are found by the words between them and not by the parse, which has many readings of clauses without a conjunction.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardneg.families.sounds import is_sound, only_heard
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

FINITE, NOMINAL, PREDICATE = "finite", "nominal", "predicate"
THEN, FOLLOWED = "then", "followed by"

_SEQUENCE = frozenset({"then", "later", "afterwards", "afterward", "subsequently"})
_BY = frozenset({"followed"})
_SUBORDINATORS = frozenset({"as", "while", "when", "that", "which", "who", "where", "until", "before", "after", "because", "if"})
_PRONOUNS = frozenset(
    {"it", "its", "he", "she", "they", "them", "his", "her", "him", "their", "himself", "herself", "itself", "themselves"}
)
_POINTING = frozenset({
    "another", "other", "others", "again", "more", "also", "too", "still", "back", "both", "same", "this", "that", "these", "those",
    "louder", "each", "finally", "proceeded", "one",
})  # fmt: skip
_BREAKS = frozenset({".", "!", "?", ";", ":", '"', "(", ")", "[", "]", "\u201c", "\u201d", "-", "\u2013", "\u2014"})
ORDERING = frozenset({"follow", "precede", "lead", "proceed", "accompany", "join", "succeed"})
_SPEAKS = frozenset({"speak", "talk", "say", "laugh", "yell", "sing", "shout", "scream"})
_SHIFT = frozenset({"first", "initially"})


class Event(NamedTuple):
    """An `Event` spans the words `first` to `last` (exclusive) that describe it.

    `form` is `finite` for a clause, `nominal` for a phrase (`a dog barking`), `predicate` for an act of the subject before it.
    """

    first: int
    last: int
    form: str


class Pair(NamedTuple):
    """A `Pair` holds two adjacent events and the conjunction that orders them."""

    one: Event
    two: Event
    joint: str


def pairs(sentence: Sentence) -> Iterator[Pair]:
    """Yield each pair of events with `then` or `followed by` between them that can change places and do not depend on each other."""
    joints = list(_conjunctions(sentence.words))
    for number, (begin, end, joint) in enumerate(joints):
        previous = joints[number - 1] if number else None
        opening = previous[1] if previous is not None and not _broken(sentence, previous[1], begin) else _opening(sentence, begin)
        closing = joints[number + 1][0] if number + 1 < len(joints) else len(sentence.words)
        one = _event(sentence, _behind_comma(sentence, opening, begin), begin)
        two = _event(sentence, end, _closing(sentence, end, closing))
        if one is not None and two is not None and two.form == PREDICATE:
            one = _predicate(sentence, one, sentence.words[two.first])
        if one is None or two is None or not _independent(sentence, one, two):
            continue
        if number + 1 < len(joints) and two.form != PREDICATE and _continues_subject(sentence, joints[number + 1][1]):
            continue
        if {one.form, two.form} == {FINITE, NOMINAL} and not sentence.once(only_heard):
            continue  # `a girl does a cartwheel and then a backflip`
        nominal = joint == FOLLOWED or (previous is not None and previous[2] == FOLLOWED and one.first == previous[1])
        if not nominal or one.form == two.form == NOMINAL:
            yield Pair(one, two, joint)


def _continues_subject(sentence: Sentence, first: int) -> bool:
    """Return whether the event at `first` has its subject in the event before it: `a kid yells then speaks`."""
    return first < len(sentence.words) and sentence.words[first].tag in ("VBZ", "VBP", "VBD", "VB")


def _conjunctions(words: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
    """Yield the first word, the index behind the last, and the kind of each conjunction of events: `, and then`."""
    for word in words:
        following = words[word.i + 1] if word.i + 1 < len(words) else None
        if following is None or not word.i:
            continue
        if word.lower in _SEQUENCE:
            if word.lower == "later" and words[word.i - 1].lower not in ("and", ","):
                continue
            joint, end = THEN, word.i + 1
        elif word.lower in _BY and following.lower == "by" and not _has_auxiliary(words, word):
            joint, end = FOLLOWED, word.i + 2
        else:
            continue
        if end < len(words) and words[end].text == ",":
            end += 1
        begin = word.i
        while begin and (words[begin - 1].lower == "and" or words[begin - 1].text == ","):
            begin -= 1
        if begin:
            yield begin, end, joint


def _has_auxiliary(words: Sequence[Word], verb: Word) -> bool:
    """Return whether an auxiliary precedes the verb: `is followed by` is a clause of its own, which no exchange of events may split."""
    return any(word.lemma == "be" for word in words[max(verb.i - 2, 0) : verb.i])


def _opening(sentence: Sentence, begin: int) -> int:
    """Return the first word of the sentence that the conjunction at `begin` is in, without `First`."""
    first = begin
    while first and sentence.words[first - 1].text not in _BREAKS:
        first -= 1
    if sentence.words[first].lower in _SHIFT and first + 1 < begin:
        first += 2 if sentence.words[first + 1].text == "," else 1
    return first


def _closing(sentence: Sentence, end: int, closing: int) -> int:
    """Return the index behind the last word of an event that begins at `end`: before the full stop, or before the next conjunction."""
    last = next((i for i in range(end, closing) if sentence.words[i].text in _BREAKS), closing)
    while last > end and sentence.words[last - 1].pos in ("PUNCT", "SPACE"):
        last -= 1
    return last


def _broken(sentence: Sentence, first: int, last: int) -> bool:
    return any(word.text in _BREAKS for word in sentence.words[first:last])


def _behind_comma(sentence: Sentence, first: int, last: int) -> int:
    """Return the start of the last of several events separated by commas."""
    comma = next((i for i in range(last - 1, first, -1) if sentence.words[i].text == ","), None)
    if comma is None:
        return first
    return comma + 2 if sentence.words[comma + 1].lower == "and" else comma + 1


def _event(sentence: Sentence, first: int, last: int) -> Event | None:
    """Return the event of the words, or None."""
    words = sentence.words[first:last]
    if not words or words[0].pos in ("PUNCT", "CCONJ", "PART", "SCONJ"):
        return None
    main = words[: next((i for i, word in enumerate(words) if i and word.lower in _SUBORDINATORS), len(words))]
    finite = next((i for i, word in enumerate(main) if word.pos in ("VERB", "AUX") and word.tag in ("VBZ", "VBP", "VBD", "MD")), None)
    if finite is None:  # `a female speaks`, which the tagger reads as two nouns
        finite = next((i for i, word in enumerate(main) if i and word.tag == "NNS" and lemma_of(word.lower, "VERB") in _SPEAKS), None)
    if finite is not None:
        subject = any(word.pos in (*NOUNS, "PRON") for word in main[:finite])
        return Event(first, last, FINITE) if subject else Event(first, last, PREDICATE) if finite == 0 else None
    if main[0].tag == "VBG" and main[0].pos == "VERB" and main[0].dep != "amod" and _shares_subject(sentence, first):
        return Event(first, last, PREDICATE)
    named = any(word.pos in NOUNS or word.tag == "VBG" for word in main)
    return Event(first, last, NOMINAL) if named and main[0].tag not in ("VB", "VBN", "IN", "TO") else None


def _shares_subject(sentence: Sentence, first: int) -> bool:
    """Return whether a participle is joined to an earlier one with a subject: a man stirring a pot, then adding salt."""
    begin = next((i + 1 for i in range(first - 1, -1, -1) if sentence.words[i].text in _BREAKS), 0)
    verb = next((word for word in sentence.words[begin:first] if word.pos == "VERB" and word.dep != "amod"), None)
    return verb is not None and verb.tag == "VBG" and any(word.pos in NOUNS for word in sentence.words[begin : verb.i])


def _independent(sentence: Sentence, one: Event, two: Event) -> bool:
    """Return whether neither event needs the other first: no pronoun, no `again`, no thing named in the other, a subject of its own."""
    here, there = sentence.words[one.first : one.last], sentence.words[two.first : two.last]
    if any(word.lower in _POINTING for word in (*here, *there)) or (two.form != PREDICATE and _precedes_antecedent(there)):
        return False
    if one.form == PREDICATE and any(word.tag == "PRP" for word in (*here, *there)):
        return False
    named = {word.lemma for word in here if word.pos in NOUNS}
    if any(word.lemma in named and not _new(sentence, word) for word in there if word.pos in NOUNS):
        return False
    if _content(here) == _content(there):
        return False
    gerund = there[0].tag == "VBG" or there[0].lower.endswith("ing")
    return two.form == PREDICATE or not gerund or _is_described(there[0]) or not _has_subject(here)


def _precedes_antecedent(words: Sequence[Word]) -> bool:
    """Return whether a pronoun precedes all its possible antecedents."""
    for i, word in enumerate(words):
        if word.lower in _PRONOUNS and not (word.tag == "PRP$" and any("animate" in noun_flags(each.lemma) for each in words[:i])):
            return True
    return False


def _new(sentence: Sentence, noun: Word) -> bool:
    determiner = sentence.child(noun, "det")
    return determiner is not None and determiner.lower in ("a", "an")


def _content(words: Sequence[Word]) -> list[str]:
    return [word.lemma for word in words if word.pos in (*NOUNS, "VERB", "ADJ")]


def _is_described(participle: Word) -> bool:
    """Return whether the noun that a participle describes is behind it: `A crowd cheers and then laughing children`."""
    return participle.dep in ("amod", "compound") and participle.head > participle.i


def _has_subject(words: Sequence[Word]) -> bool:
    """Return whether a noun precedes a verb, so that it may be the subject of a participle in the next event."""
    verb = next((i for i, word in enumerate(words) if word.pos in ("VERB", "AUX")), 0)
    return any(word.pos in NOUNS and not word.lower.endswith("ing") for word in words[:verb])


def _predicate(sentence: Sentence, one: Event, verb: Word) -> Event | None:
    """Return the act of the first event's subject in the form of the second verb: `opens a door` before `and then walks in`."""
    if verb.pos != "VERB" or one.form == PREDICATE:
        return one if one.form == PREDICATE and sentence.words[one.first].tag == verb.tag else None
    words = sentence.words[one.first : one.last]
    main = next((word for word in words if word.pos == "VERB" and word.dep != "amod"), None)
    if main is None or main.tag != verb.tag or main.i == one.first or main.lemma == verb.lemma:
        return None
    if any(word.lower in _SUBORDINATORS for word in words):
        return None  # in `a man talks as a saw hums and then stops` the saw stops
    return Event(main.i, one.last, PREDICATE)


def orders_events(sentence: Sentence, verb: Word) -> bool:
    """Return whether a participle orders events: `a man speaks, followed by applause`.

    Its complement is then an event (a participle, a phrase with one, a sound), or inanimate: `a man followed by a dog` describes a walk.
    """
    if verb.lemma not in ORDERING or verb.tag not in ("VBN", "VBD") or sentence.child(verb, "auxpass") is not None:
        return False
    followed = sentence.head(verb)
    if followed.pos in ("VERB", "AUX") or "animate" not in noun_flags(followed.lemma) or sentence.once(only_heard):
        return True
    return any(_is_event(sentence, each) for by in sentence.children[verb.i] for each in sentence.children[by.i])


def _is_event(sentence: Sentence, word: Word) -> bool:
    """Return whether a word behind `by` is an act or a sound."""
    if word.tag in ("VBG", "VBZ") or word.pos == "VERB" or is_sound(word):
        return True
    return any(child.tag in ("VBG", "VBZ") and child.i > word.i for child in sentence.children[word.i])
