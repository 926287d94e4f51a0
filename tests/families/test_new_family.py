"""A new family is a name, a module and a prompt: a copy of the package that has one more runs it from parse to rewrite."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import hardneg
from hardneg.engine.shipped import shipped

MODULE = """
from hardneg.families.family import Family, Name, replace_target, target_of

def find(sentence):
    rain = (word for word in sentence.words if word.lower == "rain")
    yield from (target_of(sentence, Name.WEATHER, "rain", word.i, word.i + 1, word.lemma) for word in rain)

def candidates(sentence, target):
    return ["snow"]

FAMILY = Family(Name.WEATHER, find, replace_target, candidates)
"""
SCRIPT = """
import json, sys
import pyarrow as pa
from hardneg.parse.stage import make as parse
from hardneg.rewrite.stage import make as rewrite
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import CaptionRow

config = Config.model_validate({"rewrite": {"writer": "lexicon", "balance": {"enabled": False}}})
row = {"id": "a", "caption": "A dog walks in the rain.", "source": {"input": "-", "key": "a"}}
parsed = parse(config).process(pa.Table.from_pylist([row], schema=arrow_schema(CaptionRow))).rows
(written,) = rewrite(config).process(parsed).rows.to_pylist()
json.dump([[each["family"], each["negative"]] for each in written["negatives"]], sys.stdout)
"""
PROMPT = """
id: weather
version: "1"
family: weather
head: Change the weather in a caption.
text: |-
  Caption: {caption}
  Old: {old}
  New: {new}
examples:
  - caption: A boat in a storm.
    old: storm
    new: fog
"""


def _linked(source: Path, copy: Path) -> None:
    copy.mkdir(parents=True)
    for path in source.iterdir():
        (copy / path.name).symlink_to(path)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a source root whose package has the family `weather` as well: linked, but for the four places that a family touches."""
    source, copy = Path(hardneg.__file__).parent, tmp_path / "root" / "hardneg"
    _linked(source, copy)
    for room in ("families", "schemas"):
        (copy / room).unlink()
        _linked(source / room, copy / room)
    _linked(shipped("prompts"), tmp_path / "prompts")
    names = copy / "schemas" / "family.py"
    text = names.read_text(encoding="utf-8")
    names.unlink()
    names.write_text(text.replace('    COUNT = "count"', '    WEATHER = "weather"\n    COUNT = "count"'), encoding="utf-8")
    (copy / "families" / "weather.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "prompts" / "weather.yaml").write_text(PROMPT, encoding="utf-8")
    return copy.parent


@pytest.mark.slow
def test_a_name_a_module_and_a_prompt_make_a_family(package: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(package)}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert ["weather", "A dog walks in the snow."] in json.loads(done.stdout)
