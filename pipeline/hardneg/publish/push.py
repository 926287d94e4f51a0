"""Push shards to a data set on the Hugging Face Hub. The token is never written or printed."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from hardneg.errors import UserError
from hardneg.errors.printable import printable
from hardneg.publish.contents import HELD_BACK, Contents, contents_of, warnings_of
from hardneg.shards.drawn import FOLDER as DRAWN
from hardneg.wording import amount

if TYPE_CHECKING:
    from huggingface_hub import HfApi

STALE = ["*.parquet", f"{DRAWN}/*"]
"""Files of the data set that are deleted where the shards have none of that name: `train-*` of an earlier push would be read as rows."""
MOST_OTHERS = 100
LISTED = 20
"""Number of files that are listed by name; of more, the largest are."""


def push(
    out: str, name: str, *, private: bool = False, dry_run: bool = False, revision: str | None = None, console: Console | None = None
) -> str | None:
    """Push the shards of `out`, and return the address of the data set; None for a dry run.

    Raises:
        UserError: The name is refused, the shards are not those that were packed, there is no token, or the Hub refuses or is not reached.
    """
    console = console or Console(highlight=False, soft_wrap=True, markup=False)
    _check_name(name)
    if not dry_run:
        _check_access()
    contents = contents_of(out)
    unknown = [each for each in contents.others if each not in HELD_BACK]
    if len(unknown) > MOST_OTHERS:
        raise UserError(
            f"{contents.folder}: holds {amount(len(unknown), 'file')} not of the shards, such as {unknown[0]}; remove what else is there"
        )
    _show(contents, console)
    for warning in warnings_of(contents):
        console.print(f"note: {printable(warning)}")
    if dry_run:
        console.print(f"dry run: nothing was sent to {name}")
        return None
    from huggingface_hub import HfApi

    with _hub_errors(name):
        address = _send(HfApi(), contents, name, private, revision)
    console.print(f"pushed to {address}")
    return address


def _send(api: HfApi, contents: Contents, name: str, private: bool, revision: str | None) -> str:
    made = api.create_repo(name, repo_type="dataset", private=private or None, exist_ok=True)
    if private and not api.repo_info(made.repo_id, repo_type="dataset").private:
        raise UserError(f"{made.repo_id}: exists and is public; make it private on the Hub, or push without --private")
    if revision is not None:
        api.create_branch(made.repo_id, branch=revision, repo_type="dataset", exist_ok=True)
    api.upload_folder(
        repo_id=made.repo_id,
        repo_type="dataset",
        folder_path=contents.folder,
        revision=revision,
        commit_message="Shards of hardneg",
        ignore_patterns=[glob.escape(each) for each in contents.others],
        delete_patterns=STALE,
    )
    return str(made)


def _check_name(name: str) -> None:
    from huggingface_hub import utils
    from huggingface_hub.errors import HFValidationError

    try:
        utils.validate_repo_id(name)  # type: ignore[attr-defined]
    except HFValidationError as error:
        raise UserError(f"{name}: is no name on the Hub ({error})") from None


def _check_access() -> None:
    from huggingface_hub import get_token
    from huggingface_hub.constants import HF_HUB_OFFLINE

    if HF_HUB_OFFLINE:
        raise UserError("push: HF_HUB_OFFLINE is set, so nothing is sent; unset it, or add --dry-run")
    if get_token() is None:
        raise UserError("push: no token of the Hub; set HF_TOKEN, or log in by `hf auth login`")


@contextmanager
def _hub_errors(name: str) -> Iterator[None]:
    """Turn what the Hub answers, or that it does not answer, into one line."""
    from huggingface_hub.errors import HfHubHTTPError

    http: type[Exception] = HfHubHTTPError.__bases__[0]  # type: ignore[assignment]  # the error of the HTTP library, which differs between versions of huggingface_hub
    try:
        yield
    except HfHubHTTPError as error:
        status = error.response.status_code if error.response is not None else "?"
        said = error.server_message or str(error).split("\n", 1)[0]
        raise UserError(f"{name}: the Hub refuses this ({status}: {' '.join(said.split())[:200]}){_advice(status)}") from None
    except (http, OSError) as error:
        raise UserError(f"{name}: the Hub cannot be reached ({' '.join(str(error).split())[:200]}); the same command continues") from None
    except ValueError as error:
        raise UserError(f"{name}: the Hub refuses this ({' '.join(str(error).split())[:200]})") from None


def _advice(status: object) -> str:
    if status in (401, 403):
        return "; the token must be valid, and may write to this owner's data sets"
    return ""


def _show(contents: Contents, console: Console) -> None:
    table = Table(title=f"{amount(len(contents.sizes), 'file')}, {_bytes(contents.size)}, from {contents.folder}", title_justify="left")
    table.add_column("file")
    table.add_column("size", justify="right")
    names = list(contents.sizes)
    if len(names) > LISTED:
        names = sorted(names, key=lambda each: (-contents.sizes[each], each))[:LISTED]
    for each in names:
        table.add_row(printable(each), _bytes(contents.sizes[each]))
    if len(names) < len(contents.sizes):
        table.add_row(f"and {len(contents.sizes) - len(names):,} more", "")
    console.print(table)


def _bytes(size: int) -> str:
    for unit, of in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= of:
            return f"{size / of:.1f} {unit}"
    return f"{size} B"
