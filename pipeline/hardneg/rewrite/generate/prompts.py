"""Find prompts: YAML files, one for each family, `write.yaml` for what all of them share, and `paraphrase.yaml`.

The shipped prompts are in `prompts/`. A file of the folder `rewrite.prompts` replaces the shipped prompt of its family.
"""

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from hardneg.engine.shipped import shipped
from hardneg.errors import UserError
from hardneg.rewrite.generate.prompt import ParaphrasePrompt, Prompt, WriterPrompt
from hardneg.schemas.family import Family

WRITER = "write"
PARAPHRASE = "paraphrase"
Content = TypeVar("Content", bound=BaseModel)
_SUFFIXES = (".yaml", ".yml")
_SCHEMAS: dict[type[BaseModel], str] = {Prompt: "prompt", WriterPrompt: "writer_prompt", ParaphrasePrompt: "paraphrase_prompt"}


def load_all(
    families: Iterable[Family], folder: str | None = None, needs: Literal["text", "instruction"] | None = None
) -> dict[str, Prompt]:
    """Return the prompt of each family by its name: that of `folder` where it has one, else the shipped one.

    Raises:
        UserError: The folder is missing or has no prompt, one of its files is no prompt of these families, or two prompts have one id.
    """
    shipped_prompts = {family.value: load(family) for family in families}
    own = _read_folder(Path(folder).expanduser(), shipped_prompts) if folder is not None else {}
    prompts = shipped_prompts | own
    names: dict[str, str] = {}
    for name, prompt in prompts.items():
        if prompt.id in names:
            other = names[prompt.id]
            raise UserError(f"rewrite.prompts {folder}: {other} and {name} have the same id, {prompt.id}; give each prompt its own id")
        names[prompt.id] = name
        if needs is not None and not getattr(prompt, needs):
            writer = "choice" if needs == "text" else "write"
            raise UserError(f"rewrite.prompts {folder}: the prompt of {name} has no `{needs}`, which rewrite.writer={writer} needs; add it")
    return prompts


def _read_folder(folder: Path, known: Collection[str]) -> dict[str, Prompt]:
    where = f"rewrite.prompts {folder}"
    if not folder.is_dir():
        raise UserError(f"{where}: there is no such folder; give one with files such as {next(iter(known))}.yaml, or null")
    files = sorted(file for file in folder.iterdir() if file.suffix in _SUFFIXES)
    if not files:
        raise UserError(f"{where}: the folder has no prompt; name its files FAMILY.yaml, such as {next(iter(known))}.yaml")
    found: dict[str, Prompt] = {}
    for file in files:
        if file.stem not in known and (shipped("prompts") / f"{file.stem}.yaml").is_file():
            continue  # what all families share, or a family for which this writer has no prompt: the folder serves all writers
        if file.stem not in known:
            raise UserError(f"{where}: {file.name} names no family with a prompt; rename it to one of {', '.join(known)}")
        if file.stem in found:
            raise UserError(f"{where}: {file.stem}.yaml and {file.stem}.yml are for the same family; remove one")
        found[file.stem] = read(_text_of(file, where), f"{where}: {file.name}", Family(file.stem))
    return found


def _text_of(file: Path, where: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{where}: {file.name} cannot be read ({' '.join(str(error).split())}); write it as UTF-8 text") from None


@cache
def load(family: Family) -> Prompt:
    """Return the shipped prompt of a family.

    Raises:
        UserError: There is none, or it is malformed.
    """
    file = shipped("prompts") / f"{family.value}.yaml"
    if not file.is_file():
        raise UserError(f"there is no prompt for the family {family.value}: write prompts/{family.value}.yaml")
    return read(file.read_text(encoding="utf-8"), f"prompts/{family.value}.yaml", family)


def load_writer(folder: str | None = None) -> WriterPrompt:
    """Return the prompt that all families share: `write.yaml` of the folder where it has one, else the shipped one.

    Raises:
        UserError: It cannot be read, or is no such prompt.
    """
    return _own_or_shipped(WriterPrompt, WRITER, folder)


def load_paraphrase(folder: str | None = None) -> ParaphrasePrompt:
    """Return the prompt that asks for paraphrases: `paraphrase.yaml` of the folder where it has one, else the shipped one.

    Raises:
        UserError: It cannot be read, or is no such prompt.
    """
    return _own_or_shipped(ParaphrasePrompt, PARAPHRASE, folder)


def _own_or_shipped(kind: type[Content], name: str, folder: str | None) -> Content:
    where = f"rewrite.prompts {folder}"
    own = [file for suffix in _SUFFIXES if folder and (file := Path(folder).expanduser() / f"{name}{suffix}").is_file()]
    if len(own) > 1:
        raise UserError(f"{where}: {name}.yaml and {name}.yml are the same prompt; remove one")
    if own:
        return _parsed(kind, _text_of(own[0], where), f"{where}: {own[0].name}")
    return _parsed(kind, (shipped("prompts") / f"{name}.yaml").read_text(encoding="utf-8"), f"prompts/{name}.yaml")


def read(written: str, name: str, family: Family) -> Prompt:
    """Parse the YAML `written` as a prompt; `name` is for messages.

    Raises:
        UserError: It is no prompt, or one of another family.
    """
    prompt = _parsed(Prompt, written, name)
    if prompt.family != family:
        raise UserError(f"{name} says it is of the family {prompt.family.value}, not {family.value}; rename the file or set its family")
    return prompt


def _parsed(kind: type[Content], written: str, name: str) -> Content:
    try:
        return kind.model_validate(yaml.safe_load(written))
    except yaml.YAMLError as error:
        raise UserError(f"{name} is not YAML: {' '.join(str(error).split())}; correct the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        said = f"{where + ': ' if where else ''}{first['msg']}"
        raise UserError(f"{name} is not a prompt: {said}; see schemas/{_SCHEMAS[kind]}.schema.json") from error
