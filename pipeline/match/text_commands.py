"""What `hardneg evaluate-text-matcher` does."""

import json
from pathlib import Path

WEIGHTS = Path(__file__).parent / "weights" / "text"


def evaluate_text_matcher(pairs: Path, model: Path | None = None, to: Path | None = None) -> None:
    """Print how well the text matcher keeps negatives and drops paraphrases, beside cosine and overlap, and write it as JSON.

    Raises:
        UserError: The pairs or the model folder cannot be read.
    """
    from rich.console import Console
    from rich.table import Table

    from pipeline.match.evaluate_text import as_plain, evaluate_text, read_rows
    from pipeline.match.text import TextCrossEncoder

    rows = read_rows(pairs)
    matcher = TextCrossEncoder.from_folder(model or WEIGHTS)
    found = evaluate_text(matcher, rows)
    table = Table(
        "type", "pairs", "matcher", "cosine", "overlap", "pairwise", title=f"ROC-AUC of still true against not, {matcher.revision}"
    )
    for kind, figures in found["matcher"].items():
        aucs = [f"{found[name][kind].auc:.3f}" for name in ("matcher", "cosine", "overlap")]
        table.add_row(kind, str(figures.pairs), *aucs, f"{figures.pairwise:.3f}")
    Console().print(table)
    if to is not None:
        content = {"model": matcher.revision, "pairs": pairs.name, **as_plain(found)}
        to.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
