"""What is said of a thing, elsewhere: a black dog -> a dog that is black; a wooden table -> a table made of wood; with -> that has."""

from collections.abc import Iterator

from hardneg.families import attribute
from hardneg.families.titles import title_words
from hardneg.grammar.phrases import extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_kind, concreteness, noun_classes, noun_flags
from hardneg.paraphrase.constituents import is_several
from hardneg.paraphrase.verbs import who
from hardneg.paraphrase.wording import Change, change

_MADE_OF = {
    "wooden": "wood", "wood": "wood", "brick": "brick", "stone": "stone", "metal": "metal", "glass": "glass", "plastic": "plastic",
    "leather": "leather", "concrete": "concrete", "marble": "marble", "wicker": "wicker", "paper": "paper", "bamboo": "bamboo",
}  # fmt: skip
_KINDS = ("colour", "size", "shape", "age", "texture", "state")
_CARRIED = frozenset({
    "suitcase", "suit case", "briefcase", "shopping bag", "baggage", "luggage bag", "carry on", "wallet", "leash", "cane",
    "walking stick", "footlocker", "hatbox", "sparkler", "carpetbag",
})  # fmt: skip
_CANNOT_LEAVE = frozenset({"other", "squat", "flat", "double", "giant", "huge", "hot", "wild", "dry"})
_KIND = frozenset({"style", "type", "size", "class", "color", "colour", "length", "pattern"})
_SHADES = frozenset({
    "light", "dark", "bright", "pale", "deep", "neon", "vivid", "very", "navy", "middle", "half", "off",
})  # fmt: skip
_CANNOT_FOLLOW = frozenset({
    "little", "old", "main", "teenage", "great", "multicolored", "light", "dark", "bright", "stuffed", "baby", "adult",
})  # fmt: skip


def changes(sentence: Sentence) -> Iterator[Change]:
    """Yield each single attribute before a noun as a clause behind it, and what somebody has or wears in other words."""
    for target in sentence.once(attribute.found):
        word = sentence.words[target.first]
        noun = attribute.modified(sentence, word)
        if noun is None or word.dep == "acomp" or word.i > noun.i or not _ends(sentence, noun):
            continue
        if sentence.child(word, "conj", "advmod") is not None or word.dep == "conj":
            continue
        if word.lower in _CANNOT_LEAVE or _is_picked(sentence, word, noun) or not _stays_clear(sentence, word, noun):
            continue
        following = sentence.words[word.i + 1]
        if following.text in (",", "-") or (
            word.i > 1 and sentence.words[word.i - 1].text == "," and sentence.words[word.i - 2].pos == "ADJ"
        ):
            continue
        out = Edit(word.start, following.start, sentence.text[word.start : following.start], "")
        if (
            word.lower in _MADE_OF
            and target.kind == "material"
            and noun_flags(noun.lemma) & {"artifact", "building", "surface", "building_part"}
        ):
            yield change("attribute", out, Edit(noun.end, noun.end, "", f" made of {_MADE_OF[word.lower]}"))
        elif target.kind in _KINDS and word.pos == "ADJ" and word.lower not in _CANNOT_FOLLOW:
            be = "are" if is_several(sentence, noun) else "is"
            relative = who(noun) if target.kind != "colour" or "person" in noun_flags(noun.lemma) else "that"
            yield change("attribute", out, Edit(noun.end, noun.end, "", f" {relative} {be} {word.text.lower()}"))
    for word in sentence.words:
        yield from _worn(sentence, word)


def _is_picked(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Return whether the adjective is not all that is said so: another brown dog, a second colour, a product's title."""
    if sentence.once(title_words) is not None or any(child.lower in ("another", "other") for child in sentence.children[noun.i]):
        return True
    kinds = [attribute_kind(child.lower) for child in sentence.children[noun.i] if child.i < noun.i and child.i != word.i]
    return attribute_kind(word.lower) == "colour" and "colour" in kinds


def _stays_clear(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Whether the clause can be of the noun alone, and what stays before the noun is not of the adjective: light grey, pink blue."""
    before, following = sentence.before(word), sentence.after(noun)
    if before is not None and (before.lower in _SHADES or (before.pos in ("ADJ", "ADV") and attribute_kind(before.lower) == "colour")):
        return False
    if (
        noun.lemma in ("light", "shade", "order", "detail")
        or any(each.lemma in _KIND for each in sentence.words[word.i : noun.i])
        or not (noun_classes(noun.lemma) or (concreteness(noun.lemma) or 0) > 3.5)
    ):
        return False  # a Victorian style room, full splendor
    if sentence.child(noun, "poss", "conj", "cc") is not None or any(
        child.lower in ("this", "that", "these", "those") for child in sentence.children[noun.i]
    ):
        return False  # his hair that is black
    if following is None:
        return True
    return following.tag != "MD" and not (following.pos == "ADP" and following.head != noun.i)


def _ends(sentence: Sentence, noun: Word) -> bool:
    """Whether the noun's phrase ends with it, and a clause behind it can be of nothing else."""
    if extent(sentence, noun)[1] != noun.i + 1 or noun.dep in ("compound", "nmod", "poss", "conj") or noun.pos != "NOUN":
        return False
    following = sentence.after(noun)
    if following is not None and following.tag == "VBN":
        return False
    if following is not None and following.lower in ("with", "of", "in", "without"):
        return False
    return following is None or following.pos in ("PUNCT", "VERB", "AUX", "ADP", "CCONJ", "SCONJ")


def _worn(sentence: Sentence, word: Word) -> Iterator[Change]:
    """In a red shirt, wearing a red shirt; with a collar, that has a collar."""
    inside = sentence.child(word, "pobj") if word.pos == "ADP" else sentence.child(word, "dobj") if word.lower == "wearing" else None
    if inside is None or inside.pos != "NOUN":
        return
    noun = sentence.head(word)
    flags = noun_flags(inside.lemma)
    if noun.pos != "NOUN" or noun.i != word.i - 1:
        return
    if any(child.dep == "conj" and child.i > word.i for child in sentence.children[noun.i]):
        return  # a man with a hat and a bag beside him
    if any(each.lower in ("on", "off") and sentence.child(each, "pobj") is None for each in sentence.words[inside.i + 1 : inside.i + 2]):
        return  # with no shirt on
    person = "person" in noun_flags(noun.lemma)
    worn = bool(flags & {"clothing", "wearable"}) and inside.lemma not in _CARRIED
    if word.lower == "wearing" and word.dep == "acl" and person and worn and "clothing" in flags:
        yield change("wearing", Edit(word.start, word.end, word.text, "in"))
    elif person and worn and (word.lower == "in" or (word.lower == "with" and word.dep == "prep" and _is_on_body(sentence, inside))):
        yield change("wearing", Edit(word.start, word.end, word.text, "wearing"))
    elif word.lower == "with" and word.dep == "prep" and (flags & {"body"} or "artifact" in noun_flags(noun.lemma) & flags):
        have = "have" if is_several(sentence, noun) else "has"
        yield change("having", Edit(word.start, word.end, word.text, f"{who(noun)} {have}"))


def _is_on_body(sentence: Sentence, garment: Word) -> bool:
    """Return whether a garment is said to be on somebody: who is with a hat may hold it, who is with a hat on his head wears it."""
    following = sentence.after(garment)
    if following is None or following.lower != "on":
        return False
    place = sentence.child(following, "pobj")
    return place is None or "body" in noun_flags(place.lemma)
