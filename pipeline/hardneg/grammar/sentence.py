"""A parsed caption as plain data: what the families look at, whether it comes from spaCy or from a stored row."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

Found = TypeVar("Found")


class Word(NamedTuple):
    """A token. `head` is the index of its syntactic head (the root is its own); offsets are characters, end exclusive."""

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
    """A caption with its words and the children of each.

    `tags` is empty for a caption that is a sentence. For a list of tags it has the words of each, first and last (exclusive); no word
    depends on one of another tag. `heard` is set where the captions of the part tell of sounds, so that this one does as well.
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
        """The answer of `ask` about this sentence, computed at the first call: families ask for each other's findings."""
        if ask not in self._known:
            self._known[ask] = ask(self)
        found: Found = self._known[ask]
        return found

    def child(self, word: Word, *deps: str) -> Word | None:
        """First child whose dependency is one of `deps`."""
        for child in self.children[word.i]:
            if child.dep in deps:
                return child
        return None

    def head(self, word: Word) -> Word:
        """The word that this one depends on; the word itself at the root."""
        return self.words[word.head]

    def after(self, word: Word) -> Word | None:
        """The next word, if there is one."""
        return self.words[word.i + 1] if word.i + 1 < len(self.words) else None

    def before(self, word: Word) -> Word | None:
        """The word before, if there is one."""
        return self.words[word.i - 1] if word.i else None

    def begins(self, i: int) -> bool:
        """Whether word i is the first of the caption, or of a sentence further on in it."""
        return i == 0 or self.words[i - 1].text in (".", "!", "?")

    def slice(self, first: int, last: int) -> str:
        """Text of the words `first` to `last` (exclusive), as it stands."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def in_two_tags(self, one: Word, two: Word) -> bool:
        """Whether a list of tags has the words in different ones."""
        return any((first <= one.i < last) != (first <= two.i < last) for first, last in self.tags)

    def below(self, word: Word) -> Iterator[Word]:
        """Yield the word and all that depends on it, in no order that means anything."""
        stack = [word]
        while stack:
            each = stack.pop()
            yield each
            stack.extend(self.children[each.i])

    def subject(self, verb: Word) -> Word | None:
        """Who does it: the subject, the noun that a participle modifies, or the subject of the verb it is joined to."""
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
        """Return the first of the words that and, or, or a comma joins to this one."""
        while word.dep == "conj":
            word = self.head(word)
        return word

    def conjuncts(self, word: Word) -> Iterator[Word]:
        """The words joined to this one by and, or, comma: those before it and those behind."""
        chain = word
        while chain.dep == "conj":
            chain = self.head(chain)
            yield chain
        stack = [child for child in self.children[word.i] if child.dep == "conj"]
        while stack:
            child = stack.pop()
            yield child
            stack.extend(grand for grand in self.children[child.i] if grand.dep == "conj")
