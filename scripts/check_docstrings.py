"""Check that docstrings are sentences: `python -m scripts.check_docstrings [FILE ...]`.

The first sentence of a docstring begins with a verb in the imperative ("Return the ..."), or has a subject and a finite verb.
A module may also begin with its own name or its command and a colon ("count: three dogs -> five dogs."). The docstring of a constant or
field may be a noun phrase ("Character offsets of ..."). None begins with a question word. The exit code is 1 if any is a fragment.
"""

import ast
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from lemminflect import getAllLemmas
from spacy.tokens import Doc, Token

from hardneg.parse.model import load

ROOT = Path(__file__).parents[1]
FOLDERS = ("pipeline", "scripts", "benchmarks", "examples", "tests")
# Words that are verbs too, but begin a noun phrase at the start of a docstring far more often.
_NOUNS = frozenset(
    re.findall(r"\w+", "part parts word image text test caption number name color colour sound state still value even like one no")
)
_FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))
_QUESTION = frozenset(("what", "whether", "how", "which", "where", "why"))
_PREPOSITION = frozenset(("of", "by", "for", "from", "in", "on", "with", "to", "as", "at"))
_LABEL = re.compile(r"[`\w][\w ./`-]{0,60}: \S")
_CODE = re.compile(r"`[^`]*`|\"[^\"]*\"|\*[^*]+\*")


Owner = Literal["module", "definition", "variable"]


class Sentence(NamedTuple):
    """Hold the first sentence of a docstring, the line that it or its definition is in, and what it documents."""

    line: int
    text: str
    owner: Owner


def main(files: list[str]) -> int:
    """Print each fragment as `file:line: sentence` and return the exit code."""
    paths = [Path(each) for each in files] or sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    found = [(path, each) for path in paths for each in first_sentences(path)]
    docs = load("en_core_web_sm").pipe((plain(each.text) for _, each in found), batch_size=256)
    fragments = [(path, each) for (path, each), doc in zip(found, docs, strict=True) if is_fragment(each, doc)]
    for path, each in fragments:
        print(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{each.line}: {each.text}")
    if fragments:
        print(f"{len(fragments)} of {len(found)} docstrings do not begin with a verb in the imperative and are no sentence")
    return bool(fragments)


def first_sentences(path: Path) -> Iterator[Sentence]:
    """Yield the first sentence of each docstring in a file, those of constants and fields included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if text := ast.get_docstring(node):
                owner: Owner = "module" if isinstance(node, ast.Module) else "definition"
                yield Sentence(getattr(node, "lineno", 1), _first(text), owner)
            for before, after in pairwise(node.body):
                if isinstance(before, ast.Assign | ast.AnnAssign) and (text := _string(after)):
                    yield Sentence(after.lineno, _first(text), "variable")


def _string(statement: ast.stmt) -> str | None:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def _first(text: str) -> str:
    paragraph = " ".join(text.split("\n\n")[0].split())
    return re.split(r"(?<=[.!?]) (?=[A-Z`])", paragraph)[0]


def plain(sentence: str) -> str:
    """Replace code and quotations by a noun, since the parser reads neither."""
    return _CODE.sub("Python", sentence)


def is_fragment(sentence: Sentence, doc: Doc) -> bool:
    """Return whether a first sentence neither gives an order nor has a subject with a finite verb."""
    if sentence.owner == "module" and _LABEL.match(sentence.text):
        return False
    first = next((token for token in doc if token.is_alpha), None)
    if first is None:
        return True
    word = first.text.lower()
    if word in _QUESTION:
        return True
    if word in _PREPOSITION:
        return not any(_is_clause(doc, token.i) and _has_plain_subject(token) for token in doc if token.dep_ == "ROOT")
    if sentence.owner == "variable" or (word not in _NOUNS and word in getAllLemmas(word).get("VERB", ())):
        return False
    return not any(_is_clause(doc, token.i) for token in doc if token.dep_ in ("ROOT", "ccomp", "conj", "parataxis"))


def _is_clause(doc: Doc, index: int) -> bool:
    verb = doc[index]
    if any(child.dep_ in ("mark", "relcl") for child in verb.children) and verb.dep_ != "ROOT":
        return False
    finite = verb.tag_ in _FINITE or any(child.dep_ in ("aux", "auxpass") and child.tag_ in _FINITE for child in verb.children)
    return finite and any(child.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for child in verb.children)


def _has_plain_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") and child.i < verb.i and child.tag_ not in ("WP", "WDT") for child in verb.children)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
