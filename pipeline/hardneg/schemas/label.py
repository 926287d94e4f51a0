"""Define the label of a negative, as the labelling page writes it."""

from enum import StrEnum

from hardneg.schemas.family import Family
from hardneg.schemas.record import Record


class Verdict(StrEnum):
    """Say what a person found. Only the first two say whether a negative is valid; the others say that it should not have been written."""

    FALSE = "false"
    STILL_TRUE = "still_true"
    SENSELESS = "senseless"
    UNGRAMMATICAL = "ungrammatical"


class Label(Record):
    """Hold a line of the file that the labelling page downloads.

    `image` is a path or URL, or a data URL where the shards store the bytes. Labels of one `group` have the same image, or the same caption
    where there is none. `kept` says whether the negative is in the shards; a matcher rejected the others as still true. `seconds` is the
    time that the pair was on the screen, and `page` the id of the page.
    """

    id: str
    caption_id: str
    caption: str
    negative: str
    family: Family
    group: str
    kept: bool
    image: str | None = None
    verdict: Verdict
    seconds: float
    page: str
