"""Test what is loaded for parsing, each in a process of its own."""

import subprocess
import sys

LOADED = "import sys; print(*sorted({'spacy', 'thinc', 'torch'} & set(sys.modules)))"


def loaded_after(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", f"{code}\n{LOADED}"], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_a_parser_does_not_load_torch_which_can_be_loaded_later() -> None:
    load = "from hardneg.parse.model import load\nload('en_core_web_sm')"

    assert loaded_after(load) == ["spacy", "thinc"]
    assert loaded_after(f"{load}\nimport torch") == ["spacy", "thinc", "torch"]


def test_the_driver_makes_its_stages_without_what_they_work_with() -> None:
    make = "from hardneg.engine.stage import RunContext\nfrom hardneg.runner import make_stage\nfrom hardneg.schemas.config import Config\n"
    make += "for name in ('captions', 'parse', 'rewrite', 'filter', 'shards'): make_stage(name, Config(), RunContext())"

    assert loaded_after(make) == []
