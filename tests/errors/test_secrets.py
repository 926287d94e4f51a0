import pytest

from hardneg.errors import UserError
from hardneg.errors.secrets import holds_secret, without_secrets

SECRETS = [
    ("https://me:word@host/a.csv", "https://***@host/a.csv"),
    ("HTTPS://hf-token@host/a.csv", "HTTPS://***@host/a.csv"),
    ("s3://key:secret@bucket/a", "s3://***@bucket/a"),
    ("ftp://me:@host/a", "ftp://***@host/a"),
    (
        "see https://b.s3/a?X-Amz-Credential=AB&X-Amz-Signature=cd#x now",
        "see https://b.s3/a?X-Amz-Credential=***&X-Amz-Signature=***#x now",
    ),
    ("https://x.blob/a?sv=1&sig=ab%3D", "https://x.blob/a?sv=1&sig=***"),
    ("token hf_" + "a" * 30, "token hf_***"),
    ("sk-" + "a1_-" * 8, "sk-***"),
]


@pytest.mark.parametrize(("text", "shown"), SECRETS)
def test_secrets_are_found_and_hidden_in_errors(text: str, shown: str) -> None:
    assert holds_secret(text)
    assert without_secrets(text) == shown
    assert str(UserError(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        *(
            "s3://bucket/a.csv",
            "hf://datasets/me/set@main/a.parquet",
            "ssh://me@host/a",
            "https://host/a?page=2&keyword=b",
            "a:b@c",
            "/data/a@b:c",
        ),
        *("https://host/users/@me:x@y", "hf_model", "sk-learn", "memory://a", "gs://bucket/token=/a.csv"),
    ],
)
def test_other_urls_are_unchanged(text: str) -> None:
    assert not holds_secret(text)
