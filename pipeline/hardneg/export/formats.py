"""List the formats of `hardneg export`."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NamedTuple

from hardneg.export.selection import Job


class Format(NamedTuple):
    """Hold the module that writes a format, a line about it, and the options that not all formats have."""

    module: str
    summary: str
    options: tuple[str, ...] = ()

    def write(self) -> Callable[[Job, str], None]:
        """Return the function that writes a split."""
        write: Callable[[Job, str], None] = import_module(f"hardneg.export.{self.module}").write
        return write

    def finish(self) -> Callable[[Job], None] | None:
        """Return the function that completes the export after all splits, if the format has one."""
        return getattr(import_module(f"hardneg.export.{self.module}"), "finish", None)


FILES, TABLES = ("--per-file",), ("--image-root",)
SENTENCES = ("--form", "--anchor image", "--scores")

FORMATS: Mapping[str, Format] = {
    "sentence-transformers": Format(
        "sentence_transformers", "Parquet of triplets, n-tuples, labelled pairs or lists (--form)", (*SENTENCES, *FILES)
    ),
    "webdataset": Format("webdataset", "tars of jpg, txt and json: image, caption, negatives", FILES),
    "open_clip-csv": Format("open_clip_csv", "table of filepath and title, negative images included", TABLES),
    "negclip-tsv": Format("negclip_tsv", "table of title, filepath, neg_caption and neg_image", TABLES),
    "triplets": Format("triplets", "tars of image, caption, negative image and negative caption", FILES),
    "datasets": Format("datasets", "folder for load_dataset with the configs pairs and grouped", FILES),
    "mcq": Format("mcq", "questions with one true caption and three false ones", TABLES),
    "preference": Format("preference", "prompt, chosen and rejected answer of an image, for DPO", FILES),
    "llava": Format("llava", "conversations about images"),
    "jsonl": Format("jsonl", "a line a caption, images as files"),
    "coco-json": Format("coco_json", "COCO's captions, with negatives in the annotations"),
}
