import typer
from typer.testing import CliRunner

from hardneg.training.matcher.matcher_commands import evaluate_matcher, train_matcher


def test_the_commands_say_what_they_take() -> None:
    app = typer.Typer(rich_markup_mode=None)
    app.command("train-matcher")(train_matcher)
    app.command("evaluate-matcher")(evaluate_matcher)
    for name, option in (("train-matcher", "--learning-rate"), ("evaluate-matcher", "--scenes")):
        result = CliRunner().invoke(app, [name, "--help"])
        assert result.exit_code == 0
        assert option in result.output
