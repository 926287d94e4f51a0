"""Train `pipeline/hardneg/rewrite/plausibility/weights/plausible`, a linear classifier fitted to labels and an LLM's scores of proposals.

    python -m scripts.train_plausibility --coco coco_captions.jsonl --work runs/plausible
        --out pipeline/hardneg/rewrite/plausibility/weights/plausible

Labels are JSON lines with `caption`, `negative` and `verdict` (`good` or `senseless`; others are skipped). Labels of edits of COCO
captions are in `scripts/plausibility/coco_labels.jsonl`, without the captions, which `--coco` names as JSON lines with `caption`. Each of
these labels names its caption by the first 16 digits of its SHA-256 (UTF-8).

Exchanges among the labels also fit the weight of the whole LLM's likelihood; `scripts/plausibility/exchanges.jsonl` holds more of them for
evaluation. Proposals are made from `--captions` and `scripts/plausibility/captions.yaml`, before any selection.

A teacher is optional. Its log-likelihood gaps of as many proposals as the time allows become soft labels, and measure how well the fitted
scorer agrees with it. The same command resumes a killed run from `--work`. `--judged` names labels for evaluation only.
"""

import argparse
import hashlib
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from more_itertools import chunked

from hardneg.grammar.splice import EditRow, apply_edits
from hardneg.rewrite.plausibility.fitting import FOLDS, auc, fit, interval, logistic
from hardneg.rewrite.plausibility.head import Head, Mix, Scores, save
from hardneg.rewrite.plausibility.likelihood import LikelihoodScorer, plausible
from hardneg.rewrite.plausibility.states import Features, States
from hardneg.rewrite.plausibility.window import grouped
from hardneg.schemas.family import EXCHANGES

BASE = "smollm2-135m-instruct"
SEED = 22
FEWEST = 10
"""The number of good, and of senseless, exchanges below which no mix is fitted to them."""
OWN = Path(__file__).parent / "plausibility" / "captions.yaml"
LABELS = Path(__file__).parent / "plausibility" / "labels.jsonl"
OF_COCO = Path(__file__).parent / "plausibility" / "coco_labels.jsonl"
CARD = """---
license: apache-2.0
base_model: HuggingFaceTB/SmolLM2-135M-Instruct
---
# Plausibility scorer of hardneg

Scores (caption, edited caption) by the probability that a reader labels the edit a likely scene (*good*) rather than *senseless*. It is a
linear classifier on hidden states of SmolLM2-135M-Instruct (Apache-2.0; fetched at set-up) after 12 of its 30 layers. This folder
holds its weights, {size:.0f} kB. For edits that only exchange words the log-likelihood gap of the whole LLM is added: `exchanges` in
config.json holds the weights.

Fitted by `python -m scripts.train_plausibility` to {labels:,} proposals of the families, labelled by one reader; {senseless:,}
are senseless. They edit captions of COCO (CC BY 4.0) and captions written for this project. The repository holds the labels of COCO
without the captions, which `--coco` names. {teacher}

| ROC-AUC, good against senseless | rows | this |
|---|---|---|
{rows}

A label says whether somebody would photograph (hear, film, sell) the scene and write the caption. For unusual subjects (cartoons, X-ray
findings, charts) the scorer has no training data: lower `rewrite.plausibility.floor`, or set it to null.
"""

Row = dict[str, Any]
Flags = npt.NDArray[np.bool_]


def main() -> None:
    """Run the steps that are not done yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captions", type=Path, nargs="+", default=[Path("examples/captions.jsonl")])
    parser.add_argument("--labels", type=Path, nargs="+", default=[LABELS])
    parser.add_argument("--coco", type=Path, nargs="*", default=[], help="COCO captions, for the labels of their edits")
    parser.add_argument("--judged", type=Path, nargs="*", default=[])
    parser.add_argument("--teacher", help="a larger LLM; default: fit labels only")
    parser.add_argument("--minutes", type=float, default=60.0, help="time limit of the teacher")
    parser.add_argument("--ridge", type=float, default=4000.0)
    parser.add_argument("--soft", type=float, default=0.1, help="weight of a teacher's soft label relative to a reader's")
    parser.add_argument("--work", type=Path, default=Path("runs/plausible"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    labels = [row for path in options.labels for row in labelled(path)] + list(of_coco(options.coco))
    gaps: list[Row] = []
    if options.teacher:
        gaps = scored(proposed(options.captions, options.work), options.teacher, options.minutes, options.work)
    judged = {path.stem: labelled(path) for path in options.judged}
    known = {(row["caption"], row["negative"]) for rows in judged.values() for row in rows}
    gaps = [row for row in gaps if (row["caption"], row["negative"]) not in known]
    labels = [row for row in labels if (row["caption"], row["negative"]) not in known]
    read = features([*labels, *gaps])
    head = fitted(labels, gaps, read, options.ridge, options.soft)
    mix = mixed(labels, read[: len(labels)], options.ridge)
    save(head, options.out, BASE, {"exchanges": mix._asdict()} if mix is not None else None)
    (options.out / "README.md").write_text(card(head, mix, labels, gaps, judged, options), encoding="utf-8")


def labelled(path: Path) -> list[Row]:
    """Return the rows of a file that are good or senseless."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["verdict"] in ("good", "senseless")]


def of_coco(files: Sequence[Path], labels: Path = OF_COCO) -> Iterator[Row]:
    """Yield the labels of edits of captions that the files hold."""
    captions = (json.loads(line)["caption"].strip() for file in files for line in file.read_text(encoding="utf-8").splitlines())
    known = {hashlib.sha256(caption.encode()).hexdigest()[:16]: caption for caption in captions}
    for row in labelled(labels):
        caption = known.get(row["caption"])
        if caption is not None:
            edits: list[EditRow] = [{"start": start, "end": end, "old": caption[start:end], "new": new} for start, end, new in row["edits"]]
            yield {**row, "caption": caption, "negative": apply_edits(caption, edits)}


def invented(count: int) -> Iterator[str]:
    """Yield our own captions, up to `count` from each template."""
    rng = random.Random(SEED)
    seen = set()
    for lines in yaml.safe_load(OWN.read_text(encoding="utf-8")).values():
        for line in lines:
            drawn = (re.sub(r"\{([^{}]*)\}", lambda found: rng.choice(found[1].split("|")), line) for _ in range(4 * count))
            fresh = [caption for caption in dict.fromkeys(drawn) if caption not in seen][:count]
            seen.update(fresh)
            yield from fresh


def proposed(files: Sequence[Path], work: Path) -> list[Row]:
    """Return proposals of all captions in a random order, cached in `proposals.jsonl`."""
    path = work / "proposals.jsonl"
    if not path.exists():
        from scripts.plausibility.propose import proposals

        captions = [json.loads(line)["caption"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
        captions = list(dict.fromkeys([*captions, *invented(14)]))
        random.Random(SEED).shuffle(captions)
        with path.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in proposals(captions))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def scored(rows: Sequence[Row], teacher: str, minutes: float, work: Path) -> list[Row]:
    """Return rows with the teacher's gap, as many as the minutes allow; rows in `gaps.jsonl` are not scored again."""
    path = work / "gaps.jsonl"
    done = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    have = {(row["caption"], row["negative"]) for row in done}
    todo = [row for row in rows if (row["caption"], row["negative"]) not in have]
    scorer, end = LikelihoodScorer(teacher), time.monotonic() + 60 * minutes
    with path.open("a", encoding="utf-8") as out:
        for some in chunked(todo, 32):
            if time.monotonic() > end:
                break
            captions, texts, of = columns(some)
            for row, gap in zip(some, scorer.gaps(captions, texts, of), strict=True):
                done.append({**row, "gap": round(float(gap), 3)})
                out.write(json.dumps(done[-1]) + "\n")
            out.flush()
    return done


def columns(rows: Sequence[Row]) -> tuple[list[str], list[str], list[int]]:
    """Return the captions of rows, their texts, and the caption index of each text, as the scorer expects them."""
    return grouped([row["caption"] for row in rows], [row["negative"] for row in rows])


def features(rows: Sequence[Row]) -> Features:
    """Return the features (n, width) of rows."""
    return States(BASE).features(*columns(rows))


def fitted(labels: Sequence[Row], gaps: Sequence[Row], read: Features, ridge: float, soft: float) -> Head:
    """Return a classifier fitted to labels and, with less weight, to the teacher's soft labels; `read` are the features of both."""
    soft_labels = plausible(np.array([row["gap"] for row in gaps], np.float64))
    weights = np.concatenate([np.ones(len(labels)), np.full(len(gaps), soft)])
    groups = [row["caption"] for row in [*labels, *gaps]]
    return fit(read, np.concatenate([good(labels).astype(np.float64), soft_labels]), weights, groups, ridge)


def mixed(labels: Sequence[Row], read: Features, ridge: float) -> Mix | None:
    """Return the weights of the head's logit and the LLM's likelihood gap for exchanges, cross-fitted by caption; None for few
    labels.

    An exchange keeps the words, so the head is less informative about it, and the likelihood more.
    """
    exchanged = np.array([row["family"] in EXCHANGES for row in labels])
    if min(np.bincount(good(labels)[exchanged], minlength=2)) < FEWEST:
        return None
    captions = sorted({row["caption"] for row in labels})
    fold_of = {caption: number % FOLDS for number, caption in enumerate(captions)}
    folds = np.array([fold_of[row["caption"]] for row in labels])
    logits = np.zeros(len(labels))
    for fold in set(folds[exchanged]):
        rest = [row for row, of in zip(labels, folds, strict=True) if of != fold]
        logits[folds == fold] = logit(fitted(rest, [], read[folds != fold], ridge, 0.0).probabilities(read[folds == fold]))
    some = [row for row, is_one in zip(labels, exchanged, strict=True) if is_one]
    found = LikelihoodScorer(BASE).gaps(*columns(some))
    weights, bias = logistic(np.stack([logits[exchanged], -found], 1), good(some).astype(np.float64), np.ones(len(some)), 1e-6)
    return Mix(round(float(weights[0]), 3), round(float(weights[1]), 3), round(float(bias), 3))


def good(rows: Sequence[Row]) -> Flags:
    """Return which rows are good."""
    return np.array([row["verdict"] == "good" for row in rows], np.bool_)


def logit(probabilities: Scores) -> Scores:
    """Return the logits of probabilities."""
    inner = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inner / (1 - inner)))


def scored_by(head: Head, mix: Mix | None, rows: Sequence[Row]) -> Scores:
    """Return the probability that each row is good; exchanges are scored by the mix."""
    found = head.probabilities(features(rows))
    some = [i for i, row in enumerate(rows) if row["family"] in EXCHANGES] if mix is not None else []
    if mix is not None and some:
        gaps = LikelihoodScorer(BASE).gaps(*columns([rows[i] for i in some]))
        found[some] = 1 / (1 + np.exp(-(mix.bias + mix.head * logit(found[some]) - mix.per_nat * gaps)))
    return found


def card(
    head: Head, mix: Mix | None, labels: Sequence[Row], gaps: Sequence[Row], judged: dict[str, list[Row]], options: argparse.Namespace
) -> str:
    """Return the card with the figures on held-out labels."""
    lines = []
    for name, rows in judged.items():
        found = scored_by(head, mix, rows)
        low, high = interval(good(rows), found)
        lines.append(f"| {name} | {len(rows)} | {auc(good(rows), found):.3f} ({low:.3f} to {high:.3f}) |")
    teacher = f"{len(gaps):,} further proposals have soft labels by {Path(options.teacher).name}." if gaps else ""
    size = (options.out / "model.safetensors").stat().st_size / 1000
    senseless = sum(row["verdict"] == "senseless" for row in labels)
    text = CARD.format(size=size, labels=len(labels), senseless=senseless, teacher=teacher, rows="\n".join(lines))
    return text.replace("names. \n", "names.\n")


if __name__ == "__main__":
    main()
