"""Rank names of columns: how likely each is a caption, an image, a key, or the identity of an image."""

import re

CAPTION = (
    "caption", "captions", "text", "title", "sentence", "sentences", "raw", "description", "descriptions", "alt_text", "alttext", "alt",
    "phrase", "phrases", "comment", "comments", "en_cap", "conversations", "conversation", "messages", "texts", "prompt", "paragraph",
    "iiw", "capsfusion",
)  # fmt: skip
IMAGE = (
    "image", "image_path", "image_file", "image_filename", "image_file_name", "img_path", "filepath", "file_path", "file_name", "filename",
    "file", "path", "img", "img_name", "image_name", "jpg", "jpeg", "png", "webp", "images", "photo", "picture", "image_url", "img_url",
    "coco_url", "url", "image_link", "link", "flickr_url", "video", "video_path", "clip", "audio", "audio_path",
)  # fmt: skip
KEY = ("id", "key", "__key__", "caption_id", "uid", "ann_id", "sentid", "sen_id", "region_id", "example_id", "sample_id", "index")
IMAGE_ID = ("image_id", "img_id", "imgid", "cocoid", "coco_id", "photo_id", "video_id", "videoid", "youtube_id", "image_key", "clip_id",
    "ytid",
)  # fmt: skip
"""Names in order of preference; case is ignored."""

_CAPTION_WORDS = {
    "caption", "captions", "cap", "caps", "recaption", "text", "sentence", "sentences", "description", "descriptions", "desc", "alt",
    "title", "summary", "comment",
}  # fmt: skip
_IMAGE_WORDS = {"image", "images", "img", "imgs", "photo", "picture", "jpg", "file", "filename", "filepath", "path", "url", "link"}
_FALSE = {"negative", "negatives", "neg", "false", "foil", "wrong", "distractor", "distractors", "incorrect", "hard", "corrupted"}
_ABOUT = {
    "id", "ids", "idx", "index", "num", "number", "count", "n", "len", "length", "lang", "language", "score", "scores", "sim", "similarity",
    "model", "source", "token", "tokens", "path", "file", "filename", "name", "url", "hash", "embedding", "emb", "type", "split", "date",
    "time", "timed", "author", "license", "prob", "label", "labels", "tag", "tags", "topic", "category", "question", "questions",
    "instruction", "instructions", "query", "input", "system", "detected", "ocr", "keyword", "keywords", "option", "options", "choices",
}  # fmt: skip
_OF_PAGE = {"page", "section", "album", "article", "site", "channel", "playlist", "video", "scene", "paper", "movie"}
"""Words for things with a title of their own, which does not describe an image in them."""
_FORM = {"locale", "height", "width", "size", "format", "mode", "shape", "status", "dims", "ratio"}
"""Words for properties of an image file."""
_PEOPLE = {"user", "author", "artist", "owner", "brand", "class", "category", "model", "place", "city", "vendor"}
"""Words for things whose names do not describe an image."""
ANSWER = frozenset(["answer", "answers", "response", "responses", "rationale"])
"""Words for columns that are meaningless without their question."""
_DEPICTING = {"image", "img", "photo", "picture", "video", "clip", "youtube", "coco"}
"""Words that show that an id identifies an image."""
_FOREIGN = {
    "zh", "cn", "ch", "chinese", "de", "german", "fr", "french", "es", "spanish", "ja", "jp", "japanese", "ko", "kr", "korean", "ru",
    "russian", "pt", "cs", "czech", "ar", "hi", "vi", "tr", "pl", "nl", "italian",
}  # fmt: skip
_ENGLISH = {"en", "eng", "english"}
_FIRST = {"original", "raw", "alt", "noisy", "web"}
"""Words for a caption that another column replaces."""
EXACT = 40
"""Upper bound of the ranks of listed names."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SERIES = re.compile(r"(.*?[A-Za-z])[ _.\-/#]?(\d{1,3})$")

UNNAMED = 1000
"""Rank of a name without evidence."""


def words(name: str) -> list[str]:
    """Return the words of a column's name in lower case: `imagePath`, `image_path` and `Image Path` have equal words."""
    return [word for word in re.split(r"[^A-Za-z0-9]+|(?<=[a-z])(?=\d)", _CAMEL.sub("_", name).lower()) if word]


def caption_rank(name: str) -> int | None:
    """Return the rank of a name as a caption, 0 best; None where it names something else, such as a false caption."""
    own = words(name.rpartition(".")[2])
    rank = _listed(name, CAPTION)
    if rank is not None:
        return rank
    every = set(words(name))
    if own and own[-1] == "name" and not (every & (_FALSE | _FOREIGN | _IMAGE_WORDS | _PEOPLE)):
        return UNNAMED  # the name of a product or a video may describe the image
    if every & _FALSE or set(own) & _ABOUT:
        return None
    if every & _FOREIGN:
        return 300 if every & _CAPTION_WORDS else None
    leaf = _listed(name.rpartition(".")[2], CAPTION)
    if leaf is not None:
        return 150 + leaf
    if every & _CAPTION_WORDS:
        if every & _OF_PAGE and not every & {"caption", "captions"}:
            return 250
        if own == ["content"]:
            return 120
        return 100 if every & _ENGLISH else 200 if not set(own) & _CAPTION_WORDS else 130 if every & _FIRST else 120
    return UNNAMED


def image_rank(name: str) -> int | None:
    """Return the rank of a name as an image, 0 best; None where it names something else."""
    rank = _listed(name, IMAGE)
    if rank is not None:
        return rank
    leaf = _listed(name.rpartition(".")[2], IMAGE)
    if leaf is not None:
        return 40 + leaf
    own = set(words(name.rpartition(".")[2]))
    excluded = (_ABOUT - {"path", "file", "filename", "name", "url", "source"}) | _FALSE | _FORM | {"caption", "mask"}
    if own & _IMAGE_WORDS and not own & excluded:
        return 100
    return UNNAMED


def key_rank(name: str) -> int | None:
    """Return the rank of a name as the key of a record, 0 best; None where it is none."""
    return _listed(name, KEY)


def image_id_rank(name: str) -> int | None:
    """Return the rank of a name as the identity of an image, 0 best; None where it is none."""
    rank = _listed(name, IMAGE_ID)
    own = words(name)
    if rank is None and len(own) > 1 and own[-1] in ("id", "key") and not _FALSE.intersection(own):
        return 50 if _DEPICTING.intersection(own) or own[0].startswith("flickr") else None
    return rank


def series(name: str) -> tuple[str, int] | None:
    """Return the stem and the number of a name that ends in a number, such as `caption_1`."""
    found = _SERIES.fullmatch(name)
    return (found[1], int(found[2])) if found else None


def _listed(name: str, names: tuple[str, ...]) -> int | None:
    plain, joined = name.strip().lower(), "_".join(words(name))
    if "." in plain:
        return None
    return next(
        (rank for rank, each in enumerate(names) if each in (plain, joined) or each.replace("_", "") == joined.replace("_", "")), None
    )
