"""Whether a rewording still says what its caption says, as far as a second parse can tell.

Whatever names, describes or counts something must be there as before, and of the same thing. That catches what a wrong parse of the
caption makes of it; what a word means is for the table of synonyms.
"""

from collections import Counter
from collections.abc import Sequence

from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.grammar.tags import split
from hardneg.paraphrase import reordered

_CONTENT = ("NOUN", "PROPN", "ADJ", "NUM", "VERB")
_BINDING = ("amod", "nummod", "compound", "nmod", "poss", "neg")
# What an opening or a preposition may bring with it, or take away: it says that something is there, not what.
_BEING = frozenset({
    "photo", "picture", "image", "show", "be", "locate", "position", "situate", "place", "see", "sit", "stand", "lie", "rest", "park",
    "hang", "left", "right", "front", "next", "top", "close", "far", "photograph", "there",
})  # fmt: skip
# Words that mean the same in most captions, but not in all: a dirt road, a paper cup, a busy street with nobody on foot.
_LOOSE = frozenset({
    ("distance", "background"),
    ("road", "street"), ("roads", "streets"), ("cup", "mug"), ("cups", "mugs"), ("busy", "crowded"), ("busy", "packed"), ("wet", "soaked"),
    ("driving down", "on"), ("swinging", "moving"), ("swings", "moves"), ("rug", "carpet"), ("counter", "countertop"),
    ("pot", "cooking pot"), ("packed", "busy"), ("packed", "crowded"), ("cars", "automobiles"), ("film", "movie"), ("tap", "faucet"),
    ("filled with", "with"), ("sidewalk", "pavement"), ("pavement", "sidewalk"), ("stone", "rock"), ("stones", "rocks"),
    ("rock", "stone"), ("rocks", "stones"), ("empty", "vacant"), ("shades", "sunglasses"),
    ("meadow", "pasture"), ("surrounded by", "near"), ("in the distance", "in the background"), ("on display", "on"),
})  # fmt: skip
_ORDERS = frozenset({"converse", "voice", "joined", "fronting", "presence"})


def objection(sentence: Sentence, kind: str, edits: Sequence[Edit], again: Sentence) -> str | None:
    """What the second parse, of the rewording, has against it; None where it holds."""
    if kind in _ORDERS:
        return (
            _misread(sentence)
            or _two_verbs(again)
            or _lost(sentence, again)
            or _unbound(sentence, again)
            or (_exchanged(sentence, again) if kind == "voice" else None)
        )
    if kind == reordered.KIND:
        return None if sorted(split(sentence.text)) == sorted(split(again.text)) else "other tags"
    if any((edit.old.strip().lower(), edit.new.strip().lower()) in _LOOSE for edit in edits):
        return "not always the same"
    return _moved_roles(sentence, edits, again)


def _misread(sentence: Sentence) -> str | None:
    """A plural with `a` or `an`: in `a woman wearing a hat bites` the verb has been taken for a noun."""
    for word in sentence.words:
        noun = sentence.head(word)
        if word.dep == "det" and word.lower in ("a", "an") and noun.tag == "NNS" and noun.lower != noun.lemma and word.i < noun.i:
            return f"{word.text!r} stands before {noun.text!r}"
    return None


def _two_verbs(again: Sentence) -> str | None:
    """`There is a woman bites into a cake`: after `there is` a finite verb has no place without a relative pronoun."""
    there = again.words[0].lower == "there" if again.words else False
    for word in again.words:
        if word.tag in ("VBZ", "VBP") and (word.dep == "attr" or (there and word.i > 1 and word.dep in ("ROOT", "ccomp", "conj"))):
            return f"{word.text!r} is a second verb"
    return None


def _lost(sentence: Sentence, again: Sentence) -> str | None:
    """A word of content that only one of both has."""
    before, after = _content(sentence), _content(again)
    for word in sorted((before - after) + (after - before)):
        if word not in _BEING:
            return f"{word!r} is in only one of both"
    return None


def _content(sentence: Sentence) -> Counter[str]:
    return Counter(word.lemma if word.pos in ("VERB", "NOUN") else word.lower for word in sentence.words if word.pos in _CONTENT)


def _unbound(sentence: Sentence, again: Sentence) -> str | None:
    """A noun whose attributes, number or negation are not those it had."""
    before, after = _bound(sentence), _bound(again)
    different = sorted((before - after) + (after - before))
    return f"{different[0][1]!r} is of another word" if different else None


def _bound(sentence: Sentence) -> Counter[tuple[str, str]]:
    return Counter(
        (sentence.head(word).lemma, word.lower) for word in sentence.words if word.dep in _BINDING and sentence.head(word).pos in _CONTENT
    )


def _exchanged(sentence: Sentence, again: Sentence) -> str | None:
    """Who does it to whom, read from both voices."""
    before, after = _doings(sentence), _doings(again)
    return None if before & after and len(before) == len(after) else "who does it to whom cannot be read again"


def _doings(sentence: Sentence) -> set[tuple[str, str, str]]:
    found = set()
    for verb in sentence.words:
        if verb.pos != "VERB":
            continue
        agent = sentence.child(verb, "agent")
        by = sentence.child(agent, "pobj") if agent is not None else None
        subject, thing = sentence.subject(verb), sentence.child(verb, "dobj")
        if by is not None and subject is not None:
            found.add((verb.lemma, by.lemma, subject.lemma))
        elif thing is not None and subject is not None:
            found.add((verb.lemma, subject.lemma, thing.lemma))
    return found


def _moved_roles(sentence: Sentence, edits: Sequence[Edit], again: Sentence) -> str | None:
    """A word outside the edits that is another part of speech, or hangs on another word, than before."""
    by_start = {word.start: word for word in again.words}
    twins: dict[int, Word] = {}
    for word in sentence.words:
        if not any(edit.start < word.end and word.start < edit.end for edit in edits):
            twin = by_start.get(word.start + sum(len(edit.new) - len(edit.old) for edit in edits if edit.end <= word.start))
            if twin is None or twin.text != word.text:
                return f"{word.text!r} is no longer a word of its own"
            twins[word.i] = twin
    for word in sentence.words:
        if (twin := twins.get(word.i)) is None or word.pos not in _CONTENT:
            continue
        head = twins.get(word.head)
        if twin.pos != word.pos or (head is not None and twin.head != head.i and word.pos != "VERB"):
            return f"{word.text!r} plays another part"
    return None
