"""Run `hardneg evaluate-text-matcher`."""

from pathlib import Path

from hardneg.schemas.config import MatchConfig


def evaluate_text_matcher(pairs: Path, model: str = "text", to: Path | None = None, match: MatchConfig | None = None) -> None:
    """Print the accuracy of the text matcher beside cosine and word overlap, and write it as JSON.

    The columns pairwise and accuracy are the matcher's. `match` says which model the matcher `llm` asks.

    Raises:
        UserError: The pairs or the model folder cannot be read, or the file cannot be written.
    """
    from rich.console import Console
    from rich.table import Table

    from hardneg.matching.located import start_text_matcher
    from hardneg.training.matcher.evaluate import write_figures
    from hardneg.training.matcher.texts.evaluate_text import as_plain, evaluate_text, read_rows

    rows = read_rows(pairs)
    matcher = start_text_matcher((match or MatchConfig()).model_copy(update={"text_model": model}))
    found = evaluate_text(matcher, rows)
    table = Table(
        "type",
        "pairs",
        "matcher",
        "cosine",
        "overlap",
        "pairwise",
        "accuracy",
        title=f"ROC-AUC of paraphrases against negatives, {matcher.revision}",
    )
    for kind, figures in found["matcher"].items():
        aucs = [f"{found[name][kind].auc:.3f}" for name in ("matcher", "cosine", "overlap")]
        table.add_row(kind, str(figures.pairs), *aucs, f"{figures.pairwise:.3f}", f"{figures.accuracy:.3f}")
    Console().print(table)
    if to is not None:
        write_figures(to, {"model": matcher.revision, "pairs": pairs.name, **as_plain(found)})
