"""`python -m benchmarks NAME`: measure on this machine, and print the ratio together with the figures it comes from."""

import importlib
import pkgutil
import sys
from pathlib import Path


def names() -> list[str]:
    """The benchmarks there are: the modules beside this one."""
    return sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.name.startswith("_"))


def main(words: list[str]) -> int:
    """Run the benchmark that `words` names, with the rest of them; 2 where there is none of that name."""
    if not words or words[0] not in names():
        print(f"usage: python -m benchmarks {{{','.join(names())}}} [options]", file=sys.stderr)
        return 2
    importlib.import_module(f"benchmarks.{words[0]}").main(words[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
