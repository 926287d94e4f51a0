"""Define the commands `status` and `verify`; `hardneg.cli` registers them."""

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


def verify(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run.")],
    repair: Annotated[
        bool, typer.Option("--repair", help="Damaged parts no longer count as done, so that the next run makes them again.")
    ] = False,
) -> None:
    """Check counts, hashes and every edit of a run. The exit code is 1 where a check fails."""
    from hardneg.errors.printable import printable
    from hardneg.report.repair import repair as repaired
    from hardneg.report.verify import verify as problems_of

    for marker in repaired(out) if repair else ():
        print(f"no longer counts as done: {printable(marker)}")
    problems = problems_of(out)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        again = "; run the command that made it again" if repair else ""
        print(f"check failed: {printable(problems[0])}{more}{again}")
        raise typer.Exit(1)
    print(f"all checks passed: {out}")
