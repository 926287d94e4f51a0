"""Define the config of the plausibility floor."""

from pydantic import Field

from hardneg.schemas.section import Section


class PlausibilityConfig(Section):
    """Configure the plausibility floor, which rejects senseless proposals before selection."""

    model: str = Field("plausible", description="shipped scorer (`plausible`), a folder, or a larger LLM by folder or hub id")
    revision: str | None = Field(None, description="commit of a hub id")
    floor: float = Field(
        0.7,
        ge=0,
        lt=1,
        description="least probability that a person calls the negative a likely scene; a higher floor costs negatives",
    )
    outside: float = Field(
        0.8,
        ge=0,
        lt=1,
        description="the floor of replacements outside the lexicon (`rewrite.writer: write`), where it is the higher one; "
        "they must pass by the scorer alone, and by the scorer and the LLM's likelihood together",
    )
    rules: bool = Field(
        False,
        description="`true`: the floor also applies where `rewrite.writer` is `lexicon`; "
        "the shipped scorer takes about 12 ms of one core per proposal",
    )
