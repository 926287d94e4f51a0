"""List the forms of captions by kind. A `full` one has a finite verb and can be joined to another; the others stand alone."""

from collections.abc import Mapping

Templates = Mapping[str, tuple[str, ...]]
"""Forms of captions by kind of clause."""

EXISTS_FULL = (
    "there {be} {list}",
    "there {be} {list}",
    "in the picture there {be} {list}",
    "here {be} {list}",
    "the picture shows {list}",
    "the image shows {list}",
    "the drawing has {list}",
    "we see {list}",
    "you can see {list}",
    "{list} {are} shown",
    "{list} {are} visible",
    "{list} can be seen",
)
EXISTS = (
    "{list}",
    "{list}",
    "{list}",
    "a picture of {list}",
    "an image of {list}",
    "a drawing of {list}",
    "a picture with {list}",
    "a picture that shows {list}",
    "{list} in a picture",
)
RELATION_FULL = (
    "{0} {be} {rel} {1}",
    "{0} {be} {rel} {1}",
    "there {be} {0} {rel} {1}",
    "there {be} {0} {rel} {1}",
    "{rel} {1} {be} {0}",
    "{rel} {1} there {be} {0}",
    "{0} {be} placed {rel} {1}",
    "{0} {be} located {rel} {1}",
    "{0} {be} shown {rel} {1}",
    "{0} {be} drawn {rel} {1}",
    "{0} can be seen {rel} {1}",
    "{0} appear{s} {rel} {1}",
    "the picture shows {0} {rel} {1}",
    "we see {0} {rel} {1}",
)
RELATION = (
    "{0} {rel} {1}",
    "{0} {rel} {1}",
    "{0} {rel} {1}",
    "a picture of {0} {rel} {1}",
    "an image of {0} {rel} {1}",
    "a drawing of {0} {rel} {1}",
    "{0} that {be} {rel} {1}",
)
# The first phrase is the outer thing.
CONTAINS_FULL = (
    "{0} contain{s} {1}",
    "{0} surround{s} {1}",
    "{0} enclose{s} {1}",
    "there {be} {0} containing {1}",
    "there {be} {0} around {1}",
)
CONTAINS = ("{0} containing {1}", "{0} surrounding {1}", "{0} around {1}")
# The first phrase is the inner thing.
INSIDE_FULL = (
    "{0} {be} surrounded by {1}",
    "{0} {be} enclosed by {1}",
    "there {be} {0} surrounded by {1}",
)
INSIDE = ("{0} surrounded by {1}", "a picture of {0} surrounded by {1}")
TOUCH_FULL = (
    "{0} touch{es} {1}",
    "{0} {be} touching {1}",
    "{0} and {1} are touching",
    "{0} and {1} touch each other",
    "there {be} {0} touching {1}",
    "{0} {be} touched by {1}",
)
TOUCH = ("{0} touching {1}", "a picture of {0} touching {1}")
BETWEEN_FULL = (
    "{0} {be} between {1} and {2}",
    "there {be} {0} between {1} and {2}",
    "between {1} and {2} {be} {0}",
    "between {1} and {2} there {be} {0}",
    "{0} {be} placed between {1} and {2}",
)
BETWEEN = ("{0} between {1} and {2}", "a picture of {0} between {1} and {2}")
COPULA_FULL = ("{0} {be} {adj}", "{0} {be} {adj}", "{0} in the picture {be} {adj}")

FULL = {
    "exists": EXISTS_FULL,
    "relation": RELATION_FULL,
    "contains": CONTAINS_FULL,
    "inside": INSIDE_FULL,
    "touch": TOUCH_FULL,
    "between": BETWEEN_FULL,
    "copula": COPULA_FULL,
}
ALL = {
    "exists": (*EXISTS_FULL, *EXISTS * 2),
    "relation": (*RELATION_FULL, *RELATION * 2),
    "contains": (*CONTAINS_FULL, *CONTAINS),
    "inside": (*INSIDE_FULL, *INSIDE),
    "touch": (*TOUCH_FULL, *TOUCH),
    "between": (*BETWEEN_FULL, *BETWEEN),
    "copula": COPULA_FULL,
}
JOINTS = (", and ", " and ", ". ", "; ", ", while ")


def of_photographs(forms: Templates) -> Templates:
    """Return the forms for photographs: nothing is a drawing, and nothing is drawn."""
    return {
        kind: tuple(form.replace("a drawing", "a photo").replace("the drawing", "the photo").replace("drawn", "seen") for form in some)
        for kind, some in forms.items()
    }
