"""Find template text: words around a description that describe nothing. No family edits them.

An assistant's talk, introductions (`this image shows`), trailers of stock sites, file names, addresses, hashtags, credits, placeholders,
numbering and marks of markdown. An introduction is recognised by its place: `a picture of a dog` begins a sentence, `holds a picture of a
dog` does not.
"""

import re
from collections.abc import Iterator

from hardneg.grammar.phrases import CONTENT
from hardneg.grammar.sentence import Sentence, Word

_IMAGE = (
    r"(?:image|picture|photo|photograph|pic|snapshot|screenshot|frame|scene|shot|clip|video|footage|illustration|artwork|drawing|painting"
    r"|sketch|cartoon|rendering|visual|view|close-?up|video clip|figure|diagram|composition|selfie|gif|meme)s?"
)
_PICTURE = r"(?:image|picture|photo|photograph|illustration|video|clip|footage|screenshot)s?"
_SHOWS = (
    r"(?:shows?|depicts?|captures?|features?|displays?|presents?|illustrates?|portrays?|showcases?|contains?|includes?|reveals?|showing"
    r"|depicting|capturing|featuring|displaying|presenting|illustrating|portraying|showcasing|containing|is showing|is of|is about"
    r"|consists? of|appears? to (?:show|be)|seems? to (?:show|be)|provides? (?:a view|a glimpse) of|offers? (?:a view|a glimpse) of)"
)
_SITES = (
    r"(?:getty|shutterstock|istock(?:photo)?|alamy|dreamstime|pinterest|adobe stock|depositphotos|123rf|flickr|unsplash|pixabay|pexels"
    r"|freepik|vecteezy|instagram|facebook|twitter|youtube|tumblr|reddit|wikipedia|wikimedia(?: commons)?|etsy|ebay|redbubble|deviantart)"
)
_STOCK = r"(?:photos?|images?|pictures?|photography|pics?|videos?|footage|vectors?|illustrations?|graphics?|clip ?art|png|icons?|art|music)"
_CASELESS = (
    # an assistant's talk
    r"\bas an? (?:large |advanced )?(?:ai|a\.i\.|artificial intelligence|language|virtual"
    r"|text-based)\b[^,.;:]*[,;:]?(?:\s*i (?:can )?(?:see|observe|notice)\b)?",
    r"\bi(?:'|\u2019)?(?: a)?m (?:so |very |really )?(?:sorry|afraid)\b[^.!?]*?(?:, but (?:there|here|it|the|this|i can see)\b"
    r"|(?=[.!?])|$)",
    r"\b(?:unfortunately|sorry|apologies)\b,?[^.!?]*?\bi\b[^.!?]*?(?:, but\b|(?=[.!?])|$)",
    r"\bi (?:cannot|can(?:'|\u2019)t|can not|do not|don(?:'|\u2019)t|am unable to|(?:am|'m|\u2019m) not able to|am not sure"
    r"|only see)\b[^.!?]*?(?:, but\b|(?=[.!?])|$)",
    r"(?:^|(?<=[.!?]\s))(?:sure|certainly|of course|okay|ok|absolutely)\s?[,!.:]+",
    r"\b(?:here(?:'|\u2019)?s?(?: is| are)?|below is|the following is|this is) (?:a|an|the|my|your|one)\b[^.!?:]*\b(?:description"
    r"|caption|summary)s?\b[^.!?:]*:?",
    r"^\s*(?:the |a |an |my )?(?:\w+ )?(?:caption|description|title|alt(?: text)?|answer|assistant|prompt|response|output)\s*:",
    r"\b(?:i hope (?:this|that)|let me know|feel free|is there anything else|if you (?:have|need|would like))\b[^.!?]*",
    r"\b(?:i|we|you|one) (?:can |could )?(?:also )?(?:see|observe|notice|spot)\b",
    # introductions
    rf"\b(?:in|on|within|throughout) (?:(?:this|these)(?: \w+)? {_IMAGE}|the {_PICTURE})\b\s?,?(?:\s*(?:there (?:is|are)|we see"
    rf"|you see))?",
    rf"\b(?:in|at|on|to) the (?:\w+ )?(?:foreground|background|distance) of (?:this|the) {_IMAGE}\b",
    rf"\b(?:this|the|these|an?)(?: [\w-]+){{0,3}}? {_IMAGE}s?,? (?:also |clearly |simply |vividly )?{_SHOWS}\b",
    rf"(?:^|(?<=[.!?]\s))(?:this|it|here|that)(?:(?:'|\u2019)s| is) (?:an?|the|my)(?: [\w-]+){{0,4}}? {_IMAGE} (?:of|where|in which"
    rf"|that (?:shows|depicts)|{_SHOWS})\b",
    r"\b(?:image|photo|picture) may contain\s*:?(?:\s*(?:one or more people|\d+ (?:person|people)|people)\b)?",
    r"\bno (?:photo )?description available\b",
    r"\bone or more people\b",
    # trailers
    rf"\b(?:free )?(?:royalty[- ]free|stock)\s+{_STOCK}\b(?:\s+(?:of|about|with)\b)?(?:\s*(?:\u00a9|#|\d)[^.]*)?",
    r"\b(?:royalty[- ]free|rights[- ]managed|all rights reserved|creative commons|public domain|free download|click to (?:enlarge"
    r"|view|download))\b",
    r"\b(?:flat |isometric |cartoon |seamless |abstract |hand[- ]drawn )?vector (?:illustration|art|artwork|graphic|image|drawing"
    r"|cartoon|icon|design|set|pattern|clip ?art)s?\b(?:\s+of\b)?",
    r"\b(?:stock|free|premium|editorial) (?:vector|illustration|clip ?art|icon|png)s?\b(?:\s+of\b)?",
    r"\b(?:hd|4k|8k|uhd|desktop|phone|iphone|android|mobile|computer|laptop|free|full[- ]?screen) wallpapers?\b[^.]*$",
    rf"[-|\u2013\u2014\u2022:,]\s*(?:(?:stock|free|hd|royalty[- ]free)\s+)?(?:{_STOCK}|wallpapers?|backgrounds?|downloads?"
    rf"|{_SITES})(?:\s+\d+)?\s*[.#]?\s*$",
    r"\bwallpapers?\s+(?:\d+|hd|free|download|for)\b[^.]*$",
    r"\b(?:download|downloads|downloadable|free shipping|buy now|order now|shop now|click here|read more|learn more|sign up|subscribe)\b",
    rf"(?:[-|\u2013\u2014\u2022,]\s*)?\b{_SITES}(?:\.com)?(?: images?| stock| photos?)?\b",
    r"\s\|\s[^|.]{0,60}$",
    # credits
    r"(?:\u00a9|\(c\)|\bcopyright\b)[^.!?|]*(?:[.!?]\s*$)?",
    rf"\b{_STOCK} (?:credits?|courtesy|source)\b\s*(?:of|by|:)?[^.|)]*",
    rf"\b(?:{_STOCK}|photographed|painted|shot|captured|posted|uploaded|created|designed|illustrated) by (?:person|photographer"
    rf"|artist|@\w+)\b",
    # names of files, addresses, tags
    r"\b[\w-]+\.(?:jpe?g|png|gif|bmp|tiff?|webp|heic|mp4|avi|mov|wav|mp3|svg|pdf|psd|eps|raw|cr2|nef)\b",
    r"\b(?:img|dsc[nf]?|pict|dcim|mvi|pxl|gopr|vid|image|photo|screenshot|untitled)[_-]\w*\d\w*\b",
    r"\b(?:img|dsc[nf]?|pict|mvi|pxl)\s?\d{2,}\b",
    r"(?:https?://|www\.)\S+",
    r"\b[\w-]+\.(?:com|org|net|co\.uk|io|de|fr|info|biz)\b(?:/\S*)?",
    r"[#@][\w.]*\w",
    r"\S+@\S+\.\w+",
    # placeholders, numbering, marks
    r"<\/?[A-Za-z_][\w ]*/?>|\[[A-Z][A-Z_ ]*\]|\{\{?\s*\w+\s*\}?\}",
    r"\b(?:figure|fig|image|photo|picture|pic|page|slide|plate|frame|scene|part|chapter|episode|step|item|no|nr|number|vol|volume|day"
    r"|lot|ref)\b\.?\s?#?\d+(?:\s*(?:of|/)\s*\d+)?",
    r"\(?\b\d+\s*(?:of|/)\s*\d+\b\)?\s*$",
    r"^\s*(?:[-*\u2022>]|#+|\(?\d{1,2}[.)])\s+",
    r"\*\*|__|`+|~~|\]\([^)]*\)|={3,}|-{3,}|_{3,}",
)  # fmt: skip
_CASED = (
    r"\b(?:Photo|Image|Picture|Photography|Illustration|Photographed|Painted|Video|Art|Artwork|Posted|Uploaded|Credit|PHOTO|photo"
    r"|image)s?"
    r"(?: by|:|/)\s*(?:[A-Z][\w.'\u2019&-]*\s?)+[^.|)]*",
    r"\bvia @?[A-Z]\w+\b",
)
_TEMPLATES = re.compile("|".join(f"(?:{each})" for each in _CASELESS), re.IGNORECASE)
_CREDITS = re.compile("|".join(f"(?:{each})" for each in _CASED))
_PICTURES = frozenset({
    "image", "picture", "photo", "photograph", "photography", "pic", "snapshot", "screenshot", "footage", "illustration", "view", "shot",
    "close", "closeup", "close-up", "clip", "video", "rendering", "clipart", "scene", "selfie", "portrait",
})  # fmt: skip
_INTRODUCES = frozenset({"of", "up", "showing", "shows", "depicting", ":"})
_SEEN_FROM = frozenset({"from", "on", "over", "at", "through", "across"})
_LONGEST = 8


def boilerplate(sentence: Sentence) -> frozenset[int]:
    """Return the indices of the words of template text. Call by `Sentence.once`."""
    if sentence.tags or not sentence.words:
        return frozenset()
    spans = list(_spans(sentence.text))
    found = {word.i for word in sentence.words if any(start < word.end and word.start < end for start, end in spans)}
    found.update(_introductions(sentence))
    return frozenset(found)


def only_boilerplate(sentence: Sentence) -> bool:
    """Return whether a caption with template text has no content word beside it."""
    found = sentence.once(boilerplate)
    return bool(found) and not any(
        word.pos in CONTENT and word.i not in found and any(map(str.isalpha, word.text)) and word.lemma not in ("be", "have")
        for word in sentence.words
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_TEMPLATES, _CREDITS):
        for match in pattern.finditer(text):
            yield match.span()


def _introductions(sentence: Sentence) -> Iterator[int]:
    """Yield `a black and white photo of` at the head of a sentence: a noun for the picture with the words around it."""
    first = 0
    for word in sentence.words:
        if sentence.begins(word.i):
            first = word.i
        if word.lower not in _PICTURES or word.i - first > _LONGEST:
            continue
        before = sentence.words[first : word.i]
        following = sentence.after(word)
        if following is None or not all(map(_describes_picture, before)):
            continue
        if following.lower not in _INTRODUCES and not (word.lower == "view" and following.lower in _SEEN_FROM):
            continue
        last = word.i + 1
        while last < len(sentence.words) and sentence.words[last].lower in ("up", "of", "view", "shot", "photo", "on", "from", "showing"):
            last += 1
        yield from range(first, last)


def _describes_picture(word: Word) -> bool:
    return word.pos in ("DET", "ADJ", "CCONJ", "ADV", "PUNCT", "INTJ") or word.dep in ("compound", "amod", "nmod", "nummod", "advmod")
