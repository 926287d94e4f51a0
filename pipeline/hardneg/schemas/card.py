"""Define the config of the dataset card that stands beside the shards."""

import re
from datetime import date

from pydantic import field_validator

from hardneg.schemas.section import Section, free

_LICENCES = """
    afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bigcode-openrail-m bigscience-openrail-m bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear
    bsl-1.0 c-uda cc cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0
    cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0 cdla-permissive-1.0
    cdla-permissive-2.0 cdla-sharing-1.0 creativeml-openrail-m ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 gfdl gpl gpl-2.0 gpl-3.0
    isc lgpl lgpl-2.1 lgpl-3.0 lgpl-lr lppl-1.3c mit mpl-2.0 ms-pl ncsa odbl odc-by ofl-1.1 openrail openrail++ osl-3.0 pddl postgresql
    unknown unlicense wtfpl zlib
"""
HUB_LICENCES = frozenset(_LICENCES.split())
"""Identifiers that the Hub accepts as `license`. It shows any other licence as `other`, with `license_name` and `license_link`."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


class CardConfig(Section):
    """State what a run cannot know about its data: who may use them, and where they come from. No field changes a row."""

    title: str | None = free(None, description="title of the data set; `null`: hard negatives of image captions")
    licence: str | None = free(
        None, description="licence of captions and images, such as `cc-by-4.0`, or its name; `null`: the card says that none was stated"
    )
    licence_link: str | None = free(None, description="address of the text of the licence")
    source: list[str] = free([], description="data sets that captions and images come from: hub ids, addresses or names")
    language: list[str] = free(["en"], min_length=1, description="languages of the captions, by their codes")
    citation: str | None = free(None, description="reference to cite, in BibTeX or in words")
    url: str | None = free(None, description="address of the data set")
    date_published: date | None = free(None, description="date of publication, such as 2026-05-01; a run adds none by itself")

    @field_validator("source", "language", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("title", "licence", "licence_link", "url")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        if value is not None and (not value.strip() or "\n" in value.strip()):
            raise ValueError("must be one line that is not empty")
        return value and value.strip()

    @field_validator("licence_link", "url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("must be an address that starts with https:// or http://")
        return value

    @field_validator("source")
    @classmethod
    def _sources(cls, value: list[str]) -> list[str]:
        if any(not each.strip() or "\n" in each.strip() for each in value):
            raise ValueError("each source must be one line that is not empty")
        return [each.strip() for each in value]

    @field_validator("language")
    @classmethod
    def _codes(cls, value: list[str]) -> list[str]:
        if wrong := [each for each in value if not _LANGUAGE.fullmatch(each)]:
            raise ValueError(f"{wrong[0]!r} is no code of a language, such as en or pt-BR")
        return value
