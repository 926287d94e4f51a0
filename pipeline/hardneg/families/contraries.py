"""Find words with one contrary that are no plain adjectives: a light is on or off, a female voice, a loud hum, a dog barks softly."""

from collections.abc import Iterator

from hardneg.families.family import Name, Target, target_of
from hardneg.families.sounds import is_sound, only_heard
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags

_SEXES = {"male": "female", "female": "male", "males": "females", "females": "males"}
_SWITCH = {"on": "off", "off": "on"}
_HEARD = {
    "loud": "faint", "faint": "loud", "quiet": "loud", "soft": "loud", "loudly": "quietly", "quietly": "loudly", "softly": "loudly",
    "faintly": "loudly", "rapid": "slow", "slow": "rapid", "rapidly": "slowly", "quickly": "slowly", "slowly": "rapidly",
}  # fmt: skip
"""Contraries of loudness and speed in captions of sound."""
_ALWAYS_LOUD = frozenset({"yell", "shout", "scream", "yelling", "shouting", "screaming", "whisper", "whispering"})
_VOICES = frozenset(
    {"voice", "speech", "speaking", "talking", "singing", "vocal", "laughter", "laughing", "shouting", "narration", "scream"}
)
_GENDERED = frozenset({
    "he", "she", "his", "her", "him", "hers", "man", "woman", "men", "women", "boy", "girl", "boys", "girls", "himself", "herself", "lady",
    "guy", "beard", "dress", "male", "female", "males", "females",
})  # fmt: skip
_TURNS = frozenset({"turn", "switch", "be", "leave", "have", "keep"})
_SWITCHED = frozenset({
    "light", "lamp", "television", "tv", "computer", "laptop", "monitor", "screen", "oven", "stove", "fan", "headlight", "radio", "heater",
    "display", "lantern", "chandelier", "faucet", "projector", "burner", "sprinkler", "stereo", "flashlight", "spotlight", "tap", "engine",
})  # fmt: skip


def found(sentence: Sentence) -> Iterator[Target]:
    """Yield each word of sex that is a noun or describes a voice, each loudness or speed of a sound, each `on` or `off` of a device."""
    for word in sentence.words:
        if _is_of_sex(sentence, word) or _is_of_sound(sentence, word):
            yield target_of(sentence, Name.ATTRIBUTE, "other", word.i, word.i + 1, word.lower)
        elif is_switch(sentence, word):
            yield target_of(sentence, Name.ATTRIBUTE, "state", word.i, word.i + 1, word.lower)


def contrary(sentence: Sentence, word: Word) -> str | None:
    """Return the contrary of a word that `found` yields; None for any other."""
    if _is_of_sex(sentence, word):
        return _SEXES[word.lower]
    if _is_of_sound(sentence, word):
        return _HEARD[word.lower]
    return _SWITCH[word.lower] if is_switch(sentence, word) else None


def is_switch(sentence: Sentence, word: Word) -> bool:
    """Return whether a word says that a device is on or off: the lights are on, a laptop turned off."""
    if word.lower not in _SWITCH or word.dep not in ("advmod", "prt", "acomp", "prep") or _has_object(sentence, word):
        return False
    head = sentence.head(word)
    if head.lemma in _TURNS and head.pos in ("VERB", "AUX"):
        owner = sentence.subject(head) or (sentence.head(head) if head.dep == "acl" else None)
        device = owner if head.tag == "VBN" or head.lemma == "be" else sentence.child(head, "dobj")
        if device is not None and device.lower in ("that", "which"):
            device = sentence.head(head)
        elif any(each.lower in ("that", "which") for each in sentence.below(head) if each.i < head.i):
            return False  # a bench that a television is on
    else:
        device = head
    return device is not None and device.i < word.i and _is_device(device)


def has_switch(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption says at once that a thing is on or off, so that no vase can replace it: with the lights on."""
    after = sentence.after(noun)
    return after is not None and is_switch(sentence, after)


def _has_object(sentence: Sentence, word: Word) -> bool:
    return any(child.i > word.i for child in sentence.children[word.i])


def _is_device(noun: Word) -> bool:
    return noun.lemma in _SWITCHED or bool({"electronics", "appliance"} & {*noun_flags(noun.lemma), *noun_classes(noun.lemma)})


def _is_of_sex(sentence: Sentence, word: Word) -> bool:
    """Return whether `male` or `female` names somebody or a voice, and no other word of the caption has a gender."""
    if word.lower not in _SEXES or any(each.lower in _GENDERED for each in sentence.words if each.i != word.i):
        return False
    if word.pos == "NOUN":
        return word.dep != "compound"
    return word.dep in ("amod", "nsubj") and sentence.head(word).lower in _VOICES


def _is_of_sound(sentence: Sentence, word: Word) -> bool:
    """Return whether a word says how loud or fast a sound is, and the caption has its contrary for no other sound."""
    if word.lower not in _HEARD or not sentence.once(only_heard):
        return False
    head = sentence.head(word)
    if not (is_sound(head) or (word.pos == "ADV" and head.pos == "VERB")):
        behind = sentence.words[word.i + 1 : word.i + 4]  # the parser misreads rows of sounds
        head = next((each for each in behind if is_sound(each)), word)
    if head.i == word.i or not _ALWAYS_LOUD.isdisjoint((head.lemma, head.lower)):
        return False
    return all(other.i == word.i or other.lower != _HEARD[word.lower] for other in sentence.words)
