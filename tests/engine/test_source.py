import ast
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from hardneg.engine import source
from hardneg.engine.order import STAGES

ROOT = Path(__file__).parents[2]
FAMILY = "families/count.py"
BEFORE_A_FAMILY, AFTER_A_FAMILY = ("captions", "shards"), ("parse", "rewrite")


def copied(folder: Path, file: str = "", change: Callable[[str], str] = lambda text: text) -> Path:
    """Copy the modules of the package, with a change in one file."""
    package = folder / "hardneg"
    shutil.copytree(source.PACKAGE, package, ignore=lambda _, names: [name for name in names if "." in name and not name.endswith(".py")])
    if file:
        path = package / file
        text = path.read_text()
        assert change(text) != text
        path.write_text(change(text))
    return package


def codes(package: Path) -> dict[str, str]:
    return {stage: source.code(f"hardneg.{stage}.stage", package) for stage in STAGES}


@pytest.fixture(scope="module")
def unchanged() -> dict[str, str]:
    return codes(source.PACKAGE)


def changed(folder: Path, file: str, change: Callable[[str], str], unchanged: dict[str, str]) -> set[str]:
    """Return the stages whose hash differs after a change."""
    return {stage for stage, code in codes(copied(folder, file, change)).items() if code != unchanged[stage]}


def test_a_copy_of_the_package_has_the_same_code(tmp_path: Path, unchanged: dict[str, str]) -> None:
    assert codes(copied(tmp_path)) == unchanged


def test_a_constant_of_a_family_changes_the_stages_that_use_families_and_no_others(tmp_path: Path, unchanged: dict[str, str]) -> None:
    found = changed(tmp_path, FAMILY, lambda text: text + "\nANOTHER = 1\n", unchanged)

    assert found.issuperset(AFTER_A_FAMILY)
    assert found.isdisjoint(BEFORE_A_FAMILY)


def test_comments_docstrings_and_line_breaks_change_nothing(tmp_path: Path, unchanged: dict[str, str]) -> None:
    def rewrite(text: str) -> str:
        text = re.sub(r'"""', '"""Another sentence. ', text, count=1)
        text = re.sub(r"\(([\w]+), ([\w]+)\)", r"(\n        \1,  # why\n        \2,\n    )", text, count=1)
        return "# a comment\n\n\n" + text

    assert changed(tmp_path, FAMILY, rewrite, unchanged) == set()


def test_a_module_that_is_imported_by_its_name_alone_counts(tmp_path: Path, unchanged: dict[str, str]) -> None:
    assert "filter" in changed(tmp_path, "matching/blip.py", lambda text: text + "\nANOTHER = 1\n", unchanged)


def test_bookkeeping_of_the_engine_changes_nothing(tmp_path: Path, unchanged: dict[str, str]) -> None:
    assert changed(tmp_path, "engine/storage.py", lambda text: text + "\nANOTHER = 1\n", unchanged) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = (1,)\n", "x = (1)\n"),
        ("x = a[1,]\n", "x = a[1]\n"),
        ("x = (f(1, 2),)\n", "x = (f(1, 2))\n"),
        ("if a:\n    b()\nc()\n", "if a:\n    b()\n    c()\n"),
        ("x = 'a  b'\n", "x = 'a b'\n"),
        ("x = '# a'\n", "x = '# b'\n"),
        ("x = '''a\n# b'''\n", "x = '''a\n'''\n"),
        ("def f():\n    '''doc'''\n    return 1\n", "def f():\n    '''doc'''\n    return 2\n"),
    ],
)
def test_different_statements_have_different_texts(tmp_path: Path, one: str, other: str) -> None:
    (tmp_path / "one.py").write_text(one)
    (tmp_path / "other.py").write_text(other)

    assert source.statements(tmp_path / "one.py") != source.statements(tmp_path / "other.py")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a, b)\n", "f(\n    a,  # why\n    b,\n)\n"),
        ("f(a)\n", "f(\n    a,\n)\n"),
        ("x = [a]\n", "x = [\n    a,\n]\n"),
        ("x = {'a': 1}\n", "x = {\n    'a': 1,\n}\n"),
        ("X = 1\n", 'X = 1\n"""The first number."""\n\n\n'),
        ("def f():\n    return 1\n", 'def f():\n    r"""Return \\d."""\n\n    # why\n    return 1\n'),
    ],
)
def test_formatting_does_not_change_the_statements(tmp_path: Path, one: str, other: str) -> None:
    (tmp_path / "one.py").write_text(one)
    (tmp_path / "other.py").write_text(other)

    assert source.statements(tmp_path / "one.py") == source.statements(tmp_path / "other.py")


def bare(code: str) -> str:
    """Return the syntax tree of code without its docstrings."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [each for each in body if not isinstance(each, ast.Pass) and not _is_text(each)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def with_bodies(statements: str) -> str:
    """Give a body to every function and class whose docstring was all of it."""
    lines = []
    for line, after in pairwise([*statements.split("\n"), ""]):
        indent, next_indent = (len(each) - len(each.lstrip()) for each in (line, after))
        lines.append(f"{line} pass" if line.endswith(" :") and next_indent <= indent else line)
    return "\n".join(lines)


@pytest.mark.slow
def test_the_statements_of_every_module_are_its_syntax_tree() -> None:
    for path in sorted(source.PACKAGE.rglob("*.py")):
        assert bare(with_bodies(source.statements(path))) == bare(path.read_text()), path


def test_no_module_imports_relatively_since_that_would_not_be_followed() -> None:
    found = [path for path in source.PACKAGE.rglob("*.py") if re.search(r"^\s*from \.", path.read_text(), re.MULTILINE)]

    assert found == []


def test_a_stage_of_a_notebook_has_no_code() -> None:
    made = type("Made", (), {"__module__": "no_such_module"})

    assert source.code_of(made) == ""


def test_a_module_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="no module"):
        source.code("hardneg.no_such_module")
