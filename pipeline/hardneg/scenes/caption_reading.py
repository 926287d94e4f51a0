"""Parse captions of the language from their text into tokens, clauses and claims. Text outside the language gives None.

A caption becomes a string of symbols, one for each token (a noun phrase is one token), and that string is split into clauses:

    N noun phrase   R relation   K between   V is/are   Q is shown, can be seen   A adjectives   T there is   I a picture of
    P in the picture   W that   C comma, and   S full stop   G each other   B on a white background
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from hardneg.scenes.language import DRAWN, Language, language_of
from hardneg.scenes.scene_words import NUMBERS, RELATION_MEANING

Attributes = tuple[tuple[str, str], ...]


class Noun(NamedTuple):
    """Describe a noun phrase of a caption: its determiner, its number and the attributes that it requires.

    `number` is None for a, the and bare plurals, and 3 for `several`.
    """

    determiner: str
    number: int | None
    many: bool
    required: Attributes


class CaptionClaim(NamedTuple):
    """Hold one assertion of a caption: `exists` of one or more nouns, `relation` of two, `between` of two or three, `has` of one.

    `required` are the attributes that a `has` claim asserts.
    """

    kind: str
    nouns: tuple[Noun, ...]
    relation: str = ""
    required: Attributes = ()


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NUMBER = f"(?:exactly |only )?(?:{_any(NUMBERS)}|[0-9]|10)"
_DETERMINER = f"(?:(?:a group of )?(?:the )?{_NUMBER}|a single|a pair of|a couple of|a group of|several|the|an?|no)"
_PICTURE = "(?:picture|image|drawing|photo)"


def _pattern(language: Language) -> re.Pattern[str]:
    """Return the pattern of one token of the language."""
    adjective, noun = f"(?:{_any(language.adjectives)})", _any(language.nouns)
    phrase = rf"(?P<det>{_DETERMINER}) (?P<adj>(?:{adjective},? (?:and )?)*)|(?P<bare>(?:{adjective} )*)"
    kinds = (
        rf"(?P<I>(?:an?|the|this) {_PICTURE}(?: of| with| that shows| showing| shows| has|:)|we see|(?:you|one) can see)",
        rf"(?P<P>in (?:the|a|this) {_PICTURE})",
        r"(?P<B>(?:on|against) an? (?:plain )?(?P<ground>(?:light |dark )?[a-z]+) background)",
        r"(?P<T>(?:there|here) (?:is|are))",
        rf"(?P<N>(?:{phrase})(?P<noun>{noun}))",
        r"(?P<K>(?:in )?between)",
        rf"(?P<R>{_any(RELATION_MEANING)})",
        r"(?P<Q>(?:is|are) (?:shown|visible|placed|located|drawn|seen|positioned)|can be seen|appears?)",
        r"(?P<V>is|are)",
        rf"(?P<A>{adjective}(?:(?:,? and|,) {adjective}(?!(?: {adjective})* (?:{noun})))*)",
        r"(?P<W>that|which)",
        r"(?P<G>each other|one another)",
        r"(?P<C>,? ?(?:and|while|as well as)|,)",
        r"(?P<S>[.;!])",
    )
    return re.compile(f"(?:{'|'.join(kinds)})(?![a-z0-9-]) ?")


_DRAWN_TOKENS = _pattern(DRAWN)


@cache
def _tokens_of(nouns: tuple[str, ...]) -> re.Pattern[str]:
    return _pattern(language_of(nouns)) if nouns else _DRAWN_TOKENS


# Patterns of clauses by the kind of claim. Those of the second group may be joined to others.
_SHAPES = (
    ("meet", re.compile(r"T?NCN[VQ]?RG?")),
    ("between", re.compile(r"I?P?T?N(?:W?[VQ])?KN(?:CN)?")),
    ("between_first", re.compile(r"KN(?:CN)?C?(?:[VQT])N")),
    ("relation", re.compile(r"I?P?T?N(?:W?[VQ])?RN")),
    ("relation_first", re.compile(r"RNC?[VQT]N")),
    ("has", re.compile(r"NP?VA")),
    *(("exists", re.compile(rf"(?:I|P?T)N(?:CN){{{more}}}P?|N(?:CN){{{more}}}[QP]?")) for more in (4, 3, 2, 1, 0)),
)
_MAX = 400


def read(caption: str, nouns: tuple[str, ...] = ()) -> list[CaptionClaim] | None:
    """Return the claims of a caption, in order; None for text outside the language of scenes with these nouns (none: drawn scenes)."""
    if len(caption) > _MAX:
        return None
    tokens = _tokens(" ".join(caption.lower().split()), nouns)
    if tokens is None:
        return None
    symbols = "".join(symbol for symbol, _ in tokens)
    cut = _split(symbols.rstrip("S"))
    if cut is None:
        return None
    claims: list[CaptionClaim] = []
    for kind, first, last in cut:
        claim = _claim(kind, tokens[first:last])
        if claim is None:
            return None
        claims.append(claim)
    grounds = [value for symbol, value in tokens if symbol == "B"]
    claims.extend(CaptionClaim("background", (), str(ground)) for ground in grounds)
    return claims


def nouns(caption: str, known: tuple[str, ...] = ()) -> list[Noun] | None:
    """Return the noun phrases of a caption in text order; None where a part of it is outside the language.

    `known` are the nouns of the language of photographs; without them it is that of drawn scenes.
    """
    tokens = _tokens(" ".join(caption.lower().split()), known) if len(caption) <= _MAX else None
    return None if tokens is None else [value for _, value in tokens if isinstance(value, Noun)]


Token = tuple[str, object]


def _tokens(text: str, nouns: tuple[str, ...] = ()) -> list[Token] | None:
    found: list[Token] = []
    pattern, language = _tokens_of(nouns), language_of(nouns)
    place = 0
    while place < len(text):
        match = pattern.match(text, place)
        if match is None:
            return None
        value: object = None
        symbol = match.lastgroup or ""
        if symbol == "N":
            value = _noun(match["det"] or "", match["adj"] or match["bare"] or "", match["noun"], language)
            if value is None:
                return None
        elif symbol == "A":
            value = _required(match["A"], language)
            if [each[0] for each in found[-3:]] == ["N", "W", "V"]:
                noun = found[-3][1]
                assert isinstance(noun, Noun)
                symbol, value = "N", noun._replace(required=noun.required + value)
                del found[-3:]
        elif symbol == "R":
            value = RELATION_MEANING[match["R"]]
        elif symbol == "B":
            value = match["ground"]
        found.append((symbol, value))
        place = match.end()
    return found


def _noun(determiner: str, adjectives: str, noun: str, language: Language) -> Noun | None:
    shape, many = language.nouns[noun]
    required = _required(adjectives, language)
    if shape is not None:
        required = (*required, ("shape", shape))
    words = determiner.replace("a group of", "").replace("exactly", "").replace("only", "").split()
    definite = "the" in words
    last = words[-1] if words else ""
    if determiner in ("a pair of", "a couple of"):
        kind, number = "number", 2
    elif determiner == "a single":
        kind, number = "number", 1
    elif last in NUMBERS or last.isdigit():
        kind, number = "number", int(last) if last.isdigit() else NUMBERS.index(last)
    elif last == "no":
        return Noun("number", 0, bool(many), required)
    elif last == "several":
        kind, number = "several", 3
    else:
        kind, number = ("the" if definite else "a"), None
    if many is None:  # one word for both numbers, such as sheep
        if number is None and last not in ("a", "an"):
            return None
        many = number is not None and number != 1
    if number is None and not many and not last and determiner:
        return None
    if (number is not None and many != (number != 1)) or (last in ("a", "an") and many):
        return None
    return Noun("the number" if definite and number is not None else kind, number, many, required)


def _required(adjectives: str, language: Language) -> Attributes:
    """Return the attributes that adjectives require. Two colours are required together: no thing has both, so the caption is false."""
    return tuple(language.adjectives[word] for word in adjectives.replace(",", " ").split() if word != "and") if adjectives else ()


@lru_cache(maxsize=10_000)
def _split(symbols: str) -> tuple[tuple[str, int, int], ...] | None:
    """Return the clauses of a string of symbols as (kind, first, last); None where it has no reading, or two."""
    body = symbols[:-1] if symbols.endswith("B") else symbols
    return _split_from(body, 0) if body and "B" not in body else None


def _split_from(body: str, place: int) -> tuple[tuple[str, int, int], ...] | None:
    for kind, shape in _SHAPES:
        match = shape.match(body, place)
        if match is None:
            continue
        end = match.end()
        here = (kind, place, end)
        if end == len(body):
            return (here,)
        joint = body[end]
        if joint not in "CS" or (joint == "C" and not _is_finite(match[0])):
            continue
        rest = _split_from(body, end + 1)
        if rest is not None and (joint == "S" or _is_finite(body[rest[0][1] : rest[0][2]])):
            return (here, *rest)
    return None


def _is_finite(clause: str) -> bool:
    """Return whether a clause has a finite verb; without one it cannot be distinguished from the end of a list before it."""
    return any(symbol in clause for symbol in "VQTI") or clause in _VERBAL


_VERBAL = ("NRN", "NCNRG")


def _claim(kind: str, tokens: list[Token]) -> CaptionClaim | None:
    nouns = tuple(value for symbol, value in tokens if symbol == "N" and isinstance(value, Noun))
    relation = next((str(value) for symbol, value in tokens if symbol == "R"), "")
    if kind == "has":
        required = tokens[-1][1]
        assert isinstance(required, tuple)
        return CaptionClaim("has", nouns, required=required)
    if kind == "meet":
        return CaptionClaim("relation", nouns, relation) if relation in ("touching", "beside", "near", "far") else None
    if kind == "between_first":
        return CaptionClaim("between", (nouns[-1], *nouns[:-1]))
    if kind == "relation_first":
        return CaptionClaim("relation", (nouns[1], nouns[0]), relation)
    return CaptionClaim(kind, nouns, relation)
