"""Define the command `push`; `hardneg.cli` registers it."""

from __future__ import annotations

from typing import Annotated

import typer


def push(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder of the run, or of its shards, on this machine.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Data set on the Hub: OWNER/NAME, or NAME for your own.")],
    private: Annotated[bool, typer.Option("--private", help="Create a private data set; a public one that exists is refused.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the shards and list what would be sent; nothing is.")] = False,
    revision: Annotated[str | None, typer.Option(metavar="BRANCH", help="Branch to send to, created where it is missing.")] = None,
) -> None:
    """Send the shards with their card to the Hugging Face Hub. The token is that of HF_TOKEN or of `hf auth login`."""
    from hardneg.publish.push import push as send

    send(out, name, private=private, dry_run=dry_run, revision=revision)
