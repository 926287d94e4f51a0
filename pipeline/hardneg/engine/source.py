"""Hash the code that a result depends on, so that nobody has to raise a version by hand when code changes.

The code of a stage is its module and all modules of this package that it imports, directly or not. Imports inside functions count, and so
does a string that is the name of a module, since `import_module` takes one. A formatted string such as `f"hardneg.families.{name}"` stands
for all modules of the package that it begins with.

Each module is reduced to its statements first. Comments, docstrings, blank lines, line breaks and trailing commas do not matter. The result
is the same under every version of Python.

Files are read with a regular expression, because `ast` and `tokenize` take ten times as long over this package. A change that has no
effect, such as redundant parentheses, may change the hash. The only cost is that parts are made again.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from keyword import iskeyword
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
NAME = "hardneg"
NEUTRAL = ("hardneg.engine", "hardneg.errors")
"""Modules that are not followed, because they cannot change a row.

`engine` moves rows between files and workers, and `errors` holds exceptions. Neither is the `__init__` of the whole package followed,
which only names what is public.
"""

_TOKEN = re.compile(
    r"""\n(?:[ ]*(?:\#[^\n]*)?\n)*[ ]*"""  # line breaks, with blank lines and comment lines, and the indentation of the next line
    r"""|[rbfuRBFU]{0,2}(?:"(?:""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*""\"|[^"\\\n]*(?:\\.[^"\\\n]*)*"))"""  # strings
    r"""|[rbfuRBFU]{0,2}(?:'(?:''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''|[^'\\\n]*(?:\\.[^'\\\n]*)*'))"""
    r"|\d[\w.]*(?:(?<=\de)[-+]\d+)?"  # numbers
    r"|\w+(?:\.\w+)*"  # dotted names
    r"|[^\s\w'\"\#\\()[\]{},]+"  # operators, as they stand
    r"|[()[\]{},]"
    r"|\#[^\n]*",
    re.DOTALL,
)
_SPECIAL = frozenset("\n#,()[]{}")
_QUOTES = "'\""
_IMPORT = re.compile(rf"^ *(?:from ({NAME}[\w.]*) import (.*)|import ({NAME}[\w.]*.*))$", re.MULTILINE)
_MODULE = re.compile(rf"""["']({NAME}(?:\.\w+)+)["']""")
_MODULES = re.compile(rf"""["']({NAME}(?:\.\w+)+)\.{{""")


def code_of(kind: type) -> str:
    """Return the hash of the code that instances of `kind` depend on; empty where it has no file, as in a notebook."""
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    return digest(str(file)) if file is not None else ""


def code(module: str, package: Path = PACKAGE) -> str:
    """Return the hash of the code that the module of this name depends on."""
    path = _path(module, package)
    if path is None:
        raise ValueError(f"{module} is no module of {package}")
    return digest(str(path), package)


@cache
def digest(file: str, package: Path = PACKAGE) -> str:
    """Return the hash of a Python file and of all modules of `package` that it imports, directly or not."""
    hashes = {name: _hash(path) for name, path in closure(file, package).items()}
    return hashlib.sha256("\n".join([_hash(Path(file)), *(f"{name} {hashes[name]}" for name in sorted(hashes))]).encode()).hexdigest()


def closure(file: str, package: Path = PACKAGE) -> dict[str, Path]:
    """Return the modules of `package` that a file imports, directly or not, by name."""
    found: dict[str, Path] = {}
    waiting = list(_imports(Path(file), package))
    while waiting:
        name = waiting.pop()
        path = _path(name, package)
        if path is not None and name not in found:
            found[name] = path
            waiting += _imports(path, package)
    return found


@cache
def statements(file: Path) -> str:
    """Return the statements of a Python file, a line each: indentation, then tokens separated by spaces."""
    lines: list[str] = []
    line: list[str] = []
    brackets: list[bool] = []
    commas: list[int] = []
    indent = 0
    for token in _TOKEN.findall("\n" + file.read_text(encoding="utf-8") + "\n"):
        first = token[0]
        if first not in _SPECIAL:
            line.append(token)
            continue
        if first == "\n":
            if not brackets:
                if not all(each[-1] in _QUOTES for each in line):  # a statement of strings alone is a docstring
                    lines.append(" " * indent + " ".join(line))
                line, indent = [], len(token) - token.rindex("\n") - 1
            continue
        if first == "#":
            continue
        if first in "([{":
            before = line[-1] if line else ""
            follows = before[-1:] in (")", "]") or (before[-1:].isidentifier() and not iskeyword(before)) or before[-1:].isdigit()
            brackets.append(first == "{" or follows is (first == "("))
            commas.append(0)
        elif first in ")]}":
            several = commas.pop() > 1
            if (brackets.pop() or several) and line[-1] == ",":  # `(x,)` and `a[x,]` need their comma
                line.pop()
        elif first == "," and commas:
            commas[-1] += 1
        line.append(token)
    return "\n".join(lines)


@cache
def _hash(file: Path) -> str:
    return hashlib.sha256(statements(file).encode()).hexdigest()


@cache
def _imports(file: Path, package: Path) -> frozenset[str]:
    text = statements(file)
    named = {name for match in _IMPORT.finditer(text) for name in _names(match)} | set(_MODULE.findall(text))
    for parent in _MODULES.findall(text):
        named |= {f"{parent}.{path.stem}" for path in package.joinpath(*parent.split(".")[1:]).iterdir()}
    with_parents = {".".join(parts[:size]) for name in named for parts in [name.split(".")] for size in range(2, len(parts) + 1)}
    return frozenset(name for name in with_parents if not any(f"{name}.".startswith(f"{each}.") for each in NEUTRAL))


def _names(imported: re.Match[str]) -> Iterator[str]:
    """Yield the modules that an import statement may name: of `from a.b import c` both `a.b` and `a.b.c`."""
    source, names, plain = imported.groups()
    for each in re.sub(r"[()]", "", names or plain).split(","):
        if name := each.split(" as ")[0].strip():
            yield name if source is None else f"{source}.{name}"
    if source is not None:
        yield source


@cache
def _path(module: str, package: Path) -> Path | None:
    """Return the file of a module; None where the name is that of a function, class or constant in one."""
    place = package.joinpath(*module.split(".")[1:])
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)
