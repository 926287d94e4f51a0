"""Write the page on which people label negatives: one file that needs no server and no network."""

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from hardneg.engine import storage
from hardneg.engine.parts import digest
from hardneg.errors import UserError
from hardneg.grammar.splice import Edit, stretches
from hardneg.labelling.pictures import inlined as inlined_image
from hardneg.labelling.sample import Item, Sample, sample
from hardneg.schemas.family import Family
from hardneg.schemas.label import Verdict
from hardneg.shards.files import run_of
from hardneg.shards.grouped import image_places, located
from hardneg.wording import amount

FILE = "label.html"
MEANINGS = {
    Verdict.FALSE: ("False", "the edited caption is wrong"),
    Verdict.STILL_TRUE: ("Still true", "it may be true as well"),
    Verdict.SENSELESS: ("Senseless", "nobody would say this"),
    Verdict.UNGRAMMATICAL: ("Ungrammatical", "it is no correct English"),
}


class Shown(NamedTuple):
    """Hold an item of the page, its image as a data URL, and the reference to the image that its label gets."""

    item: Item
    url: str | None = None
    reference: str | None = None


def write(
    out: str,
    *,
    n: int,
    family: str | None,
    rejected: float,
    seed: int,
    images: bool = True,
    to: str | None = None,
    console: Console | None = None,
) -> str:
    """Write the page for a sample of the negatives of `out`, and return its path. Without `images` verdicts are about the captions.

    Raises:
        UserError: The family is unknown, there is nothing to label, or the page cannot be written.
    """
    console = console or Console(highlight=False, soft_wrap=True, markup=False)
    if family is not None and family not in list(Family):
        raise UserError(f"--family {family}: no such family; there are {', '.join(Family)}")
    if to is None and out.endswith(".parquet"):
        raise UserError(f"{out}: name the page with --to FILE")
    out = run_of(out)
    path = to if to is not None else storage.join(out, FILE)
    chosen = sample(out, n, [family] if family is not None else list(Family), seed, rejected)
    shown, unread = _shown(out, chosen.items if images else [item._replace(image=None) for item in chosen.items])
    if not shown:
        raise UserError(f"{out}: none of the {len(unread)} images can be read; their paths start from the input of the run")
    try:
        storage.write(path, page(shown, storage.join(out).rsplit("/", 1)[-1]).encode())
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror or error})") from None
    console.print(_table(chosen, shown))
    if unread:
        console.print(f"{len(unread)} more are not on the page: their images cannot be read")
    console.print(f"page: {path}")
    console.print("Open it in a browser, and give the file that it downloads to `hardneg calibrate-matcher MODEL --labels FILE`.")
    return path


def page(shown: Sequence[Shown], name: str) -> str:
    """Return the page for items.

    Texts are only in the JSON of the page, where `<` is escaped, and its script inserts them as text. The policy of the page admits no
    script but its own, and no address but data URLs.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    script = (files("hardneg.labelling") / "page.js").read_text(encoding="utf-8")
    items = [_plain(*each) for each in shown]
    return environment.from_string((files("hardneg.labelling") / "page.html").read_text(encoding="utf-8")).render(
        name=name,
        page={"id": digest(items)[:12], "items": items},
        verdicts=[(number, verdict.value, *MEANINGS[verdict]) for number, verdict in enumerate(Verdict, 1)],
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _shown(out: str, items: Sequence[Item]) -> tuple[list[Shown], list[Item]]:
    """Return the items with their images, and those whose images cannot be read."""
    places = image_places(out)
    inlined: dict[str, str | None] = {}
    shown: list[Shown] = []
    unread: list[Item] = []
    for item in items:
        if item.image is None:
            shown.append(Shown(item))
            continue
        image = located(item.image, item.source, places)
        assert image is not None
        key = image["path"] if image["bytes"] is None else hashlib.sha256(image["bytes"]).hexdigest()
        if key not in inlined:
            inlined[key] = inlined_image(storage.join(out, "shards"), image, places)
        if (url := inlined[key]) is None:
            unread.append(item)
        else:
            shown.append(Shown(item, url, image["path"] if image["bytes"] is None else url))
    return shown, unread


def _plain(item: Item, url: str | None, reference: str | None) -> dict[str, Any]:
    """Return what the page has of an item: its label, the image, and both texts in pieces, with those marked that the edit changes."""
    before, after = _pieces(item.caption, item.edits)
    label = {name: getattr(item, name) for name in ("id", "caption_id", "caption", "negative", "family", "group", "kept")}
    return {"label": label, "image": url, "reference": "same" if reference == url else reference, "before": before, "after": after}


def _pieces(caption: str, edits: Sequence[Edit]) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    before, after = [], []
    for kept, edit in stretches(caption, edits):
        before.append((kept, False))
        after.append((kept, False))
        if edit is not None:
            before.append((edit.old, True))
            after.append((edit.new, True))
    return [piece for piece in before if piece[0]], [piece for piece in after if piece[0]]


def _table(chosen: Sample, shown: Sequence[Shown]) -> Table:
    table = Table(title=f"{amount(len(shown), 'negative')} to label", title_justify="left")
    for name in ("family", "kept", "of", "rejected as still true", "of"):
        table.add_column(name, justify="left" if name == "family" else "right")
    for family in Family:
        here = [item.kept for item, _, _ in shown if item.family == family]
        if here:
            numbers = (sum(here), chosen.kept.get(family, 0), len(here) - sum(here), chosen.rejected.get(family, 0))
            table.add_row(family, *(f"{number:,}" for number in numbers))
    return table
