"""Exchange events: before -> after; until -> after; a dog barks then a bell rings -> a bell rings then a dog barks; followed by.

The family is for captions of video and sound; those of pictures seldom describe two moments. Simultaneous events (as, while) have no order.
"""

from collections.abc import Iterator

from hardneg.families.events import FOLLOWED, pairs
from hardneg.families.family import Family, Name, Target, replace_target, target_of, with_partner
from hardneg.grammar.capitals import moved
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import concreteness

_TURNED = {"before": "after", "after": "before", "until": "after", "followed": "preceded", "preceded": "followed"}
_EVENTS = frozenset({
    "meal", "lunch", "dinner", "breakfast", "game", "match", "storm", "rain", "snowfall", "race", "wedding", "party", "concert",
    "parade", "show", "takeoff", "landing", "flight", "surgery", "sunset", "sunrise", "dawn", "dusk", "work", "school", "class",
    "shower", "bath", "nap", "fall", "crash", "jump", "hit", "serve", "swim", "consumption", "silence", "applause", "pause", "siren",
    "whistle", "cough", "sneeze", "honk", "flush", "snap", "thud", "splash", "buzz", "hum", "chirp", "gunshot", "bang", "noise",
    "ceremony", "speech", "bark", "laughter", "scream", "explosion", "beep", "click", "music", "thunder", "performance", "start", "end",
    "kickoff",
})  # fmt: skip


def find(sentence: Sentence) -> Iterator[Target]:
    """Yield `before`, `after` and `until` of two events, `followed by`, and two events with `then` or `followed by` between them."""
    exchanged: set[int] = set()
    for pair in pairs(sentence):
        exchanged.update(range(pair.one.last, pair.two.first))
        target = target_of(sentence, Name.TEMPORAL, pair.joint, pair.one.first, pair.one.last, sentence.words[pair.one.first].lemma)
        yield with_partner(target, sentence, pair.two.first, pair.two.last, norms_of=sentence.words[pair.two.first].lemma)
    for word in sentence.words:
        if word.i in exchanged:
            continue
        if word.lower in ("before", "after", "until") and _of_events(sentence, word):
            yield target_of(sentence, Name.TEMPORAL, word.lower, word.i, word.i + 1, word.lower, norms_of=sentence.head(word).lemma)
        elif word.lower in ("followed", "preceded") and sentence.words[min(word.i + 1, len(sentence.words) - 1)].lower == "by":
            yield target_of(sentence, Name.TEMPORAL, FOLLOWED, word.i, word.i + 1, word.lower)


def candidates(sentence: Sentence, target: Target) -> list[str]:
    """Return the word for the other order; no word is needed where two events change places."""
    return [_TURNED[target.lemma]] if target.partner_first is None else ["then"]


def realise(sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Return the edits that write the other word, or exchange the two events around `then`."""
    if target.partner_start is None or target.partner_end is None:
        return replace_target(sentence, target, text)
    one, two = sentence.text[target.start : target.end], sentence.text[target.partner_start : target.partner_end]
    first = sentence.begins(target.first)
    capitalised = one[:1].isupper() if first else sentence.text[:1].isupper()
    proper = sentence.words[target.first].pos == "PROPN" and concreteness(one.split()[0].lower()) is None
    return [
        Edit(target.start, target.end, one, moved(two, False, first, capitalised, False)),
        Edit(target.partner_start, target.partner_end, two, moved(one, first, False, capitalised, proper)),
    ]


def _of_events(sentence: Sentence, word: Word) -> bool:
    """Return whether the word orders two events: not `before a crowd`, not `runs after a ball`, not `before or after`."""
    if any(child.dep in ("conj", "cc") for child in sentence.children[word.i]) or word.dep == "conj":
        return False
    if word.dep == "mark":
        return sentence.head(word).pos in ("VERB", "AUX")
    clause = sentence.child(word, "pcomp", "pobj")
    if clause is None or clause.i < word.i:
        return False
    if clause.tag == "VBG" or clause.lemma in _EVENTS:
        return True
    return clause.tag == "VBN" and sentence.child(clause, "auxpass") is not None


FAMILY = Family(Name.TEMPORAL, find, realise, candidates, fill="(before|after|followed|preceded)")
