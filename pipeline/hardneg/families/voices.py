"""Find sounds that identify their source: a thing that barks is a dog, one that ticks is a clock."""

from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.sentence import Sentence

_OF_ONE = frozenset({
    "bark", "bleat", "bray", "caw", "chirp", "clop", "cluck", "coo", "croak", "crow", "flush", "gobble", "hoot", "idle", "meow", "mew",
    "moo", "neigh", "oink", "purr", "quack", "rev", "tick", "tweet", "twitter", "warble", "whinny",
})  # fmt: skip

_SPEECH = frozenset({
    "speak", "talk", "say", "narrate", "sing", "whisper", "laugh", "giggle", "chuckle", "chat", "converse", "shout", "yell", "speech",
    "voice", "laughter", "conversation", "applaud", "applause", "clap", "cheer", "murmur", "mumble", "announce", "chant", "preach", "cough",
    "sneeze", "commentate", "recite",
})  # fmt: skip


def speaks(sentence: Sentence) -> bool:
    """Return whether somebody talks, laughs or has a voice, so that no person of the caption becomes an animal, whatever the parse."""
    return any(word.lemma in _SPEECH or lemma_of(word.lower, "VERB") in _SPEECH for word in sentence.words)


def sounding(sentence: Sentence) -> frozenset[int]:
    """Return the indices of nouns with a characteristic sound, so that no other noun can replace them."""
    subjects = (sentence.subject(word) for word in sentence.words if word.pos == "VERB" and word.lemma in _OF_ONE)
    return frozenset(subject.i for subject in subjects if subject is not None)
