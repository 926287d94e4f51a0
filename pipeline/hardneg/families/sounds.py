"""Recognise captions of sound, by words for audible events."""

from collections.abc import Iterator, Sequence

from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_classes, noun_flags
from hardneg.lexicon.verbs import SOUNDS

_SOUND = frozenset({
    "speak", "talk", "say", "sing", "bark", "ring", "buzz", "hum", "beep", "honk", "laugh", "cry", "scream", "shout", "yell",
    "whistle", "clap", "cheer", "applaud", "chirp", "tweet", "meow", "growl", "roar", "rumble", "rattle", "click", "clang", "bang",
    "thump", "tap", "knock", "hiss", "snore", "sneeze", "cough", "whisper", "rev", "idle", "vibrate", "rustle", "splash", "gurgle",
    "drip", "crackle", "explode", "play", "ticks", "tick", "squeak", "creak", "whir", "whirr", "sound", "noise", "music", "voice",
    "speech", "song", "silence", "echo", "applause", "audio", "melody", "siren", "alarm", "engine", "moan", "groan", "gasp",
    "breathe", "burp", "oink", "quack", "crow", "howl", "blow", "beat", "drum", "strum", "hammer", "saw", "drill", "grind", "spray",
    "fire", "shoot", "burst", "pop", "crunch", "crinkle", "crumple", "crush", "chew", "tune", "clatter", "clack", "chime", "toll",
    "toot", "blare", "blast", "croak", "coo", "cluck", "neigh", "bleat", "moo", "baa", "rain", "thunder", "trickle", "clunk", "clank",
    "whoosh", "crash", "hoot", "chatter", "shuffle",
})  # fmt: skip
# Words for events that are visible as well as audible: a man talking, a dog playing.
_VISIBLE_TOO = frozenset({
    "crash", "shuffle", "chatter", "speak", "talk", "say", "sing", "laugh", "cry", "shout", "yell", "clap", "cheer", "play", "fire",
    "shoot", "drum", "saw", "drill", "hammer", "beat", "blow", "crush", "chew", "spray", "splash", "tap", "knock", "bang", "burst",
    "pop", "idle", "engine", "alarm", "crow", "howl", "drip", "rain", "tick", "ticks", "ring", "song", "music", "audio", "explode",
    "breathe", "whisper", "grind", "click", "scream", "bark", "whistle", "strum", "rev", "toll", "applaud", "tune", "siren", "speech",
    "voice", "applause", "crumple",
})  # fmt: skip


def sounds(sentence: Sentence) -> bool:
    """Return whether the caption mentions something audible."""
    return any(word.lemma in _SOUND or lemma_of(word.lower, "VERB") in _SOUND for word in sentence.words)


def heard(sentence: Sentence) -> bool:
    """Return whether the caption is of a sound, and no picture shows it."""
    return any(_is_only_sound(word) for word in sentence.words if word.pos in ("NOUN", "VERB") and not _describes(sentence, word))


def _is_only_sound(word: Word) -> bool:
    return not {word.lemma, lemma_of(word.lower, "VERB")}.isdisjoint(_SOUND - _VISIBLE_TOO)


def _describes(sentence: Sentence, word: Word) -> bool:
    """Return whether a word of sound only describes a thing: a humming bird, a sound mixer; but not a humming noise."""
    thing = sentence.head(word)
    return word.dep in ("amod", "compound", "nmod") and word.i < thing.i and not is_sound(thing)


# Verbs of sight, and things that captions of sound do not name.
_LOOKS = frozenset({
    "sit", "stand", "lie", "lay", "wear", "dress", "hold", "carry", "look", "ride", "smile", "pose", "lean", "read", "write", "watch",
    "show", "display", "eat", "hang", "gather", "park", "wave", "dance", "paint", "point", "stare", "gaze",
})  # fmt: skip
_VISIBLE = frozenset({"clothing", "wearable", "furniture", "headwear"})
# Words that are as common in captions of pictures as in captions of sound.
_RATHER_VISIBLE = frozenset({"play", "fire", "shoot", "saw", "drum", "spray", "song", "music", "crush", "ring", "tap", "pop", "burst"})
_VOICED = frozenset({
    "narrate", "laughter", "gunshot", "explosion", "murmur", "chuckle", "horn", "bell", "skid", "snort", "static", "gurgle", "spit",
    "clinking", "clicking", "ringing", "buzzing", "crying", "conversation", "footstep", "scrape", "engine",
})  # fmt: skip
_JOINTS = frozenset({"then", "followed", "proceeded", "preceded"})
_LOUDNESS = frozenset({"loudly", "noisily", "audibly"})
_WORN = frozenset({"wear", "dress"})
_LEAST_HEARD, _MOST = 5, 0.5
"""Lower bounds of the number and of the share of captions that describe sounds alone, for a part to be of sound."""
_AT = frozenset({"on", "in", "at", "near", "under", "behind", "beside", "inside", "outside", "around", "atop"})
_AWAY = frozenset({"background", "distance", "foreground", "microphone", "echo", "space", "unison", "speech", "storm"})


def only_heard(sentence: Sentence) -> bool:
    """Return whether the caption describes sounds alone: nobody wears, holds or sits on anything, and nothing has a place."""
    if sentence.heard:
        return not any(word.lemma in _WORN for word in _content(sentence))
    if heard(sentence):
        return not any(word.lemma in _WORN or (_seen(sentence, word) and not is_sound(word)) for word in _content(sentence))
    audible = sum(word.pos != "ADJ" and is_sound(word) for word in _content(sentence))
    joined = any(word.lower in _JOINTS or word.lower in _LOUDNESS for word in sentence.words)
    return audible + joined > 1 and audible > 0 and not any(_seen(sentence, word) for word in _content(sentence))


def mark_sounds(sentences: Sequence[Sentence]) -> None:
    """Mark all captions of a part as captions of sound where most of them describe sounds alone.

    A short caption such as `A faucet drips` does not show by itself whether it describes a recording or a picture.
    """
    audible = sum(only_heard(sentence) for sentence in sentences)
    if audible >= _LEAST_HEARD and audible >= _MOST * len(sentences):
        for sentence in sentences:
            sentence.heard = True


def is_sound(word: Word) -> bool:
    """Return whether a word is of a sound, visible or not."""
    lemma = lemma_of(word.lower, "VERB") if word.pos == "VERB" or word.lower.endswith("ing") else word.lemma
    return (lemma in _SOUND or lemma in SOUNDS or lemma in _VOICED) and lemma not in _RATHER_VISIBLE


def _content(sentence: Sentence) -> Iterator[Word]:
    return (word for word in sentence.words if word.pos in ("NOUN", "PROPN", "VERB", "ADJ"))


def _seen(sentence: Sentence, word: Word) -> bool:
    """Return whether a word of the caption describes something visible."""
    if word.pos == "VERB":
        return word.lemma in _LOOKS
    if word.pos == "ADJ":
        return attribute_kind(word.lower) == "colour" and word.lower != "light"  # light vibrations
    if noun_flags(word.lemma) & _VISIBLE:
        return True
    there = word.dep == "pobj" and sentence.head(word).lower in _AT and word.lemma not in _AWAY
    return there and bool(noun_classes(word.lemma))
