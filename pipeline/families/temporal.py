"""temporal: before -> after; followed by -> preceded by; a man opens a door and then walks in -> walks in and then opens a door.

For captions of video and sound; those of pictures seldom tell of two moments.
"""

from collections.abc import Iterator

from pipeline.families.family import Family, Name, Target, replace_target, target_of, with_partner
from pipeline.grammar.capitals import moved
from pipeline.grammar.phrases import extent
from pipeline.grammar.sentence import Sentence, Word
from pipeline.grammar.splice import Edit

_TURNED = {"before": "after", "after": "before", "followed": "preceded", "preceded": "followed"}
_EVENTS = frozenset({
    "meal", "lunch", "dinner", "breakfast", "game", "match", "storm", "rain", "snowfall", "race", "wedding", "party", "concert", "parade",
    "show", "takeoff", "landing", "flight", "surgery", "sunset", "sunrise", "dawn", "dusk", "work", "school", "class", "shower", "bath",
    "nap", "fall", "crash", "jump", "hit", "serve", "swim", "consumption", "silence", "applause", "pause", "bang", "noise", "ceremony",
    "speech", "bark", "laughter", "scream", "explosion", "beep", "click", "music", "thunder", "performance", "start", "end", "kickoff",
})  # fmt: skip
_PRONOUNS = frozenset(
    {"it", "its", "he", "she", "they", "them", "his", "her", "him", "their", "himself", "herself", "itself", "this", "that"}
)


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield `before` and `after` of two events, `followed by`, and two events with `then` between them."""
    for word in sentence.words:
        if word.lower in ("before", "after") and _of_events(sentence, word):
            yield target_of(sentence, Name.TEMPORAL, word.lower, word.i, word.i + 1, word.lower, scored=sentence.head(word).lemma)
        elif word.lower in ("followed", "preceded") and sentence.words[min(word.i + 1, len(sentence.words) - 1)].lower == "by":
            yield target_of(sentence, Name.TEMPORAL, "followed by", word.i, word.i + 1, word.lower)
        elif word.lower == "then" and word.dep == "advmod":
            yield from _two_events(sentence, word)


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """The word for the other order; nothing has to be chosen where two events change places."""
    return [_TURNED[target.lemma]] if target.partner_first is None else ["then"]


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Put the other word, or exchange the two events around `then`."""
    if target.partner_start is None or target.partner_end is None:
        return replace_target(sentence, target, text)
    one, two = sentence.text[target.start : target.end], sentence.text[target.partner_start : target.partner_end]
    first = sentence.begins(target.first)
    capitalised = one[:1].isupper() if first else sentence.text[:1].isupper()
    proper = sentence.words[target.first].pos == "PROPN"
    return [
        Edit(target.start, target.end, one, moved(two, False, first, capitalised, False)),
        Edit(target.partner_start, target.partner_end, two, moved(one, first, False, capitalised, proper)),
    ]


def _of_events(sentence: Sentence, word: Word) -> bool:
    """Whether two events are told in an order: not `before a crowd`, not `runs after a ball`, not `before or after`."""
    if any(child.dep in ("conj", "cc") for child in sentence.children[word.i]) or word.dep == "conj":
        return False
    if word.dep == "mark":
        return sentence.head(word).pos in ("VERB", "AUX")
    said = sentence.child(word, "pcomp", "pobj")
    if said is None or said.i < word.i:
        return False
    return said.tag == "VBG" or said.lemma in _EVENTS


def _two_events(sentence: Sentence, then: Word) -> Iterator[Target]:
    """The two verbs with what belongs to them, or the two clauses where each has its own subject; none that point at one another."""
    two = sentence.head(then)
    one = sentence.head(two)
    if two.dep != "conj" or one.pos != "VERB" or two.pos != "VERB" or one.tag != two.tag or then.i > two.i:
        return
    own = sentence.child(two, "nsubj", "nsubjpass")
    first = extent(sentence, own)[0] if own is not None else two.i
    begin = one.i if own is None else extent(sentence, one)[0]
    joint = next((word.i for word in sentence.words[begin:first] if word.dep == "cc" or word.text == "," or word.i == then.i), None)
    _, last = extent(sentence, two)
    while last > two.i + 1 and sentence.words[last - 1].pos in ("PUNCT", "SPACE"):
        last -= 1
    if joint is None or not begin < joint <= then.i < first < last or (own is None and any(i < first for i in _after(sentence, two, then))):
        return
    said = sentence.words[begin:joint], sentence.words[first:last]
    if any(word.lower in _PRONOUNS or word.dep == "cc" for part in said for word in part):
        return
    target = target_of(sentence, Name.TEMPORAL, "then", begin, joint, one.lemma)
    yield with_partner(target, sentence, first, last)


def _after(sentence: Sentence, verb: Word, then: Word) -> list[int]:
    """What depends on the verb, `then` left out."""
    return [word.i for word in sentence.below(verb) if word.i != then.i]


FAMILY = Family(Name.TEMPORAL, find, realise, candidates, fill="(before|after|followed|preceded)")
