"""Check on a second parse whether a paraphrase keeps the meaning of its caption.

Every word that names, describes or counts something must be there as before, with the same head. This finds paraphrases of a wrong
parse; word senses are checked in `lexical`.
"""

from collections import Counter
from collections.abc import Sequence

from hardneg.grammar.phrases import CONTENT
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit, offset_after
from hardneg.grammar.tags import split
from hardneg.paraphrase import tag_order

_BINDING = ("amod", "nummod", "compound", "nmod", "poss", "neg")
# Words that an opening or a preposition may add or delete: they say that something is there, not what.
_PRESENTING = frozenset({
    "photo", "picture", "image", "show", "be", "locate", "position", "situate", "place", "see", "sit", "stand", "lie", "rest", "park",
    "hang", "left", "right", "front", "next", "top", "close", "far", "photograph", "there",
})  # fmt: skip
# Pairs that are synonyms in most captions, but not in all: a dirt road, a paper cup, a busy street without people.
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


def objection(sentence: Sentence, kind: str, edits: Sequence[Edit], second: Sentence) -> str | None:
    """Return why the second parse, `again`, contradicts the paraphrase; None where it does not."""
    if kind in _ORDERS:
        return (
            _misread(sentence)
            or _two_verbs(second)
            or _content_differs(sentence, second)
            or _head_differs(sentence, second)
            or (_roles_exchanged(sentence, second) if kind == "voice" else None)
        )
    if kind == tag_order.KIND:
        return None if sorted(split(sentence.text)) == sorted(split(second.text)) else "different tags"
    if any((edit.old.strip().lower(), edit.new.strip().lower()) in _LOOSE for edit in edits):
        return "not always synonyms"
    return _syntax_differs(sentence, edits, second)


def _misread(sentence: Sentence) -> str | None:
    """Return an objection to a plural after `a` or `an`: in `a woman wearing a hat bites` the verb is tagged as a noun."""
    for word in sentence.words:
        noun = sentence.head(word)
        if word.dep == "det" and word.lower in ("a", "an") and noun.tag == "NNS" and noun.lower != noun.lemma and word.i < noun.i:
            return f"{word.text!r} precedes the plural {noun.text!r}"
    return None


def _two_verbs(second: Sentence) -> str | None:
    """Return an objection to `There is a woman bites into a cake`: after `there is` a finite verb needs a relative pronoun."""
    there = second.words[0].lower == "there" if second.words else False
    for word in second.words:
        if word.tag in ("VBZ", "VBP") and (word.dep == "attr" or (there and word.i > 1 and word.dep in ("ROOT", "ccomp", "conj"))):
            return f"{word.text!r} is a second verb"
    return None


def _content_differs(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection to a content word that only one of the texts has."""
    before, after = _content(sentence), _content(second)
    for word in sorted((before - after) + (after - before)):
        if word not in _PRESENTING:
            return f"{word!r} is in only one of the texts"
    return None


def _content(sentence: Sentence) -> Counter[str]:
    return Counter(word.lemma if word.pos in ("VERB", "NOUN") else word.lower for word in sentence.words if word.pos in CONTENT)


def _head_differs(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection to a noun with other attributes, another number or another negation than before."""
    before, after = _bindings(sentence), _bindings(second)
    different = sorted((before - after) + (after - before))
    return f"{different[0][1]!r} has another head" if different else None


def _bindings(sentence: Sentence) -> Counter[tuple[str, str]]:
    return Counter(
        (sentence.head(word).lemma, word.lower) for word in sentence.words if word.dep in _BINDING and sentence.head(word).pos in CONTENT
    )


def _roles_exchanged(sentence: Sentence, second: Sentence) -> str | None:
    """Return an objection where agent and patient of no verb can be recovered from both voices."""
    before, after = actions(sentence), actions(second)
    return None if before & after and len(before) == len(after) else "agent and patient cannot be recovered"


def actions(sentence: Sentence) -> set[tuple[str, str, str]]:
    """Return verb, agent and patient of each act that names both, in the active or the passive voice."""
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


def _syntax_differs(sentence: Sentence, edits: Sequence[Edit], second: Sentence) -> str | None:
    """Return an objection to a word outside the edits with another part of speech or another head than before."""
    by_start = {word.start: word for word in second.words}
    counterparts: dict[int, Word] = {}
    for word in sentence.words:
        if not any(edit.start < word.end and word.start < edit.end for edit in edits):
            counterpart = by_start.get(offset_after(word.start, edits))
            if counterpart is None or counterpart.text != word.text:
                return f"{word.text!r} is no longer a separate word"
            counterparts[word.i] = counterpart
    for word in sentence.words:
        if (counterpart := counterparts.get(word.i)) is None or word.pos not in CONTENT:
            continue
        head = counterparts.get(word.head)
        if counterpart.pos != word.pos or (head is not None and counterpart.head != head.i and word.pos != "VERB"):
            return f"{word.text!r} has another part of speech or another head"
    return None
