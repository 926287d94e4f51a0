"""Preview an input before a run: what is recognised in it, and the negatives that rules make of its first captions. No file is written."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa
from rich.console import Console
from rich.text import Text

from hardneg.captions.cut import cut
from hardneg.captions.fields.records import BETWEEN_TAGS
from hardneg.captions.recognition import Group, recognise
from hardneg.engine.stage import RunContext
from hardneg.errors import UserError
from hardneg.errors.printable import printable
from hardneg.grammar.tags import SEPARATOR
from hardneg.report.inspection import marked
from hardneg.schemas.config import Config
from hardneg.wording import amount

CAPTIONS = 20
"""Number of captions of which negatives are made."""
SHOWN = 3
"""Number of records of a group, and of negatives of a caption, that are shown."""
LONGEST = 160
"""Most characters that are shown of a caption without edits."""


class Drafted(NamedTuple):
    """Hold a caption with the negatives that rules made of it: the family and the edits of each."""

    caption: str
    negatives: list[tuple[str, list[dict[str, Any]]]]


class Rejection(NamedTuple):
    """Hold a record or a caption that would be rejected, and why."""

    stage: str
    reason: str
    detail: str | None
    caption: str | None


class Preview(NamedTuple):
    """Hold what was recognised in an input, and what rules would make of its first captions.

    Attributes:
        groups: The sources, those of the same layout together.
        refused: Names of files that are not used, and why.
        drafted: The captions of which negatives were made.
        rejected: The captions that would be rejected.
        refusal: The error with which a run would refuse the input; None if it would not.
    """

    input: str
    groups: list[Group]
    refused: list[tuple[str, str]]
    drafted: list[Drafted]
    rejected: list[Rejection]
    refusal: str | None


def preview(input: str, config: Config) -> Preview:
    """Return what a run would recognise in `input`, and what rules would make of its first captions.

    Raises:
        UserError: The input does not exist, or no format is recognised in it.
    """
    groups, refused = recognise(input, config.captions)
    drafted: list[Drafted] = []
    rejected: list[Rejection] = []
    refusal = None
    try:
        drafted, rejected = _drafts(input, config)
    except UserError as error:
        refusal = str(error)
    return Preview(input, groups, refused, drafted, rejected, refusal)


def as_dict(of: Preview) -> dict[str, Any]:
    """Return plain values for JSON."""
    return {
        "input": of.input,
        "groups": [group.as_dict() for group in of.groups],
        "refused": [{"source": name, "message": message} for name, message in of.refused],
        "drafted": [
            {"caption": each.caption, "negatives": [{"family": family, "edits": edits} for family, edits in each.negatives]}
            for each in of.drafted
        ],
        "rejected": [each._asdict() for each in of.rejected],
        "refusal": of.refusal,
    }


def _drafts(input: str, config: Config) -> tuple[list[Drafted], list[Rejection]]:
    """Return what rules make of the first captions, and which of them are rejected; the stages are called without Ray."""
    from hardneg.captions.stage import make as make_captions
    from hardneg.parse.stage import make as make_parse
    from hardneg.rewrite.stage import make as make_rewrite

    balance = config.rewrite.balance.model_copy(update={"enabled": False, "text_model": None})
    rewrite = config.rewrite.model_copy(update={"writer": "lexicon", "balance": balance, "positives_per_caption": 0})
    config = config.model_copy(update={"rewrite": rewrite, "part_size": CAPTIONS})
    rows = next(cut(input, config), None)
    rejected: list[Rejection] = []
    if rows is None:
        return [], rejected
    order: list[str] = []
    for stage in (make_captions(config, RunContext(input)), make_parse(config), make_rewrite(config)):
        stage.setup()
        done = stage.process(rows)
        rejected += _rejected(done.rejects)
        rows = done.rows
        order = order or rows["id"].to_pylist()
    return list(_drafted(rows)), rejected


def _rejected(rejects: pa.Table) -> Iterator[Rejection]:
    """Yield the rejected captions, without the rejected negatives of captions that are kept."""
    for row in rejects.to_pylist():
        if row["caption_id"] is None:
            yield Rejection(row["stage"], row["reason"], row["detail"], row["caption"])


def _drafted(rows: pa.Table) -> Iterator[Drafted]:
    for row in rows.select(["caption", "negatives"]).to_pylist():
        yield Drafted(row["caption"], [(each["family"], each["edits"]) for each in row["negatives"]])


def show(of: Preview, console: Console | None = None) -> None:
    """Print a preview, with colours on a terminal."""
    console = console or Console(highlight=False)

    def line(text: str | Text, style: str = "") -> None:
        console.print(Text(printable(text), style) if isinstance(text, str) else text, soft_wrap=True)

    for group in of.groups:
        _show_group(group, line)
    for name, message in of.refused[:SHOWN]:
        line(f"{name}: {message}", "red")
    if len(of.refused) > SHOWN:
        line(f"not read: {amount(len(of.refused) - SHOWN, 'more source', 'more sources')}", "red")
    if of.refusal is None:
        taken = len(of.drafted) + len(of.rejected)
        line(f"Of the first {taken} captions, by rules, without an LLM, balance and filter:", "bold")
    for each in of.drafted:
        by_family = dict(reversed(each.negatives))  # the first of each family
        for family in list(dict.fromkeys(family for family, _ in each.negatives))[:SHOWN]:
            line(Text(f"  {family:<15} ", style="bold") + marked(each.caption, by_family[family], console.is_terminal))
    for reject in of.rejected:
        caption = f": {shortened(reject.caption)}" if reject.caption else ""
        line(f"  rejected by {reject.stage}, {reject.reason}{caption} ({reject.detail})", "yellow")


def shortened(caption: str) -> str:
    """Return the beginning of a caption on one line."""
    text = " ".join(caption.replace(BETWEEN_TAGS, SEPARATOR).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _show_group(group: Group, line: Callable[..., None]) -> None:
    layout = group.layout
    details = f" ({', '.join(layout.details)})" if layout.details else ""
    line(f"{group.first}{f' and {group.sources - 1:,} more' if group.sources > 1 else ''}", "bold")
    line(f"  format    {layout.format}{details}")
    line(f"  captions  {', '.join(layout.captions) or 'not known'}")
    line(f"  image     {layout.image or ('with each record' if group.with_image else 'none')}")
    line(f"  key       {layout.key or 'number or name of the record'}")
    least = "" if group.whole else "at least "
    images = len(group.images)
    per = f" ({group.captions / images:.1f} captions an image)" if images else ""
    line(f"  counted   {least}{amount(group.records, 'record')}: {amount(group.captions, 'caption')}, {amount(images, 'image')}{per}")
    if 0 < group.with_image < group.captions:
        line(f"            {amount(group.captions - group.with_image, 'caption')} without an image", "yellow")
    for reason, count in group.defects.most_common():
        line(f"  rejected  {count:,}, {reason}: {shortened(group.examples[reason])}", "yellow")
    for note in layout.notes:
        line(f"  note      {note}", "cyan")
    for record in group.samples:
        image = f" [{record.image_path or record.image_id}]" if record.image_path or record.image_id else ""
        line(f"  record    {record.key}: {shortened(record.caption or '')}{image}")
