"""Write texts of users into prompts as plain text."""


def one_line(text: str) -> str:
    """Return `text` with white space folded and control tokens such as `<|im_end|>` broken up."""
    return " ".join(text.replace("<|", "< |").replace("|>", "| >").split())
