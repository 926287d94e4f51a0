"""Check that docstrings are sentences: `python -m scripts.check_docstrings [FILE ...]`.

The first sentence of a docstring begins with a verb in the imperative ("Return the ..."), or has a subject and a finite verb. A module may
also begin with its own name or its command and a colon ("count: three dogs -> five dogs."). The exit code is 1 if any is a fragment.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from lemminflect import getAllLemmas
from spacy.tokens import Doc, Token

from hardneg.parse.model import load

ROOT = Path(__file__).parents[1]
FOLDERS = ("pipeline", "scripts", "benchmarks", "tests")
# Words that are verbs too, but begin a noun phrase at the start of a docstring far more often.
_NOUNS = frozenset(
    re.findall(r"\w+", "part parts word image text test caption number name color colour sound state still value even like one no")
)
_FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))
_FRAGMENT = frozenset(re.findall(r"\w+", "what whether how of by for from in on with to as at which where why"))
_LABEL = re.compile(r"[`\w][\w ./`-]{0,60}: \S")
_CODE = re.compile(r"`[^`]*`|\"[^\"]*\"|\*[^*]+\*")


def main(files: list[str]) -> int:
    """Print each fragment as `file:line: sentence` and return the exit code."""
    paths = [Path(each) for each in files] or sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    found = [(path, line, sentence, module) for path in paths for line, sentence, module in first_sentences(path)]
    nlp = load("en_core_web_sm")
    docs = nlp.pipe((plain(sentence) for _, _, sentence, _ in found), batch_size=256)
    fragments = [
        (path, line, sentence)
        for (path, line, sentence, module), doc in zip(found, docs, strict=True)
        if is_fragment(sentence, doc, module)
    ]
    for path, line, sentence in fragments:
        print(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{line}: {sentence}")
    if fragments:
        print(f"{len(fragments)} of {len(found)} docstrings do not begin with a verb in the imperative and are no sentence")
    return bool(fragments)


def first_sentences(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Yield the line, the first sentence, and whether it is a module's, of each docstring in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and (text := ast.get_docstring(node)):
            paragraph = " ".join(text.split("\n\n")[0].split())
            yield getattr(node, "lineno", 1), re.split(r"(?<=[.!?]) (?=[A-Z`])", paragraph)[0], isinstance(node, ast.Module)


def plain(sentence: str) -> str:
    """Replace code and quotations by a noun, since the parser reads neither."""
    return _CODE.sub("Python", sentence)


def is_fragment(sentence: str, doc: Doc, module: bool) -> bool:
    """Return whether a first sentence neither gives an order nor has a subject with a finite verb."""
    if module and _LABEL.match(sentence):
        return False
    first = next((token for token in doc if token.is_alpha), None)
    if first is None:
        return True
    word = first.text.lower()
    if word in _FRAGMENT:
        return not any(_is_clause(doc, token.i) and _has_plain_subject(token) for token in doc if token.dep_ == "ROOT")
    if word not in _NOUNS and word in getAllLemmas(word).get("VERB", ()):
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
