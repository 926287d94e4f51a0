import posixpath
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.captions.cleaning.images import Reference, locate

DATA = ImagePlaces("file:///data/set")
PARTS = st.sampled_from(["..", ".", "", "a", "images", "data", "set", "%2e%2e", "~", "etc", "x.png", "::", "file:", "..."])


@pytest.mark.parametrize(
    "url", ["/data/set/1.png", "file:///data/set/a/b.png", "/data/set/a/../b.png", "/data/images/1.png", "/data/set/a..b.png"]
)
def test_the_folder_of_the_input_and_folders_of_images_beside_it_may_be_read(url: str) -> None:
    assert DATA.refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        *("/data/set", "/data/settings/1.png", "/data/other/1.png", "/data/images", "/data/set/../../etc/1.png", "/etc/1.png", "1.png"),
        *("local:///etc/1.png", "FILE:///data/set/1.png", "http://host/1.png", "https://host/data/set/1.png", "s3://data/set/1.png"),
        *("simplecache::file:///data/set/1.png", "/data/set/a::http://host/1.png", "zip://1.png::/data/set/a.zip", "~/1.png"),
    ],
)
def test_other_places_are_refused(url: str) -> None:
    assert DATA.refusal(url) is not None


def test_beside_a_folder_of_tables_any_folder_may_be_read_but_not_what_is_above() -> None:
    tables = ImagePlaces("/data/annotations")
    assert tables.refusal("/data/train2014/1.png") is None
    assert tables.refusal("/data/1.png") is not None
    assert tables.refusal("/other/train2014/1.png") is not None


def test_locations_allow_more() -> None:
    assert ImagePlaces("/in", None, ["/data"]).refusal("/data/a/1.png") is None
    assert ImagePlaces("/in", None, ["/"]).refusal("/etc/1.png") is None
    assert ImagePlaces("/in", "s3://bucket/images").refusal("s3://bucket/images/1.png") is None
    assert ImagePlaces("/in", "s3://bucket/images").refusal("s3://bucket/images/../private/1.png") is not None
    assert ImagePlaces("/in", "s3://bucket/images").refusal("s3://bucket/images2/1.png") is not None
    assert ImagePlaces("/in", None, ["https://"]).refusal("HTTPS://Host/1.png") is None
    assert ImagePlaces("/in", None, ["https://"]).refusal("http://host/1.png") is not None


def test_a_host_is_named_with_its_port_and_all_hosts_name_none() -> None:
    places = ImagePlaces("http://user:word@Files:8080/in", None, ["https://", "https://pictures.example/a"])
    assert places.hosts == {"files:8080", "pictures.example"}
    assert places.refusal("https://pictures.example@evil.example/a/1.png") is None  # by `https://`, so its address must be public
    assert ImagePlaces("/in", None, ["https://pictures.example"]).refusal("https://pictures.example@evil.example/1.png") is not None


@given(st.lists(PARTS, max_size=8), st.sampled_from(["", "/", "file://", "file:///", "s3://", "s3://b/in/"]))
def test_no_path_of_a_record_leads_out_of_the_folders(parts: list[str], before: str) -> None:
    for places in (ImagePlaces("file:///data/set"), ImagePlaces("/in", "/data/set"), ImagePlaces("s3://b/in")):
        url = locate(Reference("sub/a.jsonl", before + "/".join(parts), None, None, None), places.root, places.image_root)
        if places.refusal(url) is not None:
            continue
        path = posixpath.normpath(url.partition("://")[2] or url)
        assert "::" not in url
        assert f"{path}/".startswith(("/data/set/", "/data/images/", "/in/", "/images/", "b/in/", "b/images/")), url


def test_links_inside_the_folder_are_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/1.png").symlink_to("/etc/hostname")
    assert ImagePlaces(str(tmp_path / "in")).refusal(str(tmp_path / "in/1.png")) is None
