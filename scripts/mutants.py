"""Plant small faults in `rewrite/debias/` and count those that no quick test notices: `python -m scripts.mutants [MODULE ...]`.

Each mutant has one change: a comparison or a condition negated, `+` and `-` or `*` and `/` exchanged, one operand of two dropped, a number
in a function raised by one, a constant of a module set to zero, a statement deleted. The quick tests of the module run in a forked process.
A mutant that passes them survives; a timeout counts as noticed. The exit code is 1 if the share of survivors is above `--most`.
"""

import argparse
import ast
import copy
import fnmatch
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = "hardneg.rewrite.debias"
SOURCES = ROOT / "pipeline" / "hardneg" / "rewrite" / "debias"
TESTS = ROOT / "tests" / "rewrite" / "debias"
EQUIVALENT = Path(__file__).parent / "equivalent_mutants.txt"
"""Mutants that behave as the original does, one a line: a pattern of the name, a tab, the reason."""
RELATED = {"selection": ("herding", "select_negatives"), "objective": ("features",), "herding": ("select_negatives",)}
"""Modules whose tests also run for a module."""
TIMEOUT = 120
"""Seconds for the tests of one mutant."""
_NEGATED = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_EXCHANGED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}


class Mutant(NamedTuple):
    """Hold a module with one fault."""

    module: str
    name: str
    tree: ast.Module


class Site(NamedTuple):
    """Locate a place for faults: the path of fields and indices from the module to a node, and the function around it."""

    path: tuple[tuple[str, int | None], ...]
    function: str


def mutants_of(module: str) -> Iterator[Mutant]:
    """Yield all mutants of a module."""
    tree = ast.parse((SOURCES / f"{module}.py").read_text(encoding="utf-8"))
    for site in _sites(tree, (), ""):
        original = _at(tree, site.path)
        for replacement in _replacements(original, site.function):
            changed = copy.deepcopy(tree)
            _put(changed, site.path, replacement)
            line = getattr(original, "lineno", 0)
            name = f"{module}:{site.function or 'module'}: {_shown(original)} -> {_shown(replacement)}"
            yield Mutant(module, f"{name} (line {line})", ast.fix_missing_locations(changed))


def _sites(node: ast.AST, path: tuple[tuple[str, int | None], ...], function: str) -> Iterator[Site]:
    """Yield the nodes below `node` but annotations, decorators and docstrings."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".strip(".")
    yield Site(path, function)
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not docstring:
                yield from _sites(child, (*path, (field, index)), function)


def _replacements(node: ast.AST, function: str) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _NEGATED:
        yield ast.Compare(node.left, [_NEGATED[type(node.ops[0])]()], node.comparators)
    elif isinstance(node, ast.BinOp) and type(node.op) in _EXCHANGED:
        yield ast.BinOp(node.left, _EXCHANGED[type(node.op)](), node.right)
        yield node.left
    elif isinstance(node, ast.BoolOp):
        for number in range(len(node.values)):
            left = [value for other, value in enumerate(node.values) if other != number]
            yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        in_function = function.rsplit(".", 1)[-1][:1].islower() or function.rsplit(".", 1)[-1].startswith("_")
        yield ast.Constant(node.value + 1) if in_function else ast.Constant(type(node.value)(0))
    elif isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        negated = copy.copy(node)
        negated.test = ast.UnaryOp(ast.Not(), node.test)
        yield negated
    elif isinstance(node, ast.comprehension) and node.ifs:
        unfiltered = copy.copy(node)
        unfiltered.ifs = []
        yield unfiltered
    elif isinstance(node, ast.AugAssign | ast.Continue | ast.Break) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield ast.Pass()


def _at(tree: ast.AST, path: Sequence[tuple[str, int | None]]) -> ast.AST:
    node = tree
    for field, index in path:
        value = getattr(node, field)
        node = value if index is None else value[index]
    return node


def _put(tree: ast.AST, path: Sequence[tuple[str, int | None]], node: ast.AST) -> None:
    field, index = path[-1]
    parent = _at(tree, path[:-1])
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    return ast.unparse(node).replace("\n", " ")[:90]


class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Import one module from a mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = f"{PACKAGE}.{mutant.module}"
        self.path = str(SOURCES / f"{mutant.module}.py")
        self.tree = mutant.tree

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:  # noqa: ARG002
        """Return the spec of the module that is faulty, None for all others."""
        return importlib.util.spec_from_loader(fullname, self, origin=self.path) if fullname == self.name else None

    def get_source(self, fullname: str) -> str:  # noqa: ARG002
        """Return the source with its fault."""
        return ast.unparse(self.tree)

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        """Compile the source with its fault."""
        return compile(self.tree, self.path, "exec")

    def exec_module(self, module: ModuleType) -> None:
        """Run the module."""
        exec(self.get_code(self.name), module.__dict__)


def tests_of(module: str) -> list[str]:
    """Return the modules whose tests run for a module."""
    return [each for each in (module, *RELATED.get(module, ())) if (TESTS / f"test_{each}.py").exists()]


def passes(mutant: Mutant | None, modules: Sequence[str]) -> bool:
    """Return whether the quick tests pass, with the mutant in the place of its module."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = _run(mutant, modules)
        finally:
            os._exit(code)
    started = time.monotonic()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        if time.monotonic() - started > TIMEOUT * (1 if mutant else 10):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(0.02)


def _run(mutant: Mutant | None, modules: Sequence[str]) -> int:
    """Run the tests of the modules in this process and return pytest's exit code."""
    import pytest

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    if mutant is not None:
        os.dup2(quiet, 2)
        sys.meta_path.insert(0, _Faulty(mutant))
    options = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=mutants"]
    return int(pytest.main([*options, *(str(TESTS / f"test_{module}.py") for module in modules)]))


def warm_up() -> None:
    """Import what the tests need, so that forked processes need not."""
    from hypothesis import settings

    settings.register_profile("mutants", deadline=None, max_examples=15, database=None, derandomize=True)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    os.chdir(ROOT)
    import torch
    import transformers

    from hardneg.grammar.inflection import lemma_of
    from hardneg.lexicon import attribute_kind, noun_flags
    from hardneg.parse import model
    from hardneg.schemas.config import ParseConfig

    lemma_of("dogs", "NOUN")
    attribute_kind("red")
    noun_flags("dog")
    torch.set_num_threads(1)
    assert transformers.AutoModel
    model.load(ParseConfig().model)
    importlib.import_module("hardneg.rewrite.stage")
    importlib.import_module("hardneg.filter.stage")
    importlib.import_module("hardneg.shards.stage")
    for name in [name for name in sys.modules if name.startswith(PACKAGE) or name == "hardneg.rewrite.stage"]:
        del sys.modules[name]


def equivalent() -> list[str]:
    """Return the patterns of mutants that behave as the original does; `*` alone is special in them."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines() if EQUIVALENT.exists() else []
    written = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
    return [pattern.replace("[", "[[]").replace("?", "[?]") for pattern in written]


def main(words: list[str]) -> int:
    """Plant faults, run tests, print survivors."""
    options = argparse.ArgumentParser(prog="python -m scripts.mutants", description=__doc__)
    options.add_argument("modules", nargs="*", help="of rewrite/debias; without: all")
    options.add_argument("--sample", type=int, default=0, help="mutants, drawn by --seed; 0 for all")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--most", type=float, default=0.1, help="share that may survive")
    options.add_argument("--list", action="store_true", help="print the mutants and run nothing")
    chosen = options.parse_args(words)
    modules = chosen.modules or sorted(path.stem for path in SOURCES.glob("*.py") if path.stem != "__init__")
    patterns = equivalent()
    found = [each for module in modules for each in mutants_of(module)]
    tried = [each for each in found if not any(fnmatch.fnmatchcase(each.name, pattern) for pattern in patterns)]
    excluded = len(found) - len(tried)
    if chosen.sample:
        tried = random.Random(chosen.seed).sample(tried, min(chosen.sample, len(tried)))
    if chosen.list:
        print("\n".join(each.name for each in tried))
        return 0
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    warm_up()
    if not passes(None, sorted({test for module in modules for test in tests_of(module)})):
        print("the tests fail without any fault")
        return 2
    survivors = []
    for number, mutant in enumerate(tried, 1):
        if passes(mutant, tests_of(mutant.module)):
            survivors.append(mutant)
            print(f"{number:4}/{len(tried)} survives: {mutant.name}", flush=True)
    share = len(survivors) / max(1, len(tried))
    print(f"{len(survivors)} of {len(tried)} mutants survive ({share:.1%}); {excluded} of {len(found)} are equivalent and were not tried")
    return int(share > chosen.most)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
