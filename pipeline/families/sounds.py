"""Sounds: words for what is heard."""

from pipeline.grammar.inflection import lemma_of
from pipeline.grammar.sentence import Sentence

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
# Of these one may also take a picture: a man talking, a dog playing.
_SEEN_TOO = frozenset({
    "crash", "shuffle", "chatter", "speak", "talk", "say", "sing", "laugh", "cry", "shout", "yell", "clap", "cheer", "play", "fire",
    "shoot", "drum", "saw", "drill", "hammer", "beat", "blow", "crush", "chew", "spray", "splash", "tap", "knock", "bang", "burst",
    "pop", "idle", "engine", "alarm", "crow", "howl", "drip", "rain", "tick", "ticks", "ring", "song", "music", "audio", "explode",
    "breathe", "whisper", "grind", "click", "scream", "bark", "whistle", "strum", "rev", "toll", "applaud", "tune", "siren", "speech",
    "voice", "applause", "crumple",
})  # fmt: skip


def sounds(sentence: Sentence) -> bool:
    """Whether something is said that can be heard."""
    return any(word.lemma in _SOUND or lemma_of(word.lower, "VERB") in _SOUND for word in sentence.words)


def heard(sentence: Sentence) -> bool:
    """Whether the caption is of a sound, and no picture shows it."""
    only = _SOUND - _SEEN_TOO
    return any(word.lemma in only or lemma_of(word.lower, "VERB") in only for word in sentence.words if word.pos in ("NOUN", "VERB"))
