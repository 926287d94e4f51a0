"""Define sections of the config, and mark the fields that cannot change a result."""

from collections.abc import Collection
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo


def free(default: Any, **options: Any) -> Any:
    """Return a field that cannot change a result and is excluded from fingerprints."""
    return Field(default, json_schema_extra={"fingerprint": False}, **options)


def partly_free(default: Any, keys: Collection[str], **options: Any) -> Any:
    """Return a field that holds a table, of which the entries `keys` cannot change a result and are excluded from fingerprints."""
    return Field(default, json_schema_extra={"free_keys": [*sorted(keys)]}, **options)


def is_free(info: FieldInfo) -> bool:
    """Return whether a field was made with `free`."""
    return _extra(info).get("fingerprint") is False


def section_of(info: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a field that is a section, whether it may be null or not; None where the field is a value or a list."""
    if get_origin(info.annotation) is list:
        return None
    candidates = (info.annotation, *get_args(info.annotation))
    return next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), None)


class Section(BaseModel):
    """Represent a part of the config. An unknown key is an error."""

    model_config = ConfigDict(extra="forbid", validate_default=True)


class StageSection(Section):
    """Configure a stage, with the settings of its workers."""

    workers: int = free(1, ge=1, description="most workers of a stage at once")
    min_workers: int | None = free(
        None,
        ge=1,
        description="fewest workers; between these and `workers` a stage has as many as its queue needs; `null`: always `workers`",
    )
    cpus: float = free(0.5, gt=0, description="CPUs that one worker reserves")
    gpus: float = free(0.0, ge=0, description="GPUs that one worker reserves")
    memory_gb: float = free(0.0, ge=0, description="memory that one worker reserves, in GiB; 0: not reserved")

    @model_validator(mode="after")
    def _fewest_are_not_more_than_most(self) -> "StageSection":
        if self.min_workers is not None and self.min_workers > self.workers:
            raise ValueError(f"min_workers is {self.min_workers}, but workers is {self.workers}, the most of them")
        return self


def entry_of(info: FieldInfo) -> type[BaseModel] | None:
    """Return the model of the entries of a field that is a list of tables; None where it is anything else."""
    entries = get_args(info.annotation) if get_origin(info.annotation) is list else ()
    return next((each for each in entries if isinstance(each, type) and issubclass(each, BaseModel)), None)


def fingerprinted(section: BaseModel) -> dict[str, Any]:
    """Return the fields of `section` that can change a result, as JSON values."""
    kept: dict[str, Any] = {}
    for name, info in type(section).model_fields.items():
        if is_free(info):
            continue
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            kept[name] = fingerprinted(value)
        elif entry_of(info) is not None:
            kept[name] = [fingerprinted(each) for each in value]
        else:
            dumped = section.model_dump(mode="json", include={name})[name]
            free_keys = _extra(info).get("free_keys")
            kept[name] = {key: each for key, each in dumped.items() if key not in free_keys} if free_keys else dumped
    return kept


def _extra(info: FieldInfo) -> dict[str, Any]:
    """Return what `free` and `partly_free` note of a field."""
    extra = info.json_schema_extra
    return extra if isinstance(extra, dict) else {}
