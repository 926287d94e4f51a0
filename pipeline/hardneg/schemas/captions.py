"""The config section of the captions stage: how an input is read and cleaned."""

from typing import Literal

from pydantic import Field, field_validator

from hardneg.schemas.section import StageSection

Form = Literal["caption", "tags"]
Descriptions = Literal["require", "any"]


class CaptionsConfig(StageSection):
    """Configure how captions are read and cleaned."""

    form: Form = Field(
        "caption",
        description="`caption` for sentences; `tags` for lists of tags, in a column of lists or in a text with `captions.separator`",
    )
    separator: str = Field(", ", min_length=1, description="separator of the tags in a text; white space at its ends may be missing")

    format: Literal["auto", "json", "jsonl", "csv", "tsv", "parquet", "webdataset", "huggingface", "text"] = Field(
        "auto",
        description="format of the input; `auto` recognises it",
    )
    delimiter: str | None = Field(
        None, description="one character between the fields of delimited text, or `tab`; `null`: by the file's name and its first lines"
    )
    header: bool | None = Field(
        None, description="whether delimited text begins with column names; without them columns are `0`, `1`, ...; `null`: recognised"
    )
    encoding: str | None = Field(
        None, description="encoding of text without a byte order mark, such as `cp1252`; `null`: UTF-8, and other encodings are refused"
    )
    caption_column: str | None = Field(None, description="column of the captions; `null`: recognised")
    image_column: str | None = Field(None, description="column of the images; `null`: recognised")
    key_column: str | None = Field(None, description="column of the keys; `null`: recognised, or the number of the record")
    image_root: str | None = Field(None, description="folder or URL that relative image paths start from; `null`: the folder of the input")
    image_locations: list[str] = Field(
        [],
        description="folders and URLs that records may name images in, besides the folder of the input and `captions.image_root`; `/` "
        "allows every file of this machine, `https://` every public address",
    )
    text_extensions: list[str] = Field(
        [".txt", ".caption", ".cap"],
        min_length=1,
        description="endings of files that hold the captions of the image beside them; the first that exists is read",
    )
    image_extensions: list[str] = Field(
        [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".jfif", ".avif", ".tif", ".tiff", ".img"],
        min_length=1,
        description="endings of images beside their captions",
    )
    lines: Literal["auto", "join", "split"] = Field(
        "auto",
        description="text beside an image: `join` reads one caption, `split` one caption a "
        "line; `auto` splits where each line is a caption by itself",
    )
    images: Literal["ignore", "path", "bytes"] = Field(
        "path", description="`path` refers to images, `bytes` stores them in the shards, `ignore` does not use them"
    )
    verify_images: bool = Field(False, description="decode every image that is referred to by path; stored bytes are always decoded")
    max_pixels: int = Field(50_000_000, gt=0, description="largest image, in pixels")
    min_chars: int = Field(5, ge=1, description="fewest characters of a sentence; does not apply to tags")
    max_chars: int = Field(4_000, ge=1, description="most characters of a caption")
    min_words: int = Field(2, ge=1, description="fewest words of a sentence; does not apply to tags")
    language: Literal["en"] | None = Field(
        "en", description="`en` rejects other languages; `null` accepts every language (negatives are written for English)"
    )
    descriptions: Descriptions = Field(
        "require", description="`require` rejects captions that describe nothing; `any` edits headlines, keywords and product names as well"
    )
    duplicates: Literal["reject", "mark"] = Field("reject", description="an exact repeat of (image, caption): `reject` or `mark`")

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
