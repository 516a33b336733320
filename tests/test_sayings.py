"""The house speaks the operator's words: named texts, the figures in them, menus, the way back."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from catalog.charter import words as charter
from catalog.models import CatalogRules
from marketing.pages import drafts, life
from marketplace import menus
from marketplace.console import sayings
from marketplace.doors.blocks import sell_words
from marketplace.shared import clock, mail, policy, translations, voice
from marketplace.shared.mail import Email
from marketplace.shared.models import Brand, Fact, LegalEntity, Saying
from marketplace.shared.voice import FOOTER, HEADER
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=False)
ROOT = Path(settings.BASE_DIR)
USED = re.compile(r"\{% say(?:_plain)? [\"']([\w.]+)[\"']")
BRAND = "/admin/shared/brand/1/change/"
GUEST = {"HTTP_SEC_FETCH_SITE": "none"}


@pytest.fixture(autouse=True)
def house(db):
    """A house with its rules, its grid and its legal texts."""
    translations.compile_all(settings.ROOT)
    Brand.objects.get_or_create(pk=1)
    LegalEntity.objects.create()
    cast.rules()
    cast.grid()
    cast.legal_texts()
    with clock.at(NOON):
        yield


@pytest.fixture
def desk(client, odile):
    client.force_login(odile)
    return client


def page(name: str) -> str:
    return reverse("admin:shared_saying_write", args=[name])


def menu_page(name: str) -> str:
    return reverse("admin:shared_saying_menu", args=[name.removeprefix("menu.")])


def read(address: str, language: str = "fr") -> str:
    """A page as a guest reads it, with its plain signs."""
    browser = Client()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = browser.get(address, **GUEST)
    assert answer.status_code == 200, address
    return " ".join(html.unescape(answer.content.decode()).split())


def write(desk, name: str, **typed):
    """Send the form of a text, by default in both languages."""
    last = sayings.last(name)
    data = {"because": "Plus clair", "seen": last.number if last else 0, **typed}
    return desk.post(page(name), data)


def said(name: str, text: str, text_en: str = "") -> Saying:
    last = sayings.last(name)
    return sayings.write(
        name,
        text=text,
        text_en=text_en,
        seen=last.number if last else 0,
        because="Plus clair",
        by=None,
        at=NOON,
    )


# --- What there is ----------------------------------------------------------------------------


def test_every_named_text_is_used_and_every_used_one_has_a_name():
    used = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in USED.findall(path.read_text(encoding="utf-8"))
    }
    used |= sell_words.names()

    assert used == voice.texts().keys()
    assert len(used) > 80, "the words of the house"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_is_said_in_both_languages_with_its_figures(language):
    with translation.override(language):
        told = {name: voice.say(name) for name in voice.texts()}

    for name, text in told.items():
        assert text, name
        assert not set("{}") & set(text), (name, text)
        french, english = voice.shipped(name)
        assert english != french, name
        assert voice.named(french) == voice.named(english), name
        assert len(french) <= voice.texts()[name][1].most >= len(english), name
        assert list(sayings.faults(french, path="")) == [], name


def test_each_text_is_read_at_the_place_that_is_told():
    """One that is seen in some state alone says in which; that of a letter, in which letter."""
    cast.offer(cast.seller("Atelier Lune"))
    pages = {
        place.path(text) for place in voice.places() for text in place.texts if place.path(text)
    }
    shown = {(path, lang): read_any(path, lang) for path in pages for lang in ("fr", "en")}

    for name, (place, text) in voice.texts().items():
        if not place.path(text):
            template = (ROOT / "templates" / place.template).read_text(encoding="utf-8")
            assert name in USED.findall(template), name
            continue
        for language in ("fr", "en"):
            with translation.override(language):
                words = " ".join(html.unescape(voice.say(name)).split())
            is_read = words in shown[place.path(text), language]
            assert is_read or (text.seen and not text.at), (name, language)


def read_any(path: str, language: str) -> str:
    """A page that answers, though it may first lead elsewhere: an empty basket has no checkout."""
    browser = Client()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = browser.get(path, follow=True, **GUEST)
    assert answer.status_code == 200, path
    return " ".join(html.unescape(answer.content.decode()).split())


# --- What the operator writes -----------------------------------------------------------------


def test_a_text_changes_at_once_on_kept_pages_and_comes_back(
    desk, django_capture_on_commit_callbacks
):
    first = Client().get("/vendre/", **GUEST)
    again = Client().get("/vendre/", HTTP_IF_NONE_MATCH=first["ETag"], **GUEST)
    assert again.status_code == 304, "kept whole"

    with django_capture_on_commit_callbacks(execute=True):
        answer = write(desk, "sell.title", text="Vendez <b>bien</b> !", text_en="Sell well!")

    assert answer.status_code == 302
    changed = Client().get("/vendre/", HTTP_IF_NONE_MATCH=first["ETag"], **GUEST)
    assert changed.status_code == 200
    assert "Vendez &lt;b&gt;bien&lt;/b&gt;\u202f!" in changed.content.decode()
    assert "Sell well!" in read("/vendre/", "en")
    row = Saying.objects.get()
    assert (row.number, row.written_by.email, row.because) == (
        1,
        "odile@example.test",
        "Plus clair",
    )
    fact = Fact.objects.get(name="marketplace.SayingChanged")
    assert fact.data["after"] == "Vendez <b>bien</b> !"
    listed = desk.get(reverse("admin:shared_saying_changelist"), {"etat": "changes"})
    assert "Vendez &lt;b&gt;bien" in listed.content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(
            reverse("admin:shared_saying_back", args=["sell.title"]), {"number": 0, "seen": 1}
        )
    assert "Vendez ce que vous faites" in read("/vendre/")
    assert [row.is_default for row in Saying.objects.order_by("number")] == [False, True]
    assert "Version 1" in desk.get(page("sell.title")).content.decode(), "still told"


def test_a_figure_follows_its_rule_on_pages_and_in_letters(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        said("letter.question", "Changer d'avis : {retractation} jours", "{retractation} days")
    before = Client().get("/aide/", **GUEST)
    assert "Vous avez 14 jours après la réception" in before.content.decode()

    CatalogRules.objects.update(withdrawal_days=30)
    policy.forget()

    for address, words in (
        ("/aide/", "Vous avez 30 jours après la réception"),
        ("/vendre/", "au plus tôt 31 jours après la livraison"),
        ("/", "30 jours pour changer d'avis"),
        ("/retractation/", "jusqu'à 30 jours après la réception"),
    ):
        assert words in read(address), address
    letter = Email(
        to="alice@example.test",
        template="sellers/opened",
        values={"seller": cast.seller("Lune")},
    )
    assert "Changer d'avis : 30 jours" in mail.render(letter).text
    assert "14 jours" not in mail.render(letter).text


def test_french_without_its_english_is_read_as_french(desk, django_capture_on_commit_callbacks):
    stale = {
        "text": "Sans abonnement, 10 % au plus.",
        "text_en": voice.shipped("sell.lead")[1],
    }
    refused = write(desk, "sell.lead", **stale)
    assert refused.status_code == 422
    assert "Le français change et pas l&#x27;anglais" in refused.content.decode()
    assert not Saying.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        assert write(desk, "sell.lead", **{**stale, "text_en": ""}).status_code == 302

    english = Client().get("/vendre/?lang=en", **GUEST).content.decode()
    assert '<span lang="fr">Sans abonnement, 10 % au plus.</span>' in english
    assert 'name="description" content="Sans abonnement, 10 % au plus."' in english
    assert "No subscription" not in english
    lacking = desk.get(reverse("admin:shared_saying_changelist"), {"etat": "anglais"})
    assert "Sans abonnement" in lacking.content.decode()


@pytest.mark.parametrize(
    ("text", "english", "why"),
    [
        ("{jours} jours", "{jours} days", "Aucun chiffre ne s&#x27;appelle « jours » ici"),
        ("{vendeurs} ateliers", "{vendeurs} shops", "Aucun chiffre ne s&#x27;appelle « vendeurs »"),
        ("{ retractation } jours", "days", "Une accolade entoure le nom d&#x27;un chiffre"),
        ("{retractation} jours", "14 days", "Les deux langues doivent nommer les mêmes chiffres"),
        ("x" * 91, "x", "90 caractères"),
        ("   ", "", "Remplissez ce champ"),
        ("Nos produits interdits", "x", "Rien ne le prouve."),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_sentence(desk, text, english, why):
    charter.add(
        {
            "expression": "produits interdits",
            "kind": "forbidden",
            "reason": "Rien ne le prouve.",
            "remedy": "Dites le prix.",
        },
        by=None,
        at=NOON - timedelta(days=1),
    )
    answer = write(desk, "sell.title", text=text, text_en=english)

    assert answer.status_code == 422
    assert why in answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert not Saying.objects.exists()


def test_two_people_at_once_and_a_form_sent_twice_write_one_version(desk):
    assert write(desk, "sell.title", text="Vendez", text_en="Sell").status_code == 302

    twice = write(desk, "sell.title", text="Vendez", text_en="Sell")
    late = write(desk, "sell.title", text="Autre", text_en="Other", seen=0)

    assert (twice.status_code, late.status_code) == (409, 409)
    assert "Rien n&#x27;a changé" in twice.content.decode()
    told = " ".join(late.content.decode().split())
    assert "Une autre version a été enregistrée" in told
    assert "<ins>Autre</ins>" in told, "both are seen"
    assert '<p class="preline">Vendez</p>' in told, "what is read is what was saved"
    assert 'name="seen" value="1"' in told, "and it may be sent over it"
    assert Saying.objects.count() == 1
    own = reverse("admin:shared_saying_back", args=["sell.title"])
    for typed in ({"number": "0", "seen": "9"}, {"number": "x"}, {"number": "7" * 30}, {}):
        assert desk.post(own, typed).status_code == 302
    assert Saying.objects.count() == 1
    assert desk.get(page("rien.du.tout")).status_code == 404
    assert desk.get(menu_page("menu.rien")).status_code == 404


def test_what_is_typed_is_seen_before_it_is_said_and_advised(desk):
    seen = write(desk, "sell.bar", text="{retractation} jours", text_en="14 days", see="1")
    assert seen.status_code == 422
    seen = write(desk, "sell.bar", text="Retour : 14 jours", text_en="Back: 14 days", see="1")

    told = seen.content.decode()
    assert "Retour\u202f: 14 jours" in told
    assert "{retractation}" in told.partition("<form")[0] + told
    assert "restera tel quel" in told
    assert "Pourquoi ce changement (facultatif)" not in told, "online, it is asked"
    assert not Saying.objects.exists()


def test_words_cost_a_page_no_statement():
    cast.category("Bols")
    browser = Client()
    browser.get("/panier/", **GUEST)
    with CaptureQueriesContext(connection) as plain:
        browser.get("/panier/", **GUEST)
    said("cart.empty", "Rien encore", "Nothing yet")
    voice.forget()
    browser.get("/panier/", **GUEST)

    with CaptureQueriesContext(connection) as own:
        page_ = browser.get("/panier/", **GUEST)

    assert "Rien encore" in page_.content.decode()
    assert len(own) == len(plain)
    assert not [each for each in own if "saying" in each["sql"]]


def test_a_figure_that_leaves_a_text_asks_somebody_who_read_the_rule(desk):
    typed = {"text": "3 jours pour changer d'avis", "text_en": "3 days to change your mind"}
    refused = write(desk, "cart.withdrawal", **typed)

    assert refused.status_code == 422
    told = html.unescape(refused.content.decode())
    assert "{retractation} a disparu" in told
    assert "la règle en vigueur dit 14 (les jours pour changer d'avis)" in told
    assert 'name="fixed"' in told
    assert not Saying.objects.exists()
    assert 'name="fixed"' not in desk.get(page("cart.withdrawal")).content.decode()
    seen = write(desk, "cart.withdrawal", **typed, see="1")
    assert (seen.status_code, 'name="fixed"' in seen.content.decode()) == (200, True)

    assert write(desk, "cart.withdrawal", **typed, fixed="on").status_code == 302
    again = {**typed, "text": "4 jours"}
    assert write(desk, "cart.withdrawal", **again, holds="on").status_code == 422


def brand_form(desk) -> dict:
    """The form of the brand as a browser opens it, with what it shows."""
    answer = desk.get(BRAND)
    form = answer.context["adminform"].form
    assert 'name="initial-announcement"' in answer.content.decode()
    values = {name: form[name].value() for name in form.fields}
    return values | {form[name].html_initial_name: value for name, value in values.items()}


def test_the_brand_obeys_the_charter_as_every_text_does(desk):
    charter.add(
        {
            "expression": "le moins cher",
            "expression_en": "the cheapest",
            "kind": "forbidden",
            "reason": "Rien ne le prouve.",
            "reason_en": "Nothing proves it.",
            "remedy": "Dites le prix.",
        },
        by=None,
        at=NOON - timedelta(days=1),
    )
    opened = brand_form(desk)
    for name, text in (
        ("announcement", "Ici, le moins cher"),
        ("announcement_en", "Here, the cheapest"),
        ("baseline", "Le moins cher"),
        ("baseline_en", "The cheapest"),
    ):
        answer = desk.post(BRAND, {**opened, name: text})
        assert answer.status_code == 200, name
        assert "Rien ne le prouve." in html.unescape(answer.content.decode()), name
        assert name in answer.context["adminform"].form.errors
    assert Brand.objects.get().announcement == ""

    Brand.objects.update(baseline="Le moins cher")
    assert desk.post(BRAND, {**brand_form(desk), "name": "Étal"}).status_code == 302
    assert Brand.objects.get().name == "Étal", "what was there before stops nobody"


def test_two_windows_on_the_brand_erase_nothing(desk):
    first, second, third = (brand_form(desk) for _window in range(3))
    assert desk.post(BRAND, {**first, "announcement": "Noël approche"}).status_code == 302

    assert desk.post(BRAND, {**second, "announcement_en": "Soon"}).status_code == 302
    row = Brand.objects.get()
    assert (row.announcement, row.announcement_en) == ("Noël approche", "Soon")

    late = desk.post(BRAND, {**third, "announcement": "Soldes", "baseline": "Le marché"})
    assert late.status_code == 200
    assert "d'autres ont changé" in html.unescape(late.content.decode())
    row = Brand.objects.get()
    assert (row.announcement, row.baseline) == ("Noël approche", first["baseline"])


def test_the_list_and_the_page_break_a_word_without_end(desk):
    said("sell.title", "x" * 90)
    voice.forget()
    listed = desk.get(reverse("admin:shared_saying_changelist")).content.decode()
    assert re.search(r'<a class="preline" href="[^"]*sell\.title/">x{90}', listed)
    assert f'<p class="preline">{"x" * 90}</p>' in desk.get(page("sell.title")).content.decode()
    sheet = (ROOT / "static/css/operator/file.css").read_text()
    assert re.search(r"\.preline,[^{}]*\{\s*overflow-wrap: anywhere", sheet)


# --- Menus ------------------------------------------------------------------------------------


def lines(columns: list[dict], **more) -> dict:
    """The form of a menu as a browser sends it."""
    titles = [*columns, *({"title": "", "title_en": ""} for _ in range(5 - len(columns)))]
    links = [
        {**link, "column": place, "rank": rank}
        for place, column in enumerate(columns, 1)
        for rank, link in enumerate(column["links"])
    ]
    data = {"because": "Pour Noël", "seen": 0, **more}
    data |= {"c-TOTAL_FORMS": 5, "c-INITIAL_FORMS": 0}
    data |= {"l-TOTAL_FORMS": len(links), "l-INITIAL_FORMS": 0}
    for place, title in enumerate(titles):
        data |= {f"c-{place}-{name}": title[name] for name in ("title", "title_en")}
    for place, link in enumerate(links):
        data |= {f"l-{place}-{name}": value for name, value in link.items()}
    return data


def bar(*links: tuple[str, str, str]) -> dict:
    """The form of the bar of the header."""
    own = [{"label": a, "label_en": b, "to": c} for a, b, c in links]
    data = lines([{"title": "", "title_en": "", "links": own}])
    return {**data, "c-TOTAL_FORMS": 0}


def test_the_bar_holds_the_operators_entries_in_their_order(
    desk, django_capture_on_commit_callbacks
):
    cast.category("Bols", name_en="Bowls")
    assert "Bols" in read("/")

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(
            menu_page(HEADER),
            bar(
                ("Idées <i>", "Ideas", "/collections/"),
                ("", "", "#rayons"),
                ("Notre blog", "", "https://blog.example.org/a"),
            ),
        )
    assert answer.status_code == 302, answer.content.decode()

    entries = re.search(r'<nav class="site-nav".*?</nav>', Client().get("/").content.decode(), re.S)
    assert re.findall(r">([^<>\s][^<>]*)</a>", entries[0]) == [
        "Idées &lt;i&gt;",
        "Bols",
        "Notre blog",
    ]
    english = read("/", "en")
    assert "Ideas" in english
    assert '<span lang="fr">Notre blog</span>' in english


def test_a_menu_is_seen_before_it_is_online_and_a_long_entry_remarked(desk):
    long = "Tout ce que nos ateliers fabriquent à la main cet hiver"
    typed = bar((long, "", "/collections/"), ("", "", "#rayons"))

    seen = desk.post(menu_page(HEADER), {**typed, "see": "1", "because": ""})

    told = " ".join(seen.content.decode().split())
    assert seen.status_code == 200
    assert f'<li><span lang="fr">{long}</span></li>' in told, "English reads it as French"
    assert "a 55 signes" in told
    assert "(facultatif)" not in told
    assert not Saying.objects.exists()

    done = desk.post(menu_page(HEADER), typed, follow=True)
    assert "a 55 signes" in done.content.decode()


def test_two_who_write_a_menu_see_both(desk):
    desk.post(menu_page(HEADER), bar(("Un", "One", "/collections/")))

    late = desk.post(menu_page(HEADER), bar(("Deux", "Two", "/collections/")))

    told = late.content.decode()
    assert late.status_code == 409
    assert "<ins>Deux</ins>" in told
    assert Saying.objects.count() == 1
    assert (
        desk.post(
            menu_page(HEADER), {**bar(("Deux", "Two", "/collections/")), "seen": 1}
        ).status_code
        == 302
    )


def test_a_page_that_is_withdrawn_leaves_the_menu_and_is_told(
    desk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        draft = drafts.create("landing", name="Noël", slug="noel", by=None, at=NOON)
        blocks = [
            {"id": "a", "kind": "text", "hidden": False, "beside": False, "data": {"text": "x"}}
        ]
        drafts.save(draft, {"title": "Noël", "blocks": blocks}, revision=0, by=None, at=NOON)
        life.approve(draft, starts_at=None, ends_at=None, revision=draft.revision, by=None, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        done = desk.post(menu_page(HEADER), bar(("Noël", "Christmas", "/pages/noel/")))
    assert done.status_code == 302, done.content.decode()
    assert 'href="/pages/noel/"' in read("/")

    with django_capture_on_commit_callbacks(execute=True):
        life.end(draft, because="Fini", by=None, at=NOON)

    assert 'href="/pages/noel/"' not in read("/")
    for told in (desk.get(menu_page(HEADER)), desk.get(reverse("admin:shared_saying_changelist"))):
        assert "nulle part" in told.content.decode()
    assert "Liens de menu" in desk.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/rien/",
        "/admin/",
        "javascript:alert(1)",
        "//evil.example",
        "http://a.example",
        "https://x",
        "https://a@b.example/",
        "/pages/nulle/",
        "/panier/ajout/",
        "#mediateur",
        "/aide/\x00",
    ],
)
def test_a_link_that_leads_nowhere_is_refused(desk, address):
    answer = desk.post(menu_page(HEADER), bar(("Ici", "Here", address)))

    assert answer.status_code in (400, 422), address
    assert not Saying.objects.exists()


def test_what_the_law_wants_stays_at_the_foot_of_every_page(desk):
    shipped = menus.shipped(FOOTER)
    assert menus.missing(shipped) == []
    for one in menus.REQUIRED:
        less = [
            {**column, "links": [link for link in column["links"] if link["to"] != str(one.to)]}
            for column in shipped
        ]
        answer = desk.post(menu_page(FOOTER), lines(less))
        assert answer.status_code == 422, one.name
        assert f"La loi veut « {one.name} »" in html.unescape(answer.content.decode())
    renamed = [
        {
            **column,
            "links": [
                {
                    **link,
                    "label": "Changer d'avis" if link["to"] == "/retractation/" else link["label"],
                }
                for link in column["links"]
            ],
        }
        for column in shipped
    ]
    answer = desk.post(menu_page(FOOTER), lines(renamed))
    assert "dans les mots de la loi" in html.unescape(answer.content.decode())
    assert not Saying.objects.exists()


def test_the_footer_is_another_and_comes_back(desk, django_capture_on_commit_callbacks):
    mine = menus.shipped(FOOTER)
    mine[1] = {"title": "Fabriquer", "title_en": "Make", "links": mine[1]["links"][::-1]}
    with django_capture_on_commit_callbacks(execute=True):
        done = desk.post(menu_page(FOOTER), lines(mine))
    assert done.status_code == 302, done.content.decode()
    assert "<h2>Fabriquer</h2>" in read("/")
    assert "<h2>Make</h2>" in read("/", "en")
    assert "Fabriquer" in desk.get(menu_page(FOOTER)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(
            reverse("admin:shared_saying_menu_back", args=["footer"]), {"number": 0, "seen": 1}
        )
    assert "<h2>Vendre</h2>" in read("/")
    assert desk.get(menu_page(FOOTER)).status_code == 200


def test_the_list_asks_the_same_however_many_texts_changed(desk):
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert desk.get(reverse("admin:shared_saying_changelist")).status_code == 200
        return len(statements)

    desk.get(reverse("admin:index"))
    asked()
    before = asked()
    for name in ("sell.title", "sell.bar", "cart.empty", "help.lead"):
        said(name, "Autrement", "Otherwise")
    voice.forget()
    asked()
    assert asked() == before
