"""Define the command line: a command for each stage, and those around them.

A command parses its options and imports the module that does the work only then, so that `--help` is fast.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from hardneg import __version__
from hardneg.engine.order import STAGES
from hardneg.errors import UserError
from hardneg.errors.former_options import MODEL, OUT, OUT_AS_TO, accepting
from hardneg.estimate.commands import estimate
from hardneg.export.commands import export
from hardneg.labelling.commands import label
from hardneg.models.commands import models_app
from hardneg.plain_errors import PlainErrors
from hardneg.publish.commands import push
from hardneg.quality.commands import quality
from hardneg.report.commands import status, verify
from hardneg.synthesise import scenes_commands as on_scenes
from hardneg.training.matcher import matcher_commands as matchers
from hardneg.training.matcher.photos.commands import train_photos
from hardneg.wording import amount

if TYPE_CHECKING:
    from collections.abc import Callable

    from hardneg.schemas.config import Config
    from hardneg.schemas.manifest import Manifest

    Then = Callable[[str], None]


app = typer.Typer(
    cls=PlainErrors,
    help="Turn image captions into verified hard negatives. A finished stage that is run again does nothing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(models_app, name="models")

Out = Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run.", show_default=False)]
Input = Annotated[
    str | None,
    typer.Option("--input", "-i", metavar="INPUT", help="Captions: a file, glob, folder or URL. Omit it to continue a run."),
]
ConfigFile = Annotated[
    str | None,
    typer.Option(
        "--config", "-c", metavar="CONFIG", help="YAML file, or a shipped config (captions, gpu, ...). A run that goes on keeps its own."
    ),
]
Sets = Annotated[
    list[str] | None, typer.Option("--set", "-s", metavar="KEY=VALUE", help="Set one config value, such as rewrite.llm.model=NAME.")
]


def main() -> None:
    """Run the `hardneg` script."""
    app()


def _load(config: str | None, sets: list[str] | None, base: Config | None = None) -> Config:
    from hardneg.config import load

    return load(config, sets or [], os.environ, base)


def _manifest(out: str) -> Manifest | None:
    from hardneg.engine.manifest import read_manifest
    from hardneg.errors.secrets import holds_secret

    return None if holds_secret(out) else read_manifest(out)


def _run(
    stages: tuple[str, ...], input_: str | None, out: str, config: str | None, sets: list[str] | None, then: Then = lambda _: None
) -> None:
    """Run stages. Without INPUT and CONFIG a run goes on with its own config: that of the defaults would make all its parts again."""
    goes_on = _manifest(out) if config is None and input_ is None else None
    loaded = _load(config, sets, None if goes_on is None else goes_on.config)
    if goes_on is not None:
        print(f"config: that of the run ({out}/manifest.json)")
    from hardneg.runner import run

    run(loaded, out, stages, input_, then)


def _version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    del version


@app.command("run", cls=accepting(OUT))
def run_all(out: Out, input_: Input = None, config: ConfigFile = None, sets: Sets = None) -> None:
    """Run all stages on every part, then write the report."""
    _run(STAGES, input_, out, config, sets, report)


@app.command()
def preview(
    input_: Annotated[str, typer.Argument(metavar="INPUT", help="Captions: a file, glob, folder or URL.")],
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    config: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Show what is recognised in an input, and the negatives that rules make of its first captions. Nothing is written."""
    loaded = _load(config, sets)
    from hardneg.report import preview as look

    found = look.preview(input_, loaded)
    if json_:
        import json

        print(json.dumps(look.as_dict(found), indent=1))
    else:
        look.show(found)
    if found.refusal is not None:
        raise UserError(found.refusal)


app.command()(estimate)


@app.command(cls=accepting(OUT))
def captions(out: Out, input_: Input = None, config: ConfigFile = None, sets: Sets = None) -> None:
    """Read the captions, clean them, and assign ids."""
    _run(("captions",), input_, out, config, sets)


@app.command(cls=accepting(OUT))
def parse(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Parse the captions and find the targets: spans that can be edited."""
    _run(("parse",), None, out, config, sets)


@app.command(cls=accepting(OUT))
def rewrite(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Write negatives, validate them, and select those that leak least."""
    _run(("rewrite",), None, out, config, sets)


@app.command("filter", cls=accepting(OUT))
def filter_(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Keep the negatives that are false and plausible."""
    _run(("filter",), None, out, config, sets)


@app.command(cls=accepting(OUT))
def synthesise(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Generate an image for each negative that was kept, and check it. Needs synthesise.enabled."""
    _run(("synthesise",), None, out, config, sets)


@app.command(cls=accepting(OUT))
def shards(out: Out, config: ConfigFile = None, sets: Sets = None) -> None:
    """Pack the Parquet shards that training reads."""
    _run(("shards",), None, out, config, sets)


@app.command()
def report(out: Out) -> None:
    """Write OUT/report/index.html: counts, rejects, measurements of the negatives, and samples with their images."""
    from hardneg.report.page import write

    print(f"report: {write(out)}")


app.command()(verify)


@app.command()
def inspect(
    out: Out,
    family: Annotated[str | None, typer.Option("--family", metavar="FAMILY", help="Print this family only.")] = None,
    n: Annotated[int, typer.Option("-n", "--n", min=1, help="Number of samples.")] = 20,
) -> None:
    """Print samples with the edit highlighted, and the counts of each family."""
    if family is not None:
        _known_family(family)
    from hardneg.report.inspection import show

    show(out, family, n)


app.command()(status)
app.command(cls=accepting(OUT))(on_scenes.scenes)


@app.command("edit-pairs", cls=accepting(OUT))
def edit_pairs(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL to write shards to.")],
    input_: Annotated[
        str, typer.Option("--input", "-i", metavar="FILE", help="Parquet or JSONL: source image, edited image, a caption of each.")
    ],
    both: Annotated[bool, typer.Option("--both/--one", help="Write a second row of each pair with its two sides exchanged.")] = True,
    config: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Turn edit-instruction data into shards of pairs, in which each caption is the negative of the other. No image is generated."""
    loaded = _load(config, sets)
    from hardneg.synthesise.pack_pairs import pack_pairs

    done = pack_pairs(input_, out, loaded, both)
    rejected = ", ".join(f"{reason} {count:,}" for reason, count in sorted(done.rejected.items())) or "none"
    print(f"wrote {amount(done.rows, 'row')} to {out}/shards; rejected: {rejected}")


app.command(cls=accepting(OUT))(on_scenes.series)
app.command()(on_scenes.judge_scenes)
app.command(cls=accepting(MODEL | OUT_AS_TO))(matchers.train_matcher)
app.command()(train_photos)
app.command(cls=accepting(MODEL))(matchers.evaluate_matcher)
app.command(cls=accepting(OUT_AS_TO))(matchers.calibrate_matcher)
app.command(cls=accepting(MODEL))(matchers.evaluate_text_matcher)
app.command()(quality)
app.command()(export)
app.command()(push)
app.command()(label)


def _known_family(family: str) -> None:
    from hardneg.schemas.family import Family

    if family not in list(Family):
        raise UserError(f"--family {family}: no such family; there are {', '.join(Family)}")


@app.command("config")
def print_config(config: ConfigFile = None, sets: Sets = None) -> None:
    """Print the config in force: the file, then HARDNEG_* variables, then --set."""
    from hardneg.config import dump

    print(dump(_load(config, sets)), end="")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 admits other machines.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    of: Annotated[
        str,
        typer.Option(
            metavar="KEY", help="Key whose model is served: rewrite.llm, filter.match.llm or filter.match.image_models; also vlm:NAME."
        ),
    ] = "rewrite.llm",
    config: ConfigFile = None,
    sets: Sets = None,
) -> None:
    """Start a server of a model that the config names: the LLM that writes, the one that judges texts, or `vlm:NAME`."""
    loaded = _load(config, sets)
    from hardneg.llm.serve import serve as start
    from hardneg.matching.served import section_of, served

    start(served(loaded, of), host, port, section_of(of))


@app.command()
def doctor() -> None:
    """Report what is installed, what is broken, and the command that repairs it."""
    from hardneg.report.doctor import examine, show

    raise typer.Exit(show(examine()))
