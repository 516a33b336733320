"""The operator's brand: a logo of any shape, checked, made small, shown by day and by night."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from marketplace.shared.models import Brand

pytestmark = pytest.mark.django_db
CHANGE = "/admin/shared/brand/{}/change/"


def picture(size, mode="RGB"):
    """A file from somebody's disk."""
    out = BytesIO()
    Image.new(mode, size, (20, 20, 20, 0) if mode == "RGBA" else "navy").save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue())


@pytest.mark.parametrize(
    ("size", "mode", "kept"),
    [
        ((3600, 320), "RGB", (960, 85)),
        ((300, 900), "RGB", (80, 240)),
        ((120, 40), "RGBA", (120, 40)),
    ],
)
def test_a_logo_of_any_shape_is_made_small_and_shown(client, odile, size, mode, kept):
    client.force_login(odile)
    row = Brand.objects.create()
    page = client.get(CHANGE.format(row.pk))
    typed = page.context["adminform"].form.initial | {"logo": picture(size, mode=mode)}

    answer = client.post(
        CHANGE.format(row.pk), {name: value for name, value in typed.items() if value is not None}
    )

    assert answer.status_code == 302, answer.context["errors"]
    row = Brand.objects.get()
    with row.logo.open(), Image.open(row.logo) as logo:
        assert logo.size == kept
        assert logo.mode == mode
    assert client.get(CHANGE.format(row.pk)).content.decode().count(f'src="{row.logo.url}"') == 3, (
        "header, day, night"
    )
    shown = f'src="{row.logo.url}" alt="Halles" width="{kept[0]}" height="{kept[1]}"'
    home = " ".join(client.get("/").content.decode().split())
    assert shown in home, "the page does not move when it comes"


def test_a_logo_that_is_no_picture_changes_nothing(client, odile):
    client.force_login(odile)
    row = Brand.objects.create()
    typed = client.get(CHANGE.format(row.pk)).context["adminform"].form.initial

    for name, content in (
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("logo.png", b"\x89PNG broken"),
    ):
        answer = client.post(
            CHANGE.format(row.pk),
            {
                **{key: value for key, value in typed.items() if value},
                "logo": SimpleUploadedFile(name, content),
            },
        )
        assert answer.status_code == 200
        assert answer.context["errors"]
    assert not Brand.objects.get().logo
