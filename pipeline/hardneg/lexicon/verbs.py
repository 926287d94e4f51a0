"""Look up which verbs cannot be true of the same subject and object at once."""

from functools import cache, lru_cache

from hardneg.lexicon.nouns import noun_classes, noun_flags
from hardneg.lexicon.relations import related
from hardneg.lexicon.tables import Frame, canonical, frames

SOUNDS = frozenset({
    "applaud", "babble", "bang", "bark", "bawl", "beep", "belch", "bellow", "blare", "bleat", "boom", "bray", "burp", "buzz", "cackle",
    "caw", "chatter", "cheer", "chime", "chirp", "chuckle", "clack", "clang", "clank", "clap", "clatter", "click", "clink", "clop",
    "cluck", "coo", "cough", "crackle", "creak", "croak", "crow", "crunch", "cry", "ding", "drip", "drone", "fizz", "gasp", "giggle",
    "gobble", "groan", "growl", "grunt", "gurgle", "hiccup", "hiss", "honk", "hoot", "howl", "hum", "idle", "jingle", "knock", "laugh",
    "meow", "mew", "moan", "moo", "mumble", "murmur", "neigh", "oink", "patter", "peep", "pop", "purr", "quack", "rattle", "rev",
    "ring", "roar", "rumble", "rustle", "scream", "screech", "shout", "shriek", "sigh", "sing", "sizzle", "skid", "slam", "snarl",
    "sneeze", "snore", "snort", "sob", "speak", "splash", "sputter", "squawk", "squeak", "squeal", "talk", "thud", "thump", "tick",
    "tinkle", "toot", "trickle", "tweet", "twitter", "vibrate", "wail", "warble", "whimper", "whine", "whinny", "whir", "whisper",
    "whistle", "whoosh", "yap", "yell", "yelp",
})  # fmt: skip
"""Verbs of sound and speech, which captions of sound have in every clause."""
HEARD = SOUNDS | {"open", "close", "shut", "accelerate", "gush", "boil"}
"""Verbs of audible events: the verbs of sound, and what doors, engines and water do."""


@cache
def verbs() -> frozenset[str]:
    """Return the verbs of all frames."""
    return frozenset(verb for frame in frames() for verb in frame.members)


def is_known(lemma: str) -> bool:
    """Return whether the lexicon has a frame of a verb."""
    return canonical(lemma) in _frames_by_word()


def verb_alternatives(lemma: str, use: str, preposition: str | None, subject: str | None, object: str | None) -> list[str]:
    """Return verb lemmas that exclude `lemma` in this use, commonest first.

    Args:
        lemma: Of the verb. spaCy's small model has "rid" for "riding", which is mapped to "ride".
        use: intransitive, transitive or passive.
        preposition: The preposition or particle that follows, if any.
        subject: Lemma of the subject. None fits every frame; a noun that the lexicon does not know fits only frames without restriction.
        object: Lemma of the object of a transitive verb. None fits only frames without restriction. A passive's patient is its subject.
    """
    return list(_alternatives(canonical(lemma), use, preposition, _noun(subject), _noun(object)))


def _noun(word: str | None) -> str | None:
    return None if word is None else canonical(word)


@cache
def _frames_by_word() -> dict[str, tuple[Frame, ...]]:
    table: dict[str, tuple[Frame, ...]] = {}
    for frame in frames():
        for word in frame.members:
            table[word] = (*table.get(word, ()), frame)
    return table


@lru_cache(maxsize=50_000)
def _alternatives(lemma: str, use: str, preposition: str | None, subject: str | None, patient: str | None) -> tuple[str, ...]:
    for frame in _frames_by_word().get(lemma, ()):
        if use in frame.uses and _takes(frame, preposition) and _admits(frame, use, subject, patient):
            own = frame.members[lemma]
            found = [m.word for m in frame.members.values() if m.offered and not m.groups & own.groups]
            return tuple(other for other in found if not related(lemma, other))
    return ()


def _takes(frame: Frame, preposition: str | None) -> bool:
    return "any" in frame.prepositions or (preposition or "none") in frame.prepositions


def _admits(frame: Frame, use: str, subject: str | None, patient: str | None) -> bool:
    if use == "passive":
        admitted = frame.objects or frame.subjects
        return subject is None or _fits(subject, admitted)
    fits_subject = subject is None or _fits(subject, frame.subjects)
    return fits_subject and (use != "transitive" or not frame.objects or (patient is not None and _fits(patient, frame.objects)))


def _fits(noun: str, admitted: frozenset[str]) -> bool:
    return not admitted or bool(admitted & {noun, *noun_classes(noun), *noun_flags(noun)})
