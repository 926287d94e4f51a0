"""Define the command `status`; `hardneg.cli` registers it."""

from __future__ import annotations

from typing import Annotated

import typer


def status(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run.")],
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how far a run is, also while it runs or after it died: parts, rows, rejects, time left, and who holds the lease."""
    from hardneg.report.status import status_of
    from hardneg.report.status_table import as_dict, show

    found = status_of(out)
    if json_:
        import json

        print(json.dumps(as_dict(found), indent=1))
    else:
        show(found)
