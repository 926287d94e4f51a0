"""Accept the former spellings of options for one more version.

`hardneg rewrite --out OUT` is now `hardneg rewrite OUT`. The former spelling works, with a hint on stderr, and no help text shows it.
"""

import sys
from collections.abc import Container, Mapping, Sequence
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
        given, words = split(args, self.former)
        parsed = self.make_parser(ctx).parse_args(list(words))[0] if given else {}
        for option, value in given:
            name = self.former[option]
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


def split(words: Sequence[str], options: Container[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return each of `options` in `words` with its value, and the other words."""
    given: list[tuple[str, str]] = []
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        option, equals, value = word.partition("=")
        if word == "--":
            return given, [*rest, word, *waiting]
        if word in options and (following := next(waiting, None)) is not None:
            given.append((word, following))
        elif equals and option.startswith("--") and option in options:
            given.append((option, value))
        else:
            rest.append(word)
    return given, rest
