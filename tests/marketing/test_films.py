"""Films on pages: their hosts are known, framed after a click, and asked for nothing before."""

import re

import pytest
from django.conf import settings

from marketing.blocks import players, typed
from marketing.models import Picture
from marketing.pages import previews
from tests.marketing.test_pages import landing


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=3s", "/embed/aqz-KE-bpKQ?"),
        ("https://www.youtube.com/watch?list=PL1&v=aqz-KE-bpKQ", "/embed/aqz-KE-bpKQ?"),
        ("https://youtu.be/aqz-KE-bpKQ?si=x", "/embed/aqz-KE-bpKQ?"),
        ("https://www.youtube.com/shorts/aqz-KE-bpKQ", "/embed/aqz-KE-bpKQ?"),
        ("https://vimeo.com/1084537", "/video/1084537?"),
        ("https://player.vimeo.com/video/1084537?h=a", "/video/1084537?"),
        ("https://www.dailymotion.com/video/x7tgad0", "?video=x7tgad0"),
        ("https://dai.ly/x7tgad0", "?video=x7tgad0"),
    ],
)
def test_a_film_is_framed_by_its_host(address, player):
    found = players.film(address)
    assert player in found.player
    assert any(found.player.startswith(host + "/") for host in settings.PLAYERS)
    assert players.film(found.watch) == found


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)//https://vimeo.com/1084537",
        "http://vimeo.com/1084537",
        "https://vimeo.com.evil.example/1084537",
        "https://evil.example/?https://vimeo.com/1084537",
        "https://www.youtube.com/watch?v=aqz-KE-bpKQ%22onload",
        "https://www.youtube.com/@somebody",
    ],
)
def test_what_is_no_film_is_framed_by_nobody(address):
    assert players.film(address) is None


@pytest.mark.django_db
def test_nothing_is_asked_of_the_host_before_a_click(client):
    picture = Picture.objects.create(
        file="library/x.jpg", width=900, height=600, alt="Un four", alt_en="A kiln"
    )
    block = typed.new(
        "video",
        {
            "address": "https://vimeo.com/1084537",
            "picture": f"#{picture.pk} x",
            "title": 'Le four "<b>',
            "transcript": "On **enfourne**.",
        },
    )
    version = landing(blocks=[block])
    answer = client.get(f"/apercu/{previews.of_version(version, previews.Sight())}/")
    page = answer.content.decode()
    assert 'href="https://vimeo.com/1084537"' in page
    assert "<strong>enfourne</strong>" in page
    assert "&quot;&lt;b&gt;" in page
    assert not re.findall(r"<(?:iframe|script|link|img)[^>]+vimeo", page)
    assert "player.vimeo.com" in answer.headers["Content-Security-Policy"].split("frame-src")[1]
