"""Define the commands `models` and `models fetch`; `hardneg.cli` registers them."""

from __future__ import annotations

from typing import Annotated

import typer

from hardneg.errors import UserError

models_app = typer.Typer(help="List or fetch the models that hardneg uses by name.", invoke_without_command=True, rich_markup_mode=None)


@models_app.callback()
def list_models(ctx: typer.Context) -> None:
    """Print the name of each model that hardneg fetches, and its folder or what is wrong with it."""
    if ctx.invoked_subcommand is not None:
        return
    from hardneg.models import registry
    from hardneg.models.llm_folder import source_of

    for name in registry.MODELS:
        try:
            print(f"{name}\t{source_of(name)}")
        except UserError as error:
            print(f"{name}\t{error}")


@models_app.command("fetch")
def fetch_models(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Models; if omitted, those of the defaults.")] = None,
) -> None:
    """Fetch models into the user's cache and check them."""
    from hardneg.models import registry
    from hardneg.models.fetch import fetch

    for name in names or registry.required():
        print(fetch(name))
