"""python -m benchmarks NAME: measure on this machine, and print ratios with the figures behind them."""

import importlib
import pkgutil
import sys
from pathlib import Path


def names() -> list[str]:
    """Return the names of the benchmarks: the modules of this folder that define `main`; the others are parts of them."""
    folder = Path(__file__).parent
    modules = [module.name for module in pkgutil.iter_modules([str(folder)]) if not module.name.startswith("_")]
    return sorted(name for name in modules if "\ndef main(" in (folder / f"{name}.py").read_text(encoding="utf-8"))


def main(words: list[str]) -> int:
    """Run the benchmark named by the first of `words`, with the others as options; return 2 if there is none of that name."""
    if not words or words[0] not in names():
        wrong = f"there is no benchmark {words[0]!r}; " if words else ""
        print(f"{wrong}usage: python -m benchmarks {{{','.join(names())}}} [options]", file=sys.stderr)
        return 2
    importlib.import_module(f"benchmarks.{words[0]}").main(words[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
