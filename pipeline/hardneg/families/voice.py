"""Switch between active and passive without exchanging subject and object: a dog chases a man -> a dog is chased by a man, and back.

Subject and object must both be able to do the act: a horse pulled by a man -> a horse pulling a man.
"""

from hardneg.families.action import whole_lemma
from hardneg.grammar.inflection import is_plural, verb_form
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags

VOICE = "voice"
"""Kind of a target whose verb changes its voice."""

# Verbs whose passive fits people.
_PASSIVE_OF_PEOPLE = frozenset({
    "chase", "follow", "lead", "pull", "push", "carry", "hold", "watch", "feed", "ride", "hit", "kick", "bite", "lick", "guide", "attack",
    "hug", "help", "photograph", "herd", "groom", "brush", "wash", "catch", "pet", "touch", "lift", "drag", "greet", "teach", "serve",
    "surround", "walk", "film", "tackle", "approach", "block", "observe", "tow", "sniff",
})  # fmt: skip


def switched(sentence: Sentence, verb: Word, subject: Word, object_: Word) -> list[Edit] | None:
    """Return the edits that make the active verb passive or the passive active; None where its form or its words do not allow it."""
    if verb.lemma not in _PASSIVE_OF_PEOPLE or not all("animate" in noun_flags(whole_lemma(sentence, noun)) for noun in (subject, object_)):
        return None
    if any(word.tag == "PRP$" and word.i > verb.i for word in sentence.below(verb)):
        return None  # a man holds a woman in his arms
    below = sentence.children[verb.i]
    if any(child.dep in ("conj", "prt", "dative", "neg") for child in below) or verb.dep == "conj":
        return None
    agent = sentence.child(verb, "agent")
    if agent is not None:
        return _active(sentence, verb, agent)
    following = sentence.after(verb)
    if following is None or not any(child.i == following.i for child in sentence.below(object_)):
        return None  # something stands between the verb and its object
    return _passive(sentence, verb, is_plural(subject.tag))


def _passive(sentence: Sentence, verb: Word, many: bool) -> list[Edit] | None:
    auxiliaries = [child for child in sentence.children[verb.i] if child.dep in ("aux", "auxpass")]
    done = verb_form(verb.lemma, "VBN")
    if verb.tag == "VBG":
        if len(auxiliaries) == 1 and auxiliaries[0].lemma == "be":
            return [Edit(verb.start, verb.start, "", "being "), Edit(verb.start, verb.end, verb.text, f"{done} by")]
        return [Edit(verb.start, verb.end, verb.text, f"{done} by")] if not auxiliaries and verb.dep == "acl" else None
    if auxiliaries or verb.tag not in ("VBZ", "VBP", "VBD"):
        return None
    be = ("were" if many else "was") if verb.tag == "VBD" else ("are" if many else "is")
    return [Edit(verb.start, verb.start, "", be + " "), Edit(verb.start, verb.end, verb.text, f"{done} by")]


def _active(sentence: Sentence, verb: Word, agent: Word) -> list[Edit] | None:
    """Return the edits of is (being) chased by -> is chasing; chased by -> chasing."""
    if agent.i != verb.i + 1 or verb.tag not in ("VBN", "VBD"):
        return None
    auxiliaries = [child for child in sentence.children[verb.i] if child.dep in ("aux", "auxpass")]
    edits = []
    if auxiliaries and auxiliaries[-1].lower == "being":
        start = auxiliaries.pop().start
        edits = [Edit(start, verb.start, sentence.text[start : verb.start], "")]
    if len(auxiliaries) > 1 or (auxiliaries and auxiliaries[0].lower not in ("is", "are", "was", "were")):
        return None
    return [*edits, Edit(verb.start, agent.end, sentence.text[verb.start : agent.end], verb_form(verb.lemma, "VBG"))]
