"""Accept the former spellings of options for one more version.

`hardneg rewrite --out OUT` is now `hardneg rewrite OUT`. The former spelling works, with a hint on stderr, and no help text shows it.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from typer.core import TyperCommand

from hardneg.errors import UserError

OUT = {"--out": "out", "-o": "out"}
MODEL = {"--model": "model", "-m": "model"}
OUT_AS_TO = {"--out": "to", "-o": "to"}


class CommandWithFormerOptions(TyperCommand):
    """This command replaces former options by the parameters of today before it parses."""

    former: ClassVar[Mapping[str, str]] = {}

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse `args` after the former options in them are replaced.

        Raises:
            UserError: A value is given by its former option and by its parameter.
        """
        given: list[tuple[str, str, str]] = []
        rest = list(args)
        for option, name in self.former.items():
            values, rest = split(rest, option)
            given += [(option, name, value) for value in values]
        parsed, _, _ = self.make_parser(ctx).parse_args(list(rest)) if given else ({}, [], [])
        words = rest
        for option, name, value in given:
            parameter = next(each for each in self.params if each.name == name)
            prefix = [] if parameter.param_type_name == "argument" else [parameter.opts[0]]
            today = " ".join([*prefix, name.upper()])
            if isinstance(parsed.get(name), str):
                raise UserError(f"{option}: {today} is given twice; write it once, without {option}")
            parsed[name] = value
            words = [*prefix, value, *words]
            print(f"hint: {option} is accepted in this version only; write `hardneg {ctx.info_name} {today}`", file=sys.stderr)
        parsed_args: list[str] = super().parse_args(ctx, words)
        return parsed_args


def accepting(former: Mapping[str, str]) -> type[CommandWithFormerOptions]:
    """Return a command class that accepts former options; `former` maps each to the name of its parameter of today."""
    return type("Command", (CommandWithFormerOptions,), {"former": former})


def split(words: Sequence[str], option: str) -> tuple[list[str], list[str]]:
    """Return the values that `option` has in `words`, and the other words."""
    values: list[str] = []
    rest: list[str] = []
    i = 0
    while i < len(words):
        word = words[i]
        if word == "--":
            return values, [*rest, *words[i:]]
        if word == option and i + 1 < len(words):
            values.append(words[i + 1])
            i += 1
        elif option.startswith("--") and word.startswith(f"{option}="):
            values.append(word.removeprefix(f"{option}="))
        else:
            rest.append(word)
        i += 1
    return values, rest
