"""Report the errors of commands."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from hardneg.engine.storage_errors import explained
from hardneg.errors import StageError, UserError
from hardneg.errors.extras import missing
from hardneg.errors.printable import printable


class PlainErrors(TyperGroup):
    """This command group reports expected errors in one line on stderr.

    A user's mistake ends with exit code 2, a stage that cannot work with 1, and Ctrl-C with 130.
    Anything else is a bug and keeps its traceback.
    """

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and turn expected errors into one line and an exit code."""
        try:
            return super().invoke(ctx)
        except (UserError, StageError) as error:
            print("hardneg: " + " ".join(str(error).split()), file=sys.stderr)
            for detail in error.details if isinstance(error, StageError) else ():
                print("  " + " ".join(detail.split()), file=sys.stderr)
            raise typer.Exit(2 if isinstance(error, UserError) else 1) from None
        except ModuleNotFoundError as error:
            if (needed := missing(str(ctx.invoked_subcommand), error)) is None:
                raise
            print(f"hardneg: {needed}", file=sys.stderr)
            raise typer.Exit(2) from None
        except Exception as error:
            if (line := explained(error)) is None:
                raise
            print(f"hardneg: {printable(line)}", file=sys.stderr)
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            print("\nhardneg: stopped; finished parts are kept, run the command again to continue", file=sys.stderr)
            raise typer.Exit(130) from None
