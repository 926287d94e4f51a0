"""Find measures, sizes, packs, prices, dates and numbered things: `27 x 25 x 5 cm`, `Pack of 3`, `Size M`, `route 66`.

No family edits them: their numbers count nothing visible, and their nouns are no things.
"""

import re
from collections.abc import Iterator

from hardneg.grammar.sentence import Sentence

_ONE = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_NUMBER = rf"(?:\d+(?:[.,]\d+)?|{_ONE})"
_UNIT = (
    r"(?:cm|mm|km|ml|cl|dl|kg|mg|oz|lbs?|ltr?|mph|kph|kmh|gb|mb|tb|mah|hz|khz|mhz|ghz|mp|px|dpi|rpm|psi|watts?|volts?|amps?|inch(?:es)?"
    r"|ft|feet|foot|yards?|miles?|met(?:er|re)s?|kilomet(?:er|re)s?|centimet(?:er|re)s?|millimet(?:er|re)s?|lit(?:er|re)s?|gallons?"
    r"|ounces?|pounds?|grams?|kilograms?|kilos?|tons?|tonnes?|degrees?|percent|carats?|ct|karat|k|p|fps|megapixels?|gigabytes?"
    r"|seater|piece set|pc|pcs|ply)"
)
_LETTER_UNIT = r"\d+(?:\.\d+)?\s?(?:m|g|l|w|v|d|h|k|\u00b0|%|\")(?![\w'\u2019])"
_MEASURES = re.compile(
    "|".join((
        rf"{_NUMBER}\s?{_UNIT}?\s*(?:x|\u00d7|by)\s*{_NUMBER}(?:\s?{_UNIT}?\s*(?:x|\u00d7|by)\s*{_NUMBER})*(?:\s?{_UNIT})?(?!\w)",
        rf"(?<![\w.]){_NUMBER}[\s-]?{_UNIT}(?!\w)",
        rf"(?<![\w.]){_LETTER_UNIT}",
        rf"\b(?:pack|packs|case|lot|bundle|multipack)\s+of\s+{_NUMBER}\b",
        rf"\b{_NUMBER}[\s-](?:pack|pk|count|ct)\b",
        r"\bsizes?\s*:?\s*(?:\d+(?:[./-]\d+)?(?:\s?(?:uk|us|eu))?|x{0,3}[sml]|small|medium|large)\b",
        rf"\b(?:number|route|highway|interstate|terminal|gate|platform|level|grade|phase|version|channel|chapter|episode|season|week"
        rf"|day|step"
        rf"|part|volume|series|mark|type|class|section|apollo|world war|lesson|unit|round|stage|flight|bus number|track"
        rf"|hole)\s+#?(?:\d+|{_ONE}(?!\s+\w+s\b)|i{{1,3}}|iv|v)\b",
        rf"\b{_NUMBER}[\s-](?:in|by|on)[\s-]{_NUMBER}\b",
        r"[$\u00a3\u20ac\u20b9]\s?\d[\d.,]*|\b\d[\d.,]*\s?(?:dollars?|euros?|pounds|usd|eur|gbp|rs|rupees?|cents?)\b",
        r"\b(?:1[5-9]|20)\d\d(?:\s?[-/\u2013]\s?(?:\d{4}|\d\d))?(?:'?s)?\b",
        r"\b\d{1,2}(?::\d\d)?\s?(?:a\.?m|p\.?m|o'clock)\b\.?|\b\d{1,2}:\d\d\b",
        rf"\b{_NUMBER}\s+o'?clock\b",
        r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d+/\d+\b|\b\d+(?:st|nd|rd|th)\b",
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{1,2}(?:,?\s+\d{4})?\b",
        r"\b\d{1,2}\s+(?:january|february|march|april|june|july|august|september|october|november|december)\b",
        rf"\b{_NUMBER}[\s-](?:years?|months?|weeks?|days?)[\s-]old\b",
        r"\b(?=[\w/-]*\d)(?=[\w/-]*[a-z])[\w/-]*(?:\([\w-]+\))?",
    )),
    re.IGNORECASE,
)  # fmt: skip
_SPELLED = re.compile(rf"\b{_ONE}\b|\bsizes?\b|\b(?:world war|type|class|level|mark|part)\b", re.IGNORECASE)
_ORDINARY = re.compile(r"\d{1,3}")


def measures(sentence: Sentence) -> Iterator[int]:
    """Yield the words of each measure, price, date, numbered thing, and of each model name with digits in it."""
    text = sentence.text
    if not any(map(str.isdigit, text)) and not _SPELLED.search(text):
        return
    spans = [match.span() for match in _MEASURES.finditer(text) if match[0] and not _ORDINARY.fullmatch(match[0])]
    for word in sentence.words:
        if any(start < word.end and word.start < end for start, end in spans):
            yield word.i
