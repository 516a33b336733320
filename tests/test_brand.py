"""How the house looks: tried, refused, put in force on every surface, returned to."""

import json
import re
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from marketing.social import drawing, faces
from marketplace.console import sights
from marketplace.shared import invariants, looks, mail, pdf, policy
from marketplace.shared.models import Brand, Fact, KeptFile, Look, LookState
from marketplace.shared.palette import shipped
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
LIST = "/admin/shared/look/"


def page_of(look, page="draw"):
    return reverse(f"admin:shared_look_{page}", args=[look.pk])


def picture(size, mode="RGB"):
    """A file from somebody's disk."""
    out = BytesIO()
    Image.new(mode, size, (20, 20, 20, 0) if mode == "RGBA" else "navy").save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue())


@pytest.fixture
def draft(client, editor):
    """A draft like what is in force, and an editor at its page."""
    Brand.objects.create()
    policy.forget()
    client.force_login(editor)
    return looks.begin(like=None, by=editor, at=NOON)


@pytest.fixture
def editor(db):
    return cast.operator("editorial")


def typed(client, look, **other):
    """The form of a draft as it is, with what somebody changed."""
    form = client.get(page_of(look)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    told = {**values, **other}
    return {
        name: value for name, value in told.items() if value or value == 0 and value is not False
    }


def test_one_verb_puts_a_look_in_force_and_one_press_returns(client, editor):
    Brand.objects.create()
    policy.forget()
    client.force_login(editor)

    opened = client.post(f"{LIST}essayer/", {"key": "primeurs"})
    tried = Look.objects.get(shipped="primeurs")
    assert opened.url == page_of(tried)
    assert "--brand-hue:158" in client.get("/").content.decode(), "a draft changes nothing"

    client.post(page_of(tried, "put"))
    _forget()

    assert "--brand-hue:31" in client.get("/").content.decode()
    assert Look.objects.get(state=LookState.IN_FORCE) == tried
    first = Look.objects.get(state=LookState.PAST)
    assert Fact.objects.filter(name="marketplace.LookPutInForce").count() == 1
    changed = {change.what for change in looks.changes(first, tried)}
    assert {"teinte (0-360)", "motif", "polices de caractères"} <= changed
    assert [each.what for each in looks.changes(tried, tried)] == []

    client.post(page_of(first, "put"))
    _forget()

    assert "--brand-hue:158" in client.get("/").content.decode()
    assert Brand.objects.get().traits == first.traits


def test_a_logo_is_kept_while_a_look_is_refused_or_tried(client, draft):
    def named(page):
        return dict(re.findall(r'name="([a-z_]+-kept)" value="(\w+)"', page))

    for given in ({"hue": 400}, {"radius": 3, "do": "see"}):
        values = typed(client, draft, **given)
        page = client.post(page_of(draft), {**values, "logo": picture((400, 100))})
        told = page.content.decode()
        held = named(told)
        assert list(held) == ["logo-kept"], given
        assert "gardé : inutile de le choisir de nouveau" in told
        assert "une fois le brouillon enregistré" in told
        assert not Look.objects.get(pk=draft.pk).logo
        # tried once more, it is there still
        assert list(named(client.post(page_of(draft), {**values, **held}).content.decode()))

    right = {**values, **held, "do": "save"}
    assert client.post(page_of(draft), right).status_code == 302
    draft.refresh_from_db()
    assert (draft.radius, bool(draft.logo)) == (3, True)
    assert not KeptFile.objects.filter(token=held["logo-kept"]).exists()
    # what is no picture is kept by nobody
    spoilt = SimpleUploadedFile("logo.svg", b"<svg/>")
    page = client.post(page_of(draft), {**typed(client, draft, hue=400), "logo": spoilt})
    assert not named(page.content.decode())


def test_pages_kept_whole_and_their_etags_change_with_the_look(client, django_assert_num_queries):
    Brand.objects.create()
    policy.forget()
    guest = {"headers": {"Sec-Fetch-Site": "none"}}
    before = client.get("/", **guest)
    kept = client.get("/", headers={"Sec-Fetch-Site": "none", "If-None-Match": before["ETag"]})
    icon = client.get("/icone-32.png")
    assert kept.status_code == 304

    look = looks.try_out("etabli", by=None, at=NOON)
    looks.put_in_force(look, by=None, at=NOON)
    _forget()

    after = client.get("/", headers={"Sec-Fetch-Site": "none", "If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert client.get("/icone-32.png")["ETag"] != icon["ETag"]
    with django_assert_num_queries(0):
        client.get("/", **guest)


def _forget():
    """What a commit does, which a test never reaches."""
    policy.forget()


def worn(key):
    """The brand in a look that comes with the code."""
    look = shipped.every()[key].traits
    return sights.brand_in({name: getattr(look, name) for name in look.__slots__})


@pytest.mark.parametrize("key", ["primeurs", "cimaise", "etabli"])
def test_every_surface_follows_the_look(client, editor, key):
    """Shop, seller, console, letter, document, poster and card, each as it is really drawn."""
    cast.offer(cast.seller())
    Brand.objects.create()
    client.force_login(editor)
    pair = shipped.every()[key].traits.pair

    for surface in sights.SURFACES:
        drawn, house = (client.get(f"{LIST}livree/{each}/{surface}/") for each in (key, "halle"))
        assert drawn.status_code == house.status_code == 200, surface
        assert drawn.content != house.content, surface
        assert "'self'" in drawn["Content-Security-Policy"].split("frame-ancestors")[1]
        if surface == sights.CARD:
            continue
        text = drawn.content.decode()
        assert FAMILIES[pair.text] in text.replace("&#x27;", "'"), surface
        assert "Instrument Sans" not in text, surface
    assert not told(key) & told("halle")
    assert policy.brand().traits.hue == 158, "trying on keeps nothing"


FAMILIES = {"figtree": "Figtree", "jost": "Jost", "public": "Public Sans"}


def told(key):
    """A letter, the sheet of documents and a card, as they leave while a look is in force."""
    letter = mail.Email(to="a@b.fr", template="marketing/confirm", values={})
    with policy.wearing(worn(key)):
        card = drawing.drawn(faces.find(faces.HOUSE, faces.HOUSE, at=NOON), faces.WIDE)
        sheet = pdf.dressed("a{color:var(--color-accent)}", letters=True)
        return {mail.render(letter).html, sheet, card}


def test_a_faint_colour_is_refused_and_the_nearest_taken_at_one_press(client, draft):
    answer = client.post(page_of(draft), typed(client, draft, light=68, do="put"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "il faut 4,5 pour 1" in page
    draft.refresh_from_db()
    assert (draft.light, draft.state, draft.revision) == (40, "draft", 0)
    offered = re.search(r'name="take" value="([\d-]+)"', page)[1]

    took = client.post(page_of(draft), typed(client, draft, light=68, take=offered))

    assert took.status_code == 302
    draft.refresh_from_db()
    looks.check(draft.traits)
    assert 45 < draft.light < 68


def test_what_is_tried_is_what_is_told_and_putting_it_in_force_is_confirmed(client, draft):
    standing = looks.try_out("primeurs", by=None, at=NOON)
    looks.put_in_force(standing, by=None, at=NOON)
    _forget()
    other = draft.hue + 1

    tried = client.post(page_of(draft), typed(client, draft, hue=other, do="see"))

    told = {each.what: each.after for each in tried.context["told_apart"]["changes"]}
    assert told["teinte (0-360)"] == str(other)
    asked = client.get(page_of(draft, "put")).content.decode()
    assert '<dl class="look-changes">' in asked
    assert f"{standing.hue}" in asked
    page = client.get(LIST).content.decode()
    assert f'action="{page_of(standing, "put")}"' not in page


def test_what_cannot_be_read_reaches_nobody_by_another_door(client, draft):
    Look.objects.filter(pk=draft.pk).update(light=70, chroma=5)
    answer = client.post(page_of(draft, "put"), follow=True)
    assert "ne se lit pas assez" in answer.content.decode()
    assert Look.objects.get(pk=draft.pk).state == LookState.DRAFT


@pytest.mark.parametrize(
    ("size", "mode", "kept"),
    [
        ((3600, 320), "RGB", (960, 85)),
        ((300, 900), "RGB", (80, 240)),
        ((192, 64), "RGBA", (192, 64)),
    ],
)
def test_a_logo_of_any_shape_is_made_small_and_shown(client, draft, size, mode, kept):
    logos = {"logo": picture(size, mode), "logo_night": picture(size, mode)}
    answer = client.post(page_of(draft), typed(client, draft, **logos, do="put"))
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url == page_of(draft, "put"), "it is confirmed first"
    assert Look.objects.get(pk=draft.pk).state == LookState.DRAFT

    client.post(answer.url)

    row = Brand.objects.get()
    with row.logo.open(), Image.open(row.logo) as logo:
        assert (logo.size, logo.mode) == (kept, mode)
    _forget()
    home = " ".join(client.get("/").content.decode().split())
    shown = f'src="{row.logo.url}" alt="Halles" width="{kept[0]}" height="{kept[1]}"'
    assert shown in home, "the page does not move when it comes"
    assert f'srcset="{row.logo_night.url}" media="(prefers-color-scheme: dark)"' in home
    client.cookies["theme"] = "dark"
    assert f'src="{row.logo_night.url}"' in client.get("/").content.decode()
    with Image.open(BytesIO(client.get("/icone-512.png").content)) as icon:
        assert icon.size == (512, 512)


def bomb():
    """A PNG that says in its head that it is immense."""
    whole = picture((2, 2)).read()
    head = whole[12:16] + (60_000).to_bytes(4) * 2 + whole[24:29]
    return whole[:12] + head + zlib.crc32(head).to_bytes(4) + whole[33:]


SCRIPTED = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        (
            "l.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "envoyez un PNG, un JPEG ou un WebP. Un SVG",
        ),
        ("l.png", b"\x89PNG broken", "envoyez un PNG, un JPEG ou un WebP"),
        ("l.png", bomb(), "40 millions"),
    ],
)
def test_a_logo_that_is_no_picture_is_refused_with_a_sentence(client, draft, name, content, why):
    logo = SimpleUploadedFile(name, content)
    answer = client.post(page_of(draft), typed(client, draft, logo=logo, do="save"))
    assert why in answer.content.decode()
    assert not Look.objects.get(pk=draft.pk).logo


def test_a_logo_and_an_icon_have_a_least_size_and_english_words(client, draft):
    small = {
        "logo": picture((12, 8)),
        "logo_night": picture((400, 63)),
        "icon": picture((179, 300)),
    }
    form = client.post(page_of(draft), typed(client, draft, **small, do="save")).context["form"]
    assert {
        name: re.search(r"au moins (\d+)", told[0])[1] for name, told in form.errors.items()
    } == {
        "logo": "64",
        "logo_night": "64",
        "icon": "180",
    }
    enough = {"logo": picture((64, 64)), "icon": picture((180, 180))}
    sent = client.post(page_of(draft), typed(client, draft, **enough, do="save"))
    assert sent.status_code == 302

    client.cookies["django_language"] = "en"
    with translation.override("en"):
        assert str(client.get(page_of(draft)).context["form"]["pattern"].label) == "Pattern"


def test_to_try_a_look_in_force_or_past_opens_a_draft(client, editor):
    Brand.objects.create()
    policy.forget()
    client.force_login(editor)
    for state in (LookState.IN_FORCE, LookState.PAST):
        before = looks.try_out("primeurs", by=editor, at=NOON)
        looks.put_in_force(before, by=editor, at=NOON)
        if state == LookState.PAST:
            other = looks.try_out("etabli", by=editor, at=NOON)
            looks.put_in_force(other, by=editor, at=NOON)
        opened = client.post(f"{LIST}essayer/", {"key": "primeurs"})
        drawn = Look.objects.get(state=LookState.DRAFT)
        assert opened.url == page_of(drawn)
        assert drawn.worn == before.worn
        assert client.post(f"{LIST}essayer/", {"key": "primeurs"}).url == page_of(drawn), "once"
        looks.discard(drawn, by=editor, at=NOON)


def test_of_two_who_write_the_second_is_told(client, draft):
    sent = typed(client, draft, hue=20, do="save")
    sent["revision"] = 0
    assert client.post(page_of(draft), sent).status_code == 302
    again = client.post(page_of(draft), {**sent, "hue": 300})
    assert again.status_code == 200
    assert again.context["form"].non_field_errors()
    assert Look.objects.get(pk=draft.pk).hue == 20


def test_what_was_in_force_is_never_rewritten(client, draft, editor):
    looks.put_in_force(draft, by=editor, at=NOON)
    client.post(page_of(draft), {"name": "Autre", "hue": 3, "revision": 0, "do": "save"})
    with pytest.raises(looks.NotADraft):
        looks.write(draft, {"hue": 3}, revision=0, by=editor, at=NOON)
    assert Look.objects.get(pk=draft.pk).hue == 158


@pytest.mark.parametrize(
    "address", ["?hue=<script>", "?hue=99999999999&fonts=rien", "?neutrals=%00&pattern=../../x"]
)
def test_a_preview_takes_only_what_may_be(client, draft, address):
    drawn = client.get(f"{page_of(draft).replace('dessiner', 'voir')}boutique/{address}")
    assert drawn.status_code == 200
    assert "--brand-hue:158" in drawn.content.decode()
    assert "script>" not in re.search(r"<style>(.*?)</style>", drawn.content.decode())[1]


def test_a_preview_shows_what_is_typed_and_keeps_nothing(client, draft):
    address = page_of(draft).replace("dessiner", "voir")
    drawn = client.get(f"{address}boutique/?hue=300&neutrals=froid&fonts=atelier")
    assert "--brand-hue:300" in drawn.content.decode()
    assert "Barlow Condensed" in drawn.content.decode()
    seen = client.post(page_of(draft), typed(client, draft, hue=300, do="see"))
    assert "hue=300" in seen.content.decode(), "without script, « Voir » does the same"
    assert Look.objects.get(pk=draft.pk).hue == 158
    assert client.get(f"{address}rien/").status_code == 404


@pytest.mark.parametrize("surface", ["boutique", "fiche", "vendeur", "console", "document"])
def test_a_preview_runs_nothing_and_leads_nowhere(client, draft, surface):
    page = client.get(f"/admin/shared/look/{draft.pk}/voir/{surface}/").content
    assert b"<body inert" in page
    assert b"<script" not in page


def test_a_telephone_reads_who_the_shop_is(client):
    Brand.objects.create(name="Étal")
    policy.forget()
    told = json.loads(client.get("/manifest.webmanifest").content)
    assert told["name"] == "Étal"
    for icon in told["icons"]:
        answer = client.get(icon["src"])
        assert "immutable" in answer["Cache-Control"]
        with Image.open(BytesIO(answer.content)) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
    assert client.get("/icone-33.png").status_code == 404
    assert 'rel="manifest"' in client.get("/").content.decode()


def test_verify_tells_a_brand_that_is_not_its_look(draft):
    looks.put_in_force(draft, by=None, at=NOON)
    assert not [told for told in invariants.violations() if "look" in told]

    Brand.objects.update(hue=3)

    assert [told for told in invariants.violations() if "look" in told]


def test_the_list_of_versions_asks_no_more_for_each(client, draft, django_assert_max_num_queries):
    for _each in range(6):
        looks.begin(like=None, by=draft.written_by, at=NOON)
    client.get(LIST)
    with django_assert_max_num_queries(14):
        page = client.get(LIST)
    assert page.content.decode().count("dessiner/") >= 8
