import pytest
import typer
from typer.testing import CliRunner, Result

from hardneg.cli import app
from hardneg.errors.former_options import MODEL, OUT, OUT_AS_TO, accepting, split
from hardneg.plain_errors import PlainErrors


def run(*words: str) -> Result:
    """Run a command that prints its parameters, beside a second one, so that both keep their names."""
    app = typer.Typer(cls=PlainErrors, rich_markup_mode=None)

    @app.command(cls=accepting(OUT))
    def rewrite(out: str, config: str = "none") -> None:
        print(out, config)

    @app.command(cls=accepting(MODEL | OUT_AS_TO))
    def train(to: str = typer.Option(...), model: str = typer.Argument("scenes")) -> None:
        print(model, to)

    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["rewrite", "--out", "a"], "a none"),
        (["rewrite", "--out=a", "--config", "c"], "a c"),
        (["rewrite", "--config", "c", "-o", "a"], "a c"),
        (["train", "--model", "m", "--out", "a"], "m a"),
        (["train", "-m", "m", "--to", "a"], "m a"),
        (["train", "-o", "a"], "scenes a"),
    ],
)
def test_a_former_spelling_works_and_prints_a_hint(words: list[str], printed: str) -> None:
    done = run(*words)

    assert (done.exit_code, done.stdout.strip()) == (0, printed)
    assert done.stderr.startswith("hint: -")
    assert "this version only; write `hardneg " in done.stderr


@pytest.mark.parametrize("words", [["rewrite", "a", "--config", "c"], ["train", "m", "--to", "a"]])
def test_the_spelling_of_today_prints_no_hint(words: list[str]) -> None:
    assert run(*words).stderr == ""


@pytest.mark.parametrize(
    ("words", "twice"),
    [
        (["rewrite", "a", "--out", "b"], "--out: OUT is given twice"),
        (["rewrite", "--out", "b", "-o", "c"], "-o: OUT is given twice"),
        (["train", "m", "--to", "a", "--model", "b"], "--model: MODEL is given twice"),
        (["train", "m", "--to", "a", "--out", "b"], "--out: --to TO is given twice"),
    ],
)
def test_a_value_given_both_ways_is_an_error(words: list[str], twice: str) -> None:
    done = run(*words)

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith(f"hardneg: {twice}")


def test_a_former_option_without_a_value_is_an_error_of_the_parser() -> None:
    assert run("rewrite", "--out").exit_code == 2


def test_words_behind_two_hyphens_are_no_options() -> None:
    assert split(["a", "--", "--out", "b"], OUT) == ([], ["a", "--", "--out", "b"])


@pytest.mark.slow
def test_no_help_shows_a_former_option() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]

    for name in (*commands, "models fetch"):
        shown = CliRunner().invoke(app, [*name.split(), "--help"]).stdout
        assert "Usage:" in shown
        assert "--out" not in shown
        assert "--model " not in shown
