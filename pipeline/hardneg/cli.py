"""The command line: one command a stage, and what goes with them. Parses words, calls the module that does it; imports it only then."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from hardneg import __version__
from hardneg.engine.order import STAGES
from hardneg.errors import StageError, UserError
from hardneg.quality.commands import quality
from hardneg.synthesise import scenes_commands as on_scenes
from hardneg.training.matcher import commands as matchers

if TYPE_CHECKING:
    from hardneg.schemas.config import Config


class PlainErrors(TyperGroup):
    """What ends a command is one line on stderr: a user's mistake (exit code 2), a stage that cannot work (1), Ctrl-C (130).

    Anything else is a bug and keeps its traceback.
    """

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (UserError, StageError) as error:
            print("hardneg: " + " ".join(str(error).split()), file=sys.stderr)
            raise typer.Exit(2 if isinstance(error, UserError) else 1) from None
        except KeyboardInterrupt:
            print("\nhardneg: stopped; what is published stays, run again to go on", file=sys.stderr)
            raise typer.Exit(130) from None


app = typer.Typer(
    cls=PlainErrors,
    help="Turn image captions into verified hard negatives. Running a finished stage again does nothing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
models_app = typer.Typer(help="The models that set-up fetches.", invoke_without_command=True, rich_markup_mode=None)
app.add_typer(models_app, name="models")

Out = Annotated[str, typer.Option("--out", "-o", help="Folder or URL that the run is kept in.")]
Input = Annotated[str | None, typer.Option("--input", "-i", help="Captions: a file, glob, folder or URL. Not needed to go on with a run.")]
ConfigFile = Annotated[
    str | None,
    typer.Option("--config", "-c", help="YAML file, or the name of a shipped config (captions, gpu, ...). Without: the defaults."),
]
Sets = Annotated[
    list[str] | None, typer.Option("--set", "-s", metavar="KEY=VALUE", help="One config value, such as rewrite.llm.model=NAME.")
]
Folder = Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run.")]


def main() -> None:
    """Entry point of the `hardneg` script."""
    app()


def _load(config: str | None, sets: list[str] | None) -> Config:
    from hardneg.config import load

    return load(config, sets or [], os.environ)


def _run(stages: tuple[str, ...], input_: str | None, out: str, config: str | None, sets: list[str] | None) -> None:
    loaded = _load(config, sets)
    from hardneg.runner import run

    run(loaded, out, stages, input_)


def _version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    del version


@app.command("run")
def run_all(out: Out, input_: Input = None, config: ConfigFile = None, sets: Sets = None) -> None:
    """All stages, one after the other on every part, then the report."""
    _run(STAGES, input_, out, config, sets)
    report(out)


@app.command()
def preview(
    input_: Annotated[str, typer.Argument(metavar="INPUT", help="Captions: a file, glob, folder or URL.")],
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    config: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Show what is recognised in an input, and what rules make of its first captions; writes nothing."""
    loaded = _load(config, sets)
    from hardneg.report import preview as look

    found = look.preview(input_, loaded)
    if json_:
        import json

        print(json.dumps(look.as_dict(found), indent=1, ensure_ascii=False))
    else:
        look.show(found)
    if found.refusal is not None:
        raise UserError(found.refusal)


@app.command()
def captions(out: Out, input_: Input = None, config: ConfigFile = None, sets: Sets = None) -> None:
    """Read, clean, give ids."""
    _run(("captions",), input_, out, config, sets)


@app.command()
def parse(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Find what can be edited."""
    _run(("parse",), None, out, config, sets)


@app.command()
def rewrite(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Write the negatives."""
    _run(("rewrite",), None, out, config, sets)


@app.command("filter")
def filter_(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Keep the negatives that hold."""
    _run(("filter",), None, out, config, sets)


@app.command()
def synthesise(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Draw images of the negatives that were kept, and check them; where synthesise.enabled is set."""
    _run(("synthesise",), None, out, config, sets)


@app.command()
def shards(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Pack the Parquet that training reads."""
    _run(("shards",), None, out, config, sets)


@app.command()
def report(out: Folder) -> None:
    """Write OUT/report/index.html: counts, rejects, what is known of the negatives, samples with their pictures."""
    from hardneg.report.page import write

    print(f"report: {write(out)}")


@app.command()
def verify(out: Folder) -> None:
    """Check counts, hashes and every edit of a run; exit 1 where something does not hold."""
    from hardneg.report.verify import verify as problems_of

    problems = problems_of(out)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        print(f"does not hold: {problems[0]}{more}")
        raise typer.Exit(1)
    print(f"holds: {out}")


@app.command()
def inspect(
    out: Folder,
    family: Annotated[str | None, typer.Option("--family", help="Only this family.")] = None,
    n: Annotated[int, typer.Option("-n", "--n", min=1, help="How many.")] = 20,
) -> None:
    """Print samples with the edit highlighted, and counts by family."""
    if family is not None:
        _known_family(family)
    from hardneg.report.inspection import show

    show(out, family, n)


app.command()(on_scenes.scenes)


@app.command("edit-pairs")
def edit_pairs(
    out: Annotated[str, typer.Option("--out", "-o", help="Folder or URL to write shards to.")],
    input_: Annotated[str, typer.Option("--input", "-i", help="Parquet or JSONL: source image, edited image, a caption of each.")],
    both: Annotated[bool, typer.Option("--both/--one", help="Also a row with the two sides exchanged.")] = True,
    config: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Turn edit-instruction data into shards of pairs that are each other's negatives; nothing is drawn."""
    loaded = _load(config, sets)
    from hardneg.synthesise.pack_pairs import pack_pairs

    done = pack_pairs(input_, out, loaded, both)
    stopped = ", ".join(f"{reason} {count:,}" for reason, count in sorted(done.rejected.items())) or "none"
    print(f"wrote {done.rows:,} rows to {out}/shards; rejected: {stopped}")


app.command()(on_scenes.series)
app.command()(on_scenes.judge_scenes)
for command in (matchers.train_matcher, matchers.evaluate_matcher, matchers.calibrate_matcher, matchers.evaluate_text_matcher, quality):
    app.command()(command)


def _known_family(family: str) -> None:
    from hardneg.schemas.family import Family

    if family not in list(Family):
        raise UserError(f"--family {family}: no such family; there are {', '.join(Family)}")


@app.command("config")
def print_config(config: ConfigFile = None, sets: Sets = None) -> None:
    """Print the config in force: file, then HARDNEG_* variables, then --set."""
    from hardneg.config import dump

    print(dump(_load(config, sets)), end="")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for other machines.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    config: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Start an LLM server with the configured model."""
    loaded = _load(config, sets)
    from hardneg.rewrite.llm.serve import serve as start

    start(loaded.rewrite.llm, host, port)


@app.command()
def doctor() -> None:
    """What is installed, what is broken, and the command that mends it."""
    from hardneg.report.doctor import examine, show

    raise typer.Exit(show(examine()))


@models_app.callback()
def list_models(ctx: typer.Context) -> None:
    """Print each model that set-up knows: its name, and where it is or what is wrong with it."""
    if ctx.invoked_subcommand is not None:
        return
    from hardneg.models import catalogue

    for name in catalogue.MODELS:
        try:
            print(f"{name}\t{catalogue.resolve(name)}")
        except UserError as error:
            print(f"{name}\t{error}")


@models_app.command("fetch")
def fetch_model(name: Annotated[str | None, typer.Argument(help="Which; without: all.")] = None) -> None:
    """Put models into the user's cache and check them."""
    from hardneg.models import catalogue

    for each in [name] if name else catalogue.MODELS:
        print(catalogue.fetch(each))
