"""The config section of the captions stage: how an input is read and cleaned."""

from typing import Literal

from pydantic import Field, field_validator

from hardneg.schemas.section import StageSection

Form = Literal["caption", "tags"]
Descriptions = Literal["require", "any"]


class CaptionsConfig(StageSection):
    """Reading and cleaning."""

    form: Form = Field("caption", description="sentences; or lists of tags, in a column of lists or in a text with a separator")
    separator: str = Field(", ", min_length=1, description="between the tags of a text; white space at its ends may be missing")

    format: Literal["auto", "json", "jsonl", "csv", "tsv", "parquet", "webdataset", "huggingface", "text"] = "auto"
    delimiter: str | None = Field(
        None, description="between the fields of delimited text, such as ';' or tab; null: by the file's name and its first lines"
    )
    header: bool | None = Field(
        None, description="whether delimited text begins with the columns' names; without them the columns are 0, 1, ...; null: recognised"
    )
    encoding: str | None = Field(
        None, description="of text files without a byte order mark, such as cp1252 or latin-1; null: UTF-8, and others are refused"
    )
    caption_column: str | None = Field(None, description="guessed where null")
    image_column: str | None = Field(None, description="guessed where null")
    key_column: str | None = Field(None, description="guessed where null; without one the record's number is the key")
    image_root: str | None = Field(None, description="folder or URL that relative image paths start from; null: the input's own folder")
    text_endings: list[str] = Field(
        [".txt", ".caption", ".cap"],
        min_length=1,
        description="of files that hold the captions of an image beside them, the first that is there",
    )
    image_endings: list[str] = Field(
        [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".jfif", ".avif", ".tif", ".tiff", ".img"],
        min_length=1,
        description="of images beside their captions",
    )
    lines: Literal["auto", "join", "split"] = Field(
        "auto",
        description="of a text beside an image: one caption, or a caption a line; auto: a caption a line where each line stands alone",
    )
    images: Literal["ignore", "path", "bytes"] = Field("path", description="leave images out, refer to them, or store their bytes")
    verify_images: bool = Field(False, description="decode every image that is referred to (bytes are always decoded)")
    max_pixels: int = Field(50_000_000, gt=0)
    min_chars: int = Field(5, ge=1, description="of a sentence; a list of tags may be as short as one tag")
    max_chars: int = Field(4_000, ge=1)
    min_words: int = Field(2, ge=1, description="of a sentence, as min_chars")
    language: Literal["en"] | None = Field("en", description="null: take every language as it comes")
    descriptions: Descriptions = Field("require", description="any: headlines, keywords and names of products are edited like descriptions")
    duplicates: Literal["reject", "mark"] = Field("reject", description="what to do with an exact repeat of (image, caption)")

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, value: str | None) -> str | None:
        value = {"tab": "\t", "\\t": "\t"}.get(value or "", value)
        if value is not None and (len(value) != 1 or value in '"\r\n'):
            raise ValueError("must be one character such as ';' or '|', or tab")
        return value

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                "".encode(value)
            except LookupError:
                raise ValueError("is not a text encoding that Python knows; cp1252, latin-1 and utf-16 are, for example") from None
        return value
