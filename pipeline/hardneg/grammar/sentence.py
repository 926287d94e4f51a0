"""Hold a parsed caption as plain data for the families, whether it comes from spaCy or from a stored row."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

Found = TypeVar("Found")


class Word(NamedTuple):
    """A `Word` is one token. `head` is the index of its syntactic head (the root is its own); offsets are characters, end exclusive."""

    i: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    end: int


class Sentence:
    """A `Sentence` is a caption with its words and the children of each.

    `tags` is empty for a caption that is a sentence. For a list of tags it has the words of each tag, first and last (exclusive); no word
    depends on one of another tag. `heard` is set where the captions of the part describe sounds, so that this one does as well.
    """

    __slots__ = ("_known", "children", "heard", "tags", "text", "words")

    def __init__(self, text: str, words: Sequence[Word], tags: Sequence[tuple[int, int]] = ()) -> None:
        self.text = text
        self.words = words
        self.tags = tags
        self.heard = False
        self._known: dict[Any, Any] = {}
        self.children: list[list[Word]] = [[] for _ in words]
        for word in words:
            if word.head != word.i:
                self.children[word.head].append(word)

    def once(self, ask: "Callable[[Sentence], Found]") -> "Found":
        """Return `ask(self)`, computed at the first call only: families use each other's findings."""
        if ask not in self._known:
            self._known[ask] = ask(self)
        found: Found = self._known[ask]
        return found

    def forget(self) -> None:
        """Forget what `once` has computed, which takes more memory than the sentence itself."""
        self._known = {}

    def child(self, word: Word, *deps: str) -> Word | None:
        """Return the first child whose dependency is one of `deps`, or None."""
        for child in self.children[word.i]:
            if child.dep in deps:
                return child
        return None

    def head(self, word: Word) -> Word:
        """Return the word that this one depends on; the word itself at the root."""
        return self.words[word.head]

    def after(self, word: Word) -> Word | None:
        """Return the next word, or None."""
        return self.words[word.i + 1] if word.i + 1 < len(self.words) else None

    def before(self, word: Word) -> Word | None:
        """Return the word before, or None."""
        return self.words[word.i - 1] if word.i else None

    def begins(self, i: int) -> bool:
        """Return whether word i begins the caption or a later sentence of it."""
        return i == 0 or self.words[i - 1].text in (".", "!", "?")

    def slice(self, first: int, last: int) -> str:
        """Return the text of the words `first` to `last` (exclusive), unchanged."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def in_two_tags(self, one: Word, two: Word) -> bool:
        """Return whether two words belong to different tags of a list."""
        return any((first <= one.i < last) != (first <= two.i < last) for first, last in self.tags)

    def below(self, word: Word) -> Iterator[Word]:
        """Yield the word and all words that depend on it, in no particular order."""
        stack = [word]
        while stack:
            each = stack.pop()
            yield each
            stack.extend(self.children[each.i])

    def subject(self, verb: Word) -> Word | None:
        """Return the agent: the subject, the noun that a participle modifies, or the subject of the verb that this one is joined to."""
        seen: set[int] = set()
        while verb.i not in seen:
            seen.add(verb.i)
            subject = self.child(verb, "nsubj", "nsubjpass")
            if subject is not None:
                return self.head(verb) if subject.tag in ("WDT", "WP") and verb.dep == "relcl" else subject
            head = self.head(verb)
            if verb.dep in ("acl", "relcl", "amod") and head.pos in ("NOUN", "PROPN", "PRON"):
                return head
            if verb.dep not in ("conj", "advcl", "xcomp", "ccomp"):
                return None
            if head.pos in ("NOUN", "PROPN"):
                return head
            verb = head
        return None

    def first_conjunct(self, word: Word) -> Word:
        """Return the first of the words that `and`, `or` or a comma joins to this one."""
        while word.dep == "conj":
            word = self.head(word)
        return word

    def conjuncts(self, word: Word) -> Iterator[Word]:
        """Yield the words that `and`, `or` or a comma joins to this one: those before it, then those behind it."""
        chain = word
        while chain.dep == "conj":
            chain = self.head(chain)
            yield chain
        stack = [child for child in self.children[word.i] if child.dep == "conj"]
        while stack:
            child = stack.pop()
            yield child
            stack.extend(grand for grand in self.children[child.i] if grand.dep == "conj")
