"""Interviews: asked in the console, answered in the shop's space, read before they appear."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from marketing.editorial import articles, consents
from marketing.interviews import interviews
from marketing.models import Article, ArticlePhoto, Interview, QuestionSet
from marketing.tasks import remind_interviews
from marketplace.shared import clock, outbox
from marketplace.shared.models import Fact
from sellers.models import Member, Role
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = ["Pourquoi l'argile ?", "Quel outil ?"]


@pytest.fixture
def owner(lune):
    person = cast.user()
    Member.objects.create(seller=lune, user=person, role=Role.OWNER, joined_at=cast.NOON)
    return person


def sent_letters(told=outbox) -> list[str]:
    """The subjects of what left since the last look."""
    told.sweep(at=clock.now())
    subjects = [letter.subject for letter in mail.outbox]
    mail.outbox.clear()
    return subjects


def photo(side: int = 900) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (side, side), "#a0b0c0").save(out, "JPEG")
    return SimpleUploadedFile("four.jpg", out.getvalue(), content_type="image/jpeg")


def asked(lune, *, at=cast.NOON, days: int = 10) -> Interview:
    deadline = clock.paris_day(at) + timedelta(days=days)
    return interviews.ask(lune, questions=ASKED, deadline=deadline, by=None, at=at)


def answered(lune) -> Interview:
    interview = asked(lune)
    interviews.answer(interview, ["Ma mère.", ""], consent="Oui.", by=None, at=cast.NOON)
    article = Article.objects.get()
    article.standfirst = "Un mot de l'atelier."
    article.save(update_fields=["standfirst"])
    return interview


def test_from_the_console_to_the_journal(client, lune, owner):
    """Asked, begun, sent with photos and agreement, edited, read by the shop, published."""
    editor = cast.operator("editorial")
    with clock.at(cast.NOON):
        QuestionSet.objects.create(name="Portrait", questions="\n".join(ASKED))
        client.force_login(editor)
        add = reverse("admin:marketing_interview_add")
        assert ASKED[1] in client.get(add).content.decode().replace("&#x27;", "'")
        said = {"shop": lune.name, "questions": "\n".join([*ASKED, *ASKED]), "message": "Bonjour"}
        wrong = client.post(add, {**said, "shop": "Nulle part", "deadline": "2026-12-10"})
        assert wrong.status_code == 422
        assert "Aucune boutique" in wrong.content.decode()
        client.post(add, {**said, "deadline": "2026-12-10"})
        interview = Interview.objects.get()
        assert interview.questions == ASKED
        assert any("interroger" in subject for subject in sent_letters())

        client.force_login(owner)
        page = reverse("seller-interview", args=[interview.pk])
        assert page in client.get(reverse("seller-home")).content.decode()
        client.post(page, {"answer-0": "Ma mère tournait.", "keep": ""})
        assert "Ma mère tournait." in client.get(page).content.decode()
        assert not Article.objects.exists()
        mute = client.post(
            page, {"answer-0": "Ma mère tournait.", "photo-0": photo(), "send": "", "consent": "on"}
        )
        assert mute.status_code == 422
        assert "Ma mère tournait." in mute.content.decode()
        sent = {"answer-0": "Ma mère tournait.", "photo-0": photo(), "alt-0": "Un four", "send": ""}
        unsaid = client.post(page, sent)
        assert unsaid.status_code == 422
        assert "sans lui, nous ne" in unsaid.content.decode()
        assert not Article.objects.exists()
        client.post(page, {"answer-0": "Ma mère tournait.", "send": "", "consent": "on"})

        article = Article.objects.get()
        interview.refresh_from_db()
        assert (interview.state, interview.consented_by) == ("answered", owner)
        assert "sous le nom de ma boutique" in interview.consent_text
        assert (article.kind, article.seller, article.published_at) == ("interview", lune, None)
        assert article.body == "## Pourquoi l'argile ?\n\nMa mère tournait."
        assert [one.alt for one in article.photos.all()] == ["Un four"]
        again = client.post(page, {"answer-0": "Autre chose", "send": "", "consent": "on"})
        assert again.status_code == 302
        assert Article.objects.count() == 1

        client.force_login(editor)
        change = reverse("admin:marketing_article_change", args=[article.pk])
        assert client.get(change).status_code == 200
        publish = reverse("admin:marketing_article_publish", args=[article.pk])
        assert "pas relu ce texte" in client.post(publish, follow=True).content.decode()
        Article.objects.filter(pk=article.pk).update(standfirst="Un atelier de Vallauris.")
        client.post(reverse("admin:marketing_interview_montrer", args=[interview.pk]))
        assert any("relisez" in subject for subject in sent_letters())
        assert "bon à publier" in client.post(publish, follow=True).content.decode()

        client.force_login(owner)
        text = reverse("seller-interview-text", args=[interview.pk])
        shown = client.get(text)
        assert "Ma mère tournait." in shown.content.decode()
        assert 'alt="Un four"' in shown.content.decode()
        consent = reverse("seller-interview-consent", args=[interview.pk])
        client.post(consent, {"agree": "", "seal": shown.context["seal"]})

        client.force_login(editor)
        client.post(publish)
        assert any("publié" in subject for subject in sent_letters())
        public = client.get(f"/journal/{article.slug}/").content.decode()
        assert "Ma mère tournait." in public
        assert 'alt="Un four"' in public
        locked = client.get(change).content.decode()
        assert 'name="body"' not in locked, "what was agreed to is not rewritten online"
    names = set(
        Fact.objects.filter(name__startswith="marketing.Int").values_list("name", flat=True)
    )
    assert names == {
        f"marketing.Interview{what}"
        for what in ("Asked", "Answered", "Shown", "Agreed", "Published")
    }


def test_a_shop_takes_its_agreement_back_and_nothing_appears(client, lune, owner):
    interview = answered(lune)
    interviews.show(interview, by=None, at=cast.NOON)
    later = cast.NOON + timedelta(days=3)
    with clock.at(later):
        client.force_login(owner)
        client.post(reverse("seller-interview-consent", args=[interview.pk]), {"withdraw": ""})
        article = Article.objects.get()
        with pytest.raises(consents.NoConsent):
            articles.publish(article, at=later)
        interview.refresh_from_db()
        assert (interview.state, interview.consent_at) == ("withdrawn", None)
        assert client.get(f"/journal/{article.slug}/").status_code == 404


def test_only_what_was_shown_is_published_and_only_once_there_was_time_to_read(lune):
    interview = answered(lune)
    article = Article.objects.get()
    interviews.show(interview, by=None, at=cast.NOON)
    with pytest.raises(consents.StillReading):
        articles.publish(article, at=cast.NOON + timedelta(days=1))
    article.body += " Et mon père."
    article.save()
    with pytest.raises(consents.NotShown):
        articles.publish(article, at=cast.NOON + timedelta(days=3))
    assert Article.objects.get().published_at is None

    interviews.show(interview, by=None, at=cast.NOON + timedelta(days=3))
    articles.publish(article, at=cast.NOON + timedelta(days=6))

    interview.refresh_from_db()
    assert interview.state == "published"
    articles.withdraw(article)
    interview.refresh_from_db()
    assert interview.state == "shown"


def test_a_shop_declines_and_what_it_began_is_forgotten(client, lune, owner):
    interview = asked(lune)
    interviews.keep(interview, ["Peut-être", ""])
    with clock.at(cast.NOON):
        client.force_login(owner)
        client.post(reverse("seller-interview-decline", args=[interview.pk]))
    interview.refresh_from_db()
    assert (interview.state, interview.answers) == ("declined", [])
    with pytest.raises(interviews.NotAwaited):
        interviews.keep(interview, ["Si", ""])


def test_nobody_of_another_shop_reads_or_answers(client, lune):
    interview = asked(lune)
    stranger, other = cast.user(), cast.seller(name="Autre")
    Member.objects.create(seller=other, user=stranger, role=Role.OWNER, joined_at=cast.NOON)
    with clock.at(cast.NOON):
        client.force_login(stranger)
        for page in ("seller-interview", "seller-interview-text"):
            assert client.get(reverse(page, args=[interview.pk])).status_code == 404
        client.post(reverse("seller-interview-decline", args=[interview.pk]))
    assert Interview.objects.get().state == "asked"


def test_a_shop_is_reminded_once_three_days_before(lune):
    asked(lune, days=5)
    answered(lune)
    with clock.at(cast.NOON + timedelta(days=1)):
        sent_letters()
        remind_interviews()
        assert not any("avant le" in subject for subject in sent_letters())
    with clock.at(cast.NOON + timedelta(days=2)):
        remind_interviews()
        remind_interviews()
        assert sum("avant le" in subject for subject in sent_letters()) == 1


@pytest.mark.parametrize("days", [0, -3, 400])
def test_a_day_past_or_far_is_refused(lune, days):
    with pytest.raises(interviews.BadDeadline):
        asked(lune, days=days)
    assert not Interview.objects.exists()


def test_a_bad_photo_is_said_and_the_answers_kept(client, lune, owner):
    interview = asked(lune)
    with clock.at(cast.NOON):
        client.force_login(owner)
        page = reverse("seller-interview", args=[interview.pk])
        small = {"answer-0": "Voilà.", "photo-0": photo(100), "alt-0": "Un four", "keep": ""}
        answer = client.post(page, small)
        assert answer.status_code == 422
        assert "600 pixels" in answer.content.decode()
    interview.refresh_from_db()
    assert interview.answers == ["Voilà.", ""]
    assert not ArticlePhoto.objects.exists()


def test_all_that_lacks_is_said_at_once_and_what_was_sent_is_seen(client, lune, owner):
    interview = asked(lune)
    client.force_login(owner)
    page = reverse("seller-interview", args=[interview.pk])
    with clock.at(cast.NOON):
        small = client.post(page, {"answer-0": "Oui.", "photo-0": photo(100), "send": ""})
        told = small.content.decode()
        assert small.status_code == 422
        assert "Dites ce que montre la photo." in told
        assert "sans lui, nous ne" in told
        assert "600" in told.partition('class="errorlist"')[2]
        assert "photo-0-kept" not in told, "nobody is told that it is kept"
        assert not ArticlePhoto.objects.exists()

        sent = {"answer-0": "Oui.", "photo-0": photo(), "alt-0": "La forge", "send": ""}
        told = client.post(page, sent).content.decode()
        assert 'alt="La forge"' in told
        assert 'value="La forge"' not in told, "its words are not those of the next photo"

        client.post(page, {"answer-0": "Oui.", "send": "", "consent": "on"})
        after = client.get(page).content.decode()
    assert "Oui." in after
    assert 'alt="La forge"' in after
