"""Define a family of negatives and its targets."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from hardneg.grammar.articles import with_articles
from hardneg.grammar.capitals import casing_of, like
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.lexicon import concreteness, visual
from hardneg.schemas import family

Name = family.Family


class Target(NamedTuple):
    """A `Target` is an editable span. As `hardneg.schemas.rows.Target`: `first` and `last` are words, `start` and `end` characters."""

    family: str
    kind: str
    first: int
    last: int
    start: int
    end: int
    lemma: str
    concreteness: float | None = None
    visual: float | None = None
    partner_first: int | None = None
    partner_last: int | None = None
    partner_start: int | None = None
    partner_end: int | None = None


class Guard(Protocol):
    """A guard is a module that excludes targets or replacements because of other words in the caption."""

    def editable(self, sentence: Sentence, target: Target, /) -> bool:
        """Return whether the target may be edited at all."""

    def admits(self, sentence: Sentence, target: Target, text: str, /) -> bool:
        """Return whether `text` may replace the target."""


class Family(NamedTuple):
    """A `Family` is one way to make a caption false. Traits that configs need as well are in `name.traits`.

    Attributes:
        name: The name in rows and configs, with its traits.
        find: Yields the targets of a sentence.
        realise: Returns the edits that write `text` into the target and keep the grammar, or None where that fails.
        candidates: Lists replacements that make the caption false, in the form that fits the target, commonest first.
            None for a family without a hole, whose edit follows from the target alone.
        fill: Regex of what an LLM may write into the hole when it writes freely.
        guards: Checks of this family alone, besides those that all families share.
        denied: It edits what the caption denies; all other families leave that unchanged.
        keeps_verb: A clause whose verb is replaced must still have a verb.
        pos: Part of speech that a word may keep although the second parse attaches it elsewhere.
        irreversible: Kinds of targets whose edits have no reverse; the proposals of a part hold a subsample of them.
    """

    name: Name
    find: Callable[[Sentence], Iterator[Target]]
    realise: Callable[[Sentence, Target, str], list[Edit] | None]
    candidates: Callable[[Sentence, Target], list[str]] | None = None
    fill: str = "[a-z]+(-[a-z]+)?"
    guards: Sequence[Guard] = ()
    denied: bool = False
    keeps_verb: bool = True
    pos: Literal["NOUN", "VERB"] | None = None
    irreversible: frozenset[str] = frozenset()

    @property
    def hole(self) -> bool:
        """Return whether a replacement must be chosen, or written by an LLM."""
        return self.candidates is not None


def target_of(sentence: Sentence, name: Name, kind: str, first: int, last: int, lemma: str, norms_of: str | None = None) -> Target:
    """Return a target over the words `first` to `last` (exclusive), with the norms of `norms_of` (of `lemma` where not given)."""
    word = norms_of or lemma
    start, end = sentence.words[first].start, sentence.words[last - 1].end
    return Target(name.value, kind, first, last, start, end, lemma, concreteness(word), visual(word))


def with_partner(target: Target, sentence: Sentence, first: int, last: int, norms_of: str | None = None) -> Target:
    """Return `target` with the span that it changes places with, and the mean norms of both ends.

    The norms of the other end are those of `norms_of` (of its last word where not given).
    """
    words = sentence.words
    word = norms_of or words[last - 1].lemma
    return target._replace(
        concreteness=_mean(target.concreteness, concreteness(word)),
        visual=_mean(target.visual, visual(word)),
        partner_first=first,
        partner_last=last,
        partner_start=words[first].start,
        partner_end=words[last - 1].end,
    )


def _mean(one: float | None, two: float | None) -> float | None:
    return (one + two) / 2.0 if one is not None and two is not None else one if two is None else two


def replace_target(sentence: Sentence, target: Target, text: str) -> list[Edit]:
    """Return the edits that replace the target's span by `text`, with its capital and article."""
    old = sentence.text[target.start : target.end]
    return with_articles(sentence, [Edit(target.start, target.end, old, in_place_of(sentence, text, old))])


def in_place_of(sentence: Sentence, text: str, old: str) -> str:
    """Return `text` in the case of `old`; an abbreviation (TV) or a brand (Frisbee) inside a sentence passes on no capital."""
    if len(old) > 1 and old.isupper() and any(word.text.isalpha() and word.text.islower() for word in sentence.words):
        first = next((word for word in sentence.words if word.text == old), None)
        return text[:1].upper() + text[1:] if first is not None and sentence.begins(first.i) else text
    if old[:1].isupper() and casing_of(sentence.text) is None:
        first = next((word for word in sentence.words if old.startswith(word.text)), None)
        if first is not None and not sentence.begins(first.i):
            return text  # a Frisbee has its capital as a brand, a ball has none
    return like(text, old)


def others(sentence: Sentence, target: Target) -> frozenset[str]:
    """Return lemmas and words of the caption outside the target, which no edit may insert a second time."""
    outside = [word for word in sentence.words if not target.first <= word.i < target.last]
    return frozenset(word.lemma for word in outside) | frozenset(word.lower for word in outside)
