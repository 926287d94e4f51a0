"""Keep passwords and tokens out of messages, and out of what a run stores."""

import re

_USER = re.compile(r"((?:https?://(?=[^/\s@]+@)|[A-Za-z][A-Za-z0-9+.-]*://(?=[^/\s@:]*:[^/\s@]*@)))[^/\s@]+@", re.IGNORECASE)
_PARAMETER = re.compile(
    r"([?&](?:X-Amz-(?:Signature|Credential|Security-Token)|X-Goog-(?:Signature|Credential)|signature|sig|(?:access_)?token|api_?key"
    r"|password|secret)=)[^&\s#]*[^&\s#:;,.)\]'\"]",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\b(hf_|sk-|ghp_|gho_|github_pat_|AKIA)[A-Za-z0-9_-]{16,}")


def without_secrets(text: str) -> str:
    """Return the text with `***` for the users and passwords of URLs, signatures and tokens in their queries, and tokens by their form."""
    if "://" in text:
        text = _PARAMETER.sub(r"\1***", _USER.sub(r"\1***@", text))
    return _TOKEN.sub(r"\1***", text)


def holds_secret(text: str) -> bool:
    """Return whether a setting or URL holds a password, a signature or a token."""
    return without_secrets(text) != text
