import json
import subprocess
import sys
from pathlib import Path

import pytest

import hardneg

PUBLIC = ("FAMILIES", "__version__", "apply_edits", "collate", "load", "load_config", "margin", "read_shards", "run", "schemas")


def fresh(code: str, folder: Path) -> str:
    """Return what `code` prints in a new interpreter that stands in `folder`."""
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_import_hardneg_loads_no_heavy_library(tmp_path: Path) -> None:
    heavy = ("torch", "ray", "spacy", "pyarrow", "pandas", "numpy", "vllm", "transformers", "pydantic")

    loaded = json.loads(fresh("import sys, json, hardneg; print(json.dumps(sorted(sys.modules)))", tmp_path))

    assert [name for name in heavy if name in loaded] == []


def test_import_hardneg_loads_no_other_module_of_the_package(tmp_path: Path) -> None:
    """Check what the import loads, since that is what it costs: 2 ms were measured."""
    own = json.loads(fresh("import sys, json, hardneg; print(json.dumps([n for n in sys.modules if n.startswith('hardneg')]))", tmp_path))

    assert own == ["hardneg"]


def test_every_public_name_is_there_also_when_its_module_was_imported_first(tmp_path: Path) -> None:
    code = "import hardneg.runner, hardneg.config, hardneg; print(hardneg.run.__module__, hardneg.load_config.__module__)"

    assert fresh(code, tmp_path).split() == ["hardneg.runner", "hardneg.config"]
    assert set(PUBLIC) == set(hardneg.__all__) <= set(dir(hardneg))
    assert all(getattr(hardneg, name) is not None for name in PUBLIC)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        hardneg.no_such_name  # noqa: B018


def test_public_names_load_a_config_and_apply_edits() -> None:
    config = hardneg.load_config(sets=["rewrite.writer=lexicon"], environ={})

    assert config.rewrite.writer == "lexicon"
    assert hardneg.apply_edits("a dog", [{"start": 2, "end": 5, "old": "dog", "new": "cat"}]) == "a cat"
    assert "count" in hardneg.FAMILIES


@pytest.mark.slow
def test_the_stages_of_a_run_by_rules_can_be_imported_where_torch_is_not_installed(tmp_path: Path) -> None:
    stages = ", ".join(f"hardneg.{name}.stage" for name in ("captions", "parse", "rewrite", "filter", "shards"))
    code = f"import sys; sys.modules['torch'] = None; import hardneg.cli, hardneg.runner, {stages}; print('imported')"

    assert fresh(code, tmp_path) == "imported\n"
