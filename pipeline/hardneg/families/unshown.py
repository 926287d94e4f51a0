"""Find words about things that no picture shows: purposes, wishes, topics of talk, times, comparisons, possibilities.

`balloons for her birthday` shows balloons, and `a man talks about his car` a man: an edit of the birthday or of the car makes nothing
visible false.
"""

from collections.abc import Iterator

from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes

_SAYS = frozenset({
    "say", "tell", "claim", "think", "believe", "hope", "wish", "suggest", "announce", "reveal", "report", "admit", "argue",
    "promise", "warn", "insist", "explain", "know", "learn", "realize", "realise", "remember", "forget", "wonder", "expect",
    "imagine", "dream", "mean", "decide", "predict", "recall", "state",
})  # fmt: skip
_TALKS = frozenset({
    "talk", "speak", "discuss", "chat", "lecture", "argue", "think", "learn", "hear", "know", "write", "sing", "joke", "complain",
    "tell", "information", "story", "book", "movie", "film", "talking", "review", "article", "song", "tip", "advice", "news",
})  # fmt: skip
_REPORTS = frozenset({
    "lecture", "information", "article", "report", "documentary", "clip", "news", "seminar", "essay", "tutorial", "presentation",
    "commentary", "lesson", "discussion", "footage",
})  # fmt: skip
_DISCUSSES = frozenset(
    {"discuss", "explain", "mention", "debate", "promise", "remember", "imagine", "announce", "recommend", "want", "need"}
)
_AIMS = frozenset({
    "raise", "support", "celebrate", "mark", "commemorate", "honor", "honour", "promote", "help", "protest", "thank", "earn", "avoid",
    "attend", "win", "save", "ensure", "encourage", "protect", "prevent", "mourn", "remember", "reduce", "improve", "benefit", "fund",
    "welcome", "advertise", "escape", "survive", "prove", "buy", "afford", "obtain",
})  # fmt: skip
_EVENTS = frozenset({
    "birthday", "wedding", "anniversary", "christmas", "easter", "halloween", "holiday", "party", "event", "charity", "sale", "rent",
    "entrance", "competition", "championship", "season", "festival", "ceremony", "graduation", "funeral", "campaign", "vacation",
    "trip", "future", "fun", "exam", "interview", "job", "research", "money", "love", "peace", "health", "safety", "winter", "summer",
    "spring", "autumn", "fall",
})  # fmt: skip
_DURING = frozenset(
    {"during", "until", "till", "since", "throughout", "despite", "via", "per", "regarding", "concerning", "unlike", "versus"}
)
_MIGHT = frozenset({"would", "could", "should", "might", "must", "will", "shall", "'ll", "'d"})
_YOURS = frozenset({"your", "our"})


def unshown(sentence: Sentence) -> frozenset[int]:
    """Return the indices of words about invisible things."""
    return frozenset(i for word in sentence.words if _opens(sentence, word) for i in _inside(sentence, word))


def _inside(sentence: Sentence, word: Word) -> Iterator[int]:
    """Yield the word and its subtree, less what a wrong attachment puts before it."""
    yield from (each.i for each in sentence.below(word) if each.i >= word.i or word.pos in ("VERB", "AUX"))


def _opens(sentence: Sentence, word: Word) -> bool:
    """Return whether the word and its subtree are about something that is not shown."""
    head = sentence.head(word)
    if word.pos in ("VERB", "AUX"):
        return _wished(sentence, word, head)
    if word.dep == "prep":
        return _of_no_place(sentence, word, head)
    if word.dep == "dobj":
        return head.lemma in _DISCUSSES and head.pos == "VERB"
    return word.pos == "NOUN" and any(child.dep == "poss" and child.lower in _YOURS for child in sentence.children[word.i])


def _wished(sentence: Sentence, verb: Word, head: Word) -> bool:
    """Return whether a clause is reported speech or thought, a purpose, or a possibility."""
    if verb.dep == "ccomp" and head.lemma in _SAYS and verb.i > head.i:
        return True
    below = sentence.children[verb.i]
    if any(child.dep == "aux" and child.lower in _MIGHT for child in below):
        return verb.dep != "ROOT" or any(child.lower in _MIGHT - {"will"} for child in below)
    if any(child.dep == "mark" and child.lower in ("if", "unless", "whether", "because", "so") for child in below):
        return True
    return verb.dep in ("advcl", "xcomp") and verb.lemma in _AIMS and any(child.lower == "to" and child.dep == "aux" for child in below)


def _before_topic(sentence: Sentence, on: Word) -> bool:
    """Return whether `on` names a topic: a lecture on cars, a clip from the news on the election."""
    topic = sentence.child(on, "pobj")
    if topic is None or noun_classes(topic.lemma):
        return False  # the news on a television
    word = sentence.head(on)
    preposition = sentence.head(word)
    return word.lemma in _REPORTS or (preposition.pos == "ADP" and sentence.head(preposition).lemma in _REPORTS)


def _of_no_place(sentence: Sentence, preposition: Word, head: Word) -> bool:
    """Return whether a preposition names a time, a topic, a purpose or a comparison."""
    if preposition.lower in _DURING:
        return True
    if preposition.lower == "about" or (preposition.lower == "on" and _before_topic(sentence, preposition)):
        return head.lemma in _TALKS or preposition.lower == "on"
    if preposition.lower == "to":
        return head.lower in ("similar", "prior", "equal", "close-knit", "devoted", "dedicated")
    if preposition.lower == "for":
        object_ = sentence.child(preposition, "pobj")
        return (object_ is not None and object_.lemma in _EVENTS) or any(child.dep == "pcomp" for child in sentence.children[preposition.i])
    return False
