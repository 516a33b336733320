"""Health, public files, language and headers."""

from io import BytesIO

import pytest
from django.core.cache import cache
from PIL import Image


def test_alive_and_ready(client, db):
    assert client.get("/healthz").content == b"ok\n"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["database"] is True


def test_a_picture_is_kept_for_good_and_never_sniffed(client, settings, db):
    (settings.MEDIA_ROOT / "p").mkdir(parents=True)
    (settings.MEDIA_ROOT / "p" / "a.webp").write_bytes(b"RIFF")
    answer = client.get("/media/p/a.webp")
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = client.get("/media/p/a.webp", headers={"if-modified-since": answer["Last-Modified"]})
    assert again.status_code == 304


def test_what_is_no_picture_is_only_offered_as_a_download(client, settings, db):
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_ROOT / "page.html").write_text("<script>")
    answer = client.get("/media/page.html")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path", ["../db.sqlite3", "..%2fsecret_key", "/etc/passwd", "p", "a%00.webp", "absent.png"]
)
def test_nothing_else_is_reachable(client, db, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_the_browser_is_heard_until_somebody_chooses(client, db):
    def language(asked):
        answer = client.get("/compte/login/", headers={"accept-language": asked} if asked else {})
        assert "Accept-Language" in answer["Vary"]
        return answer["Content-Language"]

    assert [
        language(asked)
        for asked in (
            "",
            "en-GB,en;q=0.9",
            "de, fr;q=0.5, en;q=0.8",
            "fr-CA",
            "de",
            "*",
            "x" * 9000,
        )
    ] == ["fr", "en", "en", "fr", "fr", "fr", "fr"]
    client.post("/langue/setlang/", {"language": "en", "next": "/compte/login/"})
    assert language("fr") == "en"
    client.cookies["language"] = "xx'; --"
    assert language("fr") == "fr"


def test_no_page_allows_inline_code(client, db):
    policy = client.get("/compte/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_an_absent_cache_answers_like_an_empty_one(settings):
    from marketplace.shared.cache import ForgivingRedis

    away = ForgivingRedis("unix:///nowhere/at/all.sock?db=1", {})
    assert away.get("x") is None
    assert away.get("x", 3) == 3
    assert away.add("x", 1) is True
    away.get_many(["x"])["y"] = 1  # what one page remembers there, no other is told
    assert away.get_many(["x"]) == {}
    away.set("x", 1)
    away.delete("x")
    assert cache.get("x") is None


def test_a_picture_is_offered_narrower_in_a_few_widths(client, settings, db):
    (settings.MEDIA_ROOT / "p").mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (1200, 800), "#175437").save(settings.MEDIA_ROOT / "p" / "wide.jpg")
    answer = client.get("/media/p/wide.jpg?l=320")
    assert answer["Content-Type"] == "image/webp"
    assert Image.open(BytesIO(b"".join(answer.streaming_content))).size == (320, 213)
    for other in ("321", "-1", "x", ""):
        assert client.get(f"/media/p/wide.jpg?l={other}")["Content-Type"] == "image/jpeg"
    (settings.MEDIA_ROOT / "p" / "broken.jpg").write_bytes(b"nothing")
    assert client.get("/media/p/broken.jpg?l=320")["Content-Type"] == "image/jpeg"
