"""Define the config of what an LLM writes."""

from typing import Literal

from pydantic import Field

from hardneg.schemas.family import Family
from hardneg.schemas.section import Section

Open = Literal[Family.ATTRIBUTE, Family.OBJECT, Family.ACTION, Family.RELATION]
"""A family in which the form and the checks of a word are known that the lexicon does not offer."""


class WriteConfig(Section):
    """Configure what the LLM is asked to write for each caption (`rewrite.writer` is `write`)."""

    targets: int = Field(2, ge=1, description="spans of one family that it replaces in a caption; of a long caption more")
    proposals: int = Field(4, ge=1, le=8, description="replacements of one span")
    open: list[Open] = Field(
        [Family.ATTRIBUTE, Family.OBJECT],
        description="families (of `attribute`, `object`, `action`, `relation`) in which the LLM may write words that the lexicon does not "
        "offer; in the others it chooses among the lexicon's. Acts of its own are bad more often than not",
    )
    lexicon: int = Field(3, ge=0, description="most replacements of the lexicon beside them, of one family in a caption")
    examples: bool = Field(
        True,
        description="requests begin with instructions and examples; `false`: with one sentence, which suits an adapter that was trained "
        "without them, such as the shipped one",
    )
    paraphrases: bool = Field(
        True,
        description="a second request asks for paraphrases, which a text matcher verifies; `false`: rules alone make the positives, "
        "which suits a small model, or an adapter that learnt negatives only",
    )
