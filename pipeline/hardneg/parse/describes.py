"""Reject captions that describe nothing visible or audible: no edit of such a caption is known to be false.

Rejected are template text alone, products that are only named, lists of keywords, menus, quotations, questions, advertisements, guides, and
statements in which nothing concrete is named and nothing visible or audible happens. In doubt a caption is a description.
"""

import re

from hardneg.families import titles
from hardneg.families.boilerplate import boilerplate, only_boilerplate
from hardneg.families.sounds import heard, sounds
from hardneg.families.untouched import quoted
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, concreteness, noun_classes, visual
from hardneg.schemas.reasons import Reason, Verdict

_CONCRETE, _VISIBLE = 3.8, 2.9
_ABSTRACT = 3.2
_LEAST_TAGS = 4
_GUIDE = re.compile(
    r"^\W*(?:how (?:to|do|can|does)\b|(?:the )?(?:top|best) \d+\b"
    r"|\d+ (?:\w+ ){0,3}(?:ways|tips|reasons|ideas|things|facts|steps|rules|secrets)\b"
    r"|(?:the )?best \w+ (?:in|for|of)\b|dear \w+ ?,|breaking news\b|there ?['\u2019]s nothing like\b"
    r"|\w+(?: \w+)? to \w+ .*\b(?:next|this) (?:week|month|year)\b"
    r"|why \w+|what (?:is|are|to|you|happens)\b|when (?:you|to|i|we)\b|where to\b|guide to\b|tips (?:for|on)\b|review\s*:)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\W*(?:happy (?:birthday|new year|holidays|easter|halloween|anniversary|\w+ day)|merry christmas|good (?:morning|night|luck|day)"
    r"|thank you|welcome|congratulations)\b(?: \w+){0,3}\W*",
    re.IGNORECASE,
)
_MENU = re.compile(
    r"(?:\s[>\u00bb\u203a\u00b7|]\s.*){2,}|\b(?:terms and conditions|privacy policy|contact us|all rights reserved|site map|sitemap)\b",
    re.IGNORECASE,
)
_SELLING = re.compile(
    r"\b(?:order now|buy now|shop now|free shipping|for sale online|on sale now|click here|learn more|read more|find out|sign up|subscribe"
    r"|discount|coupon|% off|best price|lowest price|limited offer|add to cart|in stock|sold out|check out|available now|coming soon"
    r"|don ?['\u2019]t miss|visit our|for more information)\b",
    re.IGNORECASE,
)
_ORDERING = frozenset({
    "learn", "buy", "shop", "order", "click", "subscribe", "discover", "get", "make", "put", "try", "check", "find", "follow",
    "visit", "read", "download", "join", "save", "enjoy", "explore", "book", "keep", "stay", "live", "love", "dream", "believe",
    "think", "remember", "let", "give", "use", "create", "do", "never", "always", "just",
})  # fmt: skip
_TIMES = frozenset({
    "day", "time", "year", "week", "month", "birthday", "anniversary", "spring", "summer", "autumn", "winter", "season", "today",
})  # fmt: skip
_PRAISE = frozenset({
    "hit", "must", "favorite", "favourite", "choice", "trend", "success", "way", "idea", "day", "time", "joy", "dream",
})  # fmt: skip
_PICTURED = frozenset({
    "view", "scene", "image", "photo", "picture", "shot", "group", "couple", "pair", "lot", "number", "variety", "series", "set", "kind",
    "type", "bunch", "row", "part", "color", "colour", "shape", "size", "pattern", "name", "word", "rest", "end", "side", "top",
    "one", "other", "game", "event", "light", "reflection", "area", "place", "section", "back", "front", "edge", "line",
})  # fmt: skip
_UNSEEN = frozenset({
    "be", "combine", "use", "involve", "offer", "provide", "include", "make", "get", "give", "bring", "become", "help", "need", "require",
    "mean", "remain", "depend", "matter", "allow", "ensure", "create", "deliver", "add", "keep", "change",
})  # fmt: skip
_COUNSEL = frozenset({"idea", "reason", "inspiration", "quote"})
_ADDRESSED = frozenset({"you", "your", "yours", "yourself", "our", "my", "i", "we", "us", "me"})
_WITNESS = frozenset({"see", "watch", "hear", "look", "have", "find", "notice", "love", "like", "take", "be"})
_REPORTING = frozenset({
    "say", "announce", "require", "expect", "award", "report", "believe", "claim", "urge", "warn", "vow", "mean", "deserve",
    "suggest", "argue", "admit", "deny", "insist", "promise", "predict", "estimate", "criticize", "accuse", "sue", "approve",
    "reject", "resign", "involve", "dominate", "elect", "appoint", "nominate", "inspire", "symbolize", "combine", "recreate", "flavour",
})  # fmt: skip
# nouns that display or announce a text
_BEARING = frozenset({"sign", "signs", "shirt", "label", "banner", "text", "screen", "board", "caption", "words"})
_ANYBODY = frozenset({
    "someone", "somebody", "female", "male", "person", "people", "man", "woman", "anyone", "everybody", "everyone", "he", "she",
    "they",
})  # fmt: skip


def objection(sentence: Sentence, strict: bool = True) -> Verdict:
    """Return why a caption is not edited at all; None where it describes something. Unless `strict`, only template text is rejected."""
    if sentence.tags or not sentence.words:
        return None
    if only_boilerplate(sentence):
        return Reason.BOILERPLATE, "template text and nothing else"
    why = _other(sentence) if strict else None
    return None if why is None else (Reason.NOT_A_DESCRIPTION, why)


def _other(sentence: Sentence) -> str | None:
    text = sentence.text
    if sentence.once(titles.title_words) is not None and not titles.describes(sentence):
        return "names a product and says nothing of it"
    if _GUIDE.search(text):
        return "the title of a guide"
    if _GREETING.fullmatch(text):
        return "a greeting"
    if _MENU.search(text):
        return "a menu"
    words = [word for word in sentence.words if word.pos not in ("PUNCT", "SPACE", "SYM")]
    if words and len(frozenset(quoted(sentence)).intersection(word.i for word in words)) >= 0.8 * len(words):
        return "a quotation"
    if text.rstrip().endswith("?") and sum(word.text in (".", "!", "?") for word in sentence.words) == 1:
        return "a question"
    if _is_keywords(sentence):
        return "a list of keywords"
    return _advertises(sentence) or _abstract(sentence)


def _is_keywords(sentence: Sentence) -> bool:
    """Return whether it has many short parts between commas, and no article, verb or preposition anywhere."""
    if any(
        word.pos in ("DET", "AUX", "ADP", "PRON", "CCONJ", "SCONJ") or word.tag in ("VBZ", "VBP", "VBD", "VBG") for word in sentence.words
    ):
        return False
    parts = [part.split() for part in re.split(r"[,;|/]", sentence.text.strip(" .")) if part.strip()]
    return len(parts) >= _LEAST_TAGS and all(len(part) <= 3 for part in parts)


def _advertises(sentence: Sentence) -> str | None:
    """Return how a caption addresses a reader, or None: an order to buy or to do, or `you` and `we` as arguments of a verb."""
    said = [word for word in sentence.words if word.i not in sentence.once(boilerplate)]
    addressed = {word.lower for word in said} & _ADDRESSED
    if _SELLING.search(sentence.text):
        return "an advertisement"
    first = next((word for word in said if word.text.isalpha()), None)
    ordered = first is not None and first.lower in _ORDERING and first.tag in ("VB", "VBP") and first.dep != "compound"
    if first is not None and first.i == 0 and first.lower in _ORDERING and first.dep != "compound" and addressed & {"you", "your"}:
        return "tells the reader what to do"
    if "your" in addressed and any(word.dep == "csubj" for word in said):
        return "speaks to the reader"
    if first is not None and ordered:
        loud = sentence.text.rstrip().endswith("!")
        if addressed or loud or (first.head == first.i and _named(sentence) < 2):
            return "tells the reader what to do"
    for word in said:
        if word.lower in ("you", "i", "we") and word.dep in ("nsubj", "nsubjpass") and sentence.head(word).lemma not in _WITNESS:
            head = sentence.head(word)
            if head.head == head.i or (head.dep in ("advcl", "ccomp") and "you" in addressed):
                return "speaks to the reader"
    return None


def _abstract(sentence: Sentence) -> str | None:
    """Return why a caption is a report, an opinion, or a statement in which nothing is visible or audible; else None."""
    root = next((word for word in sentence.words if word.head == word.i and word.pos in ("VERB", "AUX")), None)
    if root is not None and not heard(sentence):
        if _reports(sentence, root):
            return f"a report: {root.text}"
        if _judges(sentence, root):
            return "an opinion"
        if _states(sentence, root):
            return f"a statement about what cannot be seen: {root.text}"
    top = next((word for word in sentence.words if word.head == word.i and word.pos == "NOUN"), None)
    if top is not None and top.lemma in _COUNSEL and sentence.child(top, "prep", "acl", "relcl") is not None:
        return "an idea, and nothing that is seen"
    if _named(sentence) or sounds(sentence) or any(_visible_act(word) for word in sentence.words):
        return None
    return "nothing that can be seen or heard is named"


def _reports(sentence: Sentence, root: Word) -> bool:
    """Return whether an invisible verb reports what was said, expected or done: `has been awarded`, `is expected to`."""
    subject = sentence.child(root, "nsubj", "nsubjpass")
    if subject is None or subject.tag in ("EX", "WDT") or any(word.lower in _BEARING for word in sentence.words):
        return False
    bare = not any(child.dep in ("det", "poss", "nummod") for child in sentence.children[subject.i])
    helpers = {child.lower for child in sentence.children[root.i] if child.dep in ("aux", "auxpass")}
    told = any(child.dep in ("ccomp", "xcomp", "auxpass") for child in sentence.children[root.i])  # not: two cooks argue next to an oven
    if root.lemma in _REPORTING and root.tag != "VBG" and (bare or (told and root.lemma != "say")):
        return True
    done = root.tag == "VBD" or bool(helpers & {"has", "have", "had", "will", "would", "should", "must", "was", "were"})
    seen = visual(root.lemma)
    return done and bare and root.lemma != "be" and (seen is None or seen < _VISIBLE)


def _states(sentence: Sentence, root: Word) -> bool:
    """Return whether an invisible verb has no subject (`combines famous scenes`) or an invisible one (`promotion involves`)."""
    if root.pos == "VERB" and _visible_act(root) and root.lemma not in _REPORTING:
        return False
    subject = sentence.child(root, "nsubj", "nsubjpass", "csubj", "expl")
    if subject is None:
        return root.tag == "VBZ" and root.i == 0 and root.lemma in _UNSEEN
    if root.lemma not in _UNSEEN or sentence.child(root, "auxpass") is not None:
        return False
    if subject.pos != "NOUN" or noun_classes(subject.lemma) or subject.lemma in _PICTURED or (subject.tag == "NNS" and root.pos == "VERB"):
        return False
    rating = concreteness(subject.lemma)
    return rating is not None and rating < _ABSTRACT


def _judges(sentence: Sentence, root: Word) -> bool:
    """Return whether the caption calls something a hit, a process or the like."""
    if root.lemma != "be" or sentence.child(root, "expl") is not None:
        return False
    subject, what = sentence.child(root, "nsubj", "csubj"), sentence.child(root, "attr")
    if subject is None or what is None or subject.pos in ("PRON", "DET") or what.pos != "NOUN" or what.i < root.i:
        return False
    if what.lemma in _PRAISE:
        return True
    rating = concreteness(what.lemma)
    return rating is not None and rating < _ABSTRACT and not noun_classes(what.lemma) and not sentence.child(what, "prep", "acl")


def _named(sentence: Sentence) -> int:
    """Return how many things, animals, people, places and visible attributes the caption names, outside of template text."""
    kept = sentence.once(boilerplate)
    return sum(_is_thing(word) for word in sentence.words if word.i not in kept)


def _is_thing(word: Word) -> bool:
    if word.lower in _ANYBODY:
        return True
    if word.lemma in _TIMES:
        return False
    if word.pos == "PROPN" and word.text.istitle():
        return True
    if word.pos in ("NOUN", "PROPN"):
        rating, seen = concreteness(word.lemma), visual(word.lemma)
        if noun_classes(word.lemma) or noun_classes(word.lower):
            return rating is None or rating >= _ABSTRACT
        return rating is not None and rating >= _CONCRETE and (seen is None or seen >= _VISIBLE)
    return word.pos == "ADJ" and attribute_kind(word.lower) in ("colour", "material", "pattern", "shape")


def _visible_act(word: Word) -> bool:
    if word.pos != "VERB" or word.lemma in ("be", "have", "make", "get", "take", "go"):
        return False
    seen = visual(word.lemma)
    return seen is not None and seen >= _VISIBLE
