import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from hardneg import __version__
from hardneg.cli import app
from hardneg.engine.order import STAGES
from hardneg.errors import StageError, UserError
from hardneg.plain_errors import PlainErrors
from hardneg.schemas.config import Config

ROOT = Path(__file__).parents[1]
HEAVY = ("ray", "vllm", "torch", "spacy", "pandas", "pyarrow", "numpy", "transformers")
MOST_MODULES = 250
"""Most modules that `hardneg --help` may load: it loads 150, and numpy alone would double that."""


def hardneg(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hardneg", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, **environ})


def test_help_names_every_command() -> None:
    done = hardneg("--help")

    assert done.returncode == 0
    listed = re.findall(r"^  ([a-z]+)  ", done.stdout, re.MULTILINE)
    assert listed == [
        "run",
        "preview",
        "estimate",
        *STAGES,
        "report",
        "verify",
        "inspect",
        "status",
        "scenes",
        "series",
        "quality",
        "export",
        "push",
        "label",
        "config",
        "serve",
        "doctor",
        "models",
    ]


@pytest.mark.parametrize(
    ("words", "own"),
    [((), True), (("--set", "shards.card.title=x"), True), (("--config", "captions"), False), (("--input", "captions.jsonl"), False)],
)
def test_a_command_without_config_and_input_goes_on_with_the_config_of_the_run(
    words: tuple[str, ...], own: bool, run_of: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Config] = []
    monkeypatch.setattr("hardneg.runner.run", lambda config, *_: given.append(config))
    monkeypatch.setattr("hardneg.cli.report", lambda _: None)
    out = run_of(tmp_path / "out", Config.model_validate({"shards": {"val_share": 0.25}}), [[]])

    done = CliRunner().invoke(app, ["run", str(out), *words])

    assert done.exit_code == 0
    assert (given[0].shards.val_share == 0.25) is own
    assert given[0].shards.card.title == ("x" if "--set" in words else None)


def test_help_loads_nothing_heavy_and_little_else() -> None:
    code = f"import sys, hardneg.cli; print([name for name in {HEAVY} if name in sys.modules], len(sys.modules))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    heavy, count = printed.rsplit(maxsplit=1)
    assert heavy == "[]"
    assert int(count) < MOST_MODULES


def test_the_config_in_force_is_printed() -> None:
    done = hardneg("config", "--config", "configs/demo.yaml", "--set", "seed=3", HARDNEG_PART_SIZE="17")

    shown = yaml.safe_load(done.stdout)
    assert (shown["seed"], shown["part_size"], shown["rewrite"]["workers"]) == (3, 17, 2)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("config", "--set", "rewrite.llm.modl=x"), "did you mean rewrite.llm.model?"),
        (("config", "--config", "none.yaml"), "none.yaml"),
        (("run", "x", "--set", "part_size=-1"), "part_size"),
        (("inspect", "x", "--family", "colour"), "no such family"),
        (("preview", "none.csv"), "no such file or folder"),
        (("estimate", "none.csv"), "no such file or folder"),
        (("models", "fetch", "gpt"), "known: smollm2-135m-instruct"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(words: tuple[str, ...], message: str) -> None:
    done = hardneg(*words)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("hardneg: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


@pytest.mark.parametrize(("error", "code"), [(UserError("a\nb"), 2), (StageError("a\nb"), 1)])
def test_an_expected_error_is_one_line(error: Exception, code: int) -> None:
    app = typer.Typer(cls=PlainErrors)

    @app.command()
    def one() -> None:
        raise error

    @app.command()
    def other() -> None:
        """Make this an app of several commands."""

    done = CliRunner().invoke(app, ["one"])

    assert (done.exit_code, done.stderr) == (code, "hardneg: a b\n")


def test_the_details_of_an_error_are_lines_below_it() -> None:
    app = typer.Typer(cls=PlainErrors)

    @app.command()
    def one() -> None:
        raise StageError("too many", ["a 3,\nsuch as x", "b 2"])

    @app.command()
    def other() -> None:
        """Make this an app of several commands."""

    done = CliRunner().invoke(app, ["one"])

    assert (done.exit_code, done.stderr) == (1, "hardneg: too many\n  a 3, such as x\n  b 2\n")


def test_an_unknown_option_is_exit_2_without_traceback() -> None:
    done = hardneg("run", "x", "--inputt", "y")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "--input" in done.stderr


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    printed = hardneg("models", HARDNEG_CACHE=str(tmp_path)).stdout

    assert printed.startswith("smollm2-135m-instruct\t")
    assert "hardneg models fetch" in printed


def test_the_version_is_printed() -> None:
    assert hardneg("--version").stdout.strip() == __version__


def test_ctrl_c_is_one_line_and_exit_130(tmp_path: Path) -> None:
    waits = tmp_path / "waits.yaml"
    os.mkfifo(waits)
    command = [sys.executable, "-m", "hardneg", "config", "--config", str(waits)]
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what a shell starts in the background ignores Ctrl-C, tests too
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, preexec_fn=heed) as process, waits.open("w"):
        for _ in range(60):  # one that comes just before the read begins is seen only after it
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
                break
        assert process.stderr is not None
        message = process.stderr.read()

    assert process.returncode == 130
    assert message.strip() == "hardneg: stopped; finished parts are kept, run the command again to continue"


@pytest.mark.slow
def test_every_stage_has_its_make_target_and_its_command() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for stage in (*STAGES, "report"):
        assert re.search(rf"^(.* )?{stage}( .*)?:", makefile, re.MULTILINE), stage
        assert hardneg(stage, "--help").returncode == 0
