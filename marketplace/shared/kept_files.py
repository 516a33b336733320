"""Files chosen in a form that was refused for something else: kept, so that nobody chooses again.

A browser sends a file once: the page that says what is wrong with another field has lost it. A
field of here keeps what is wrong with nothing, and shows it by name with a way to take it out; the
form sent again has it. A form adopts it by two words: `kept_files.FileField` as its field, and
`kept_files.sent(request)` for its files.

Kept are at most so many files of a person or of a visitor's session, in the private storage, under
a name that nobody guesses; no address gives them out, only a form of the same person takes them.
They go with the form that succeeds, or after a few hours (`sweep`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, files, limits, visitor
from marketplace.shared.models import KeptFile
from marketplace.shared.states import Refusal

LASTS = timedelta(hours=6)
MOST, BYTES = 20, 60 * files.MEGA  # of one person or session
A_VISITOR = 100  # files an hour from one address, however many sessions it begins
ROOM = (2560, 2560)  # pixels of a picture of the house's own
FOLDER = "kept"
KEPT = "-kept"  # behind the name of a field, in what a form sends
LEFT_OUT = "-drop"
SALT = "kept-files"
DONE = (301, 302, 303)


class Sent(MultiValueDict):
    """The files of a request, and who sent them."""

    def __init__(self, request: HttpRequest):
        super().__init__(dict(request.FILES.lists()))
        self.request = request
        self.taken: set[str] = set()  # tokens of what is kept and came with this form
        self.held: dict[str, tuple[KeptFile, bytes]] = {}  # read once, by token

    def __bool__(self) -> bool:
        return True  # a form that was sent without any may bring kept ones

    @property
    def holder(self) -> str:
        """The print of the account, or of the session of who has none; empty without either."""
        user = getattr(self.request, "user", None)
        if user is not None and user.is_authenticated:
            return _print(f"user:{user.pk}")
        key = self.request.session.session_key
        return _print(f"session:{key}") if key else ""

    def begin(self) -> str:
        """The same, with a session begun where there was none."""
        if not self.holder:
            self.request.session.create()
        return self.holder


def sent(request: HttpRequest) -> Sent | None:
    """The files of a form that was sent, for its field to keep; None when none was."""
    if request.method != "POST":
        return None
    if not hasattr(request, "kept_files"):
        request.kept_files = Sent(request)  # type: ignore[attr-defined]
    return request.kept_files  # type: ignore[attr-defined, no-any-return]


def are_named(request: HttpRequest) -> bool:
    """Whether a form brings files that were kept before."""
    return any(name.endswith(KEPT) for name in request.POST)


class Forgets:
    """Drops what was kept once its form leads on to another page: it was taken, or given up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        given = getattr(request, "kept_files", None)
        if given is not None and given.taken and response.status_code in DONE:
            drop(KeptFile.objects.filter(holder=given.holder, token__in=given.taken))
        return response


class Bound(forms.BoundField):
    """A field of files as it was sent, with what was kept of an earlier try."""

    form: Any
    is_taken = False

    @property
    def data(self) -> Any:
        """What was chosen now, and what is kept; a single file chosen now takes its place."""
        chosen, kept = super().data, self._kept()
        if getattr(self.field.widget, "allow_multiple_selected", False):
            # what is kept and was chosen once more all the same is one file
            return [*(chosen or []), *(one for one in kept if not _is_among(one, chosen or []))]
        return chosen or (kept[0] if kept else chosen)

    @property
    def is_gone(self) -> bool:
        """Whether what the form was to bring is there no more, and nothing takes its place."""
        many = getattr(self.field.widget, "allow_multiple_selected", False)
        self._kept()
        return bool(self.__dict__["gone"]) and (many or not super().data)

    def as_widget(self, widget=None, attrs=None, only_initial=False):  # noqa: FBT002 (Django's own)
        """The control, and below it what is kept."""
        control = super().as_widget(widget, attrs, only_initial)
        rows, lost = self._keep_now()
        if not rows and not lost:
            return control
        values = {"rows": rows, "lost": lost, "name": self.html_name}
        return SafeString(control + render_to_string("components/kept_files.html", values))

    def build_widget_attrs(self, attrs, widget=None):
        """What is kept need not be chosen."""
        built = super().build_widget_attrs(attrs, widget)
        if self._keep_now()[0]:
            built.pop("required", None)
        return built

    def _sent(self) -> Sent | None:
        # the console makes its forms by itself: they bear it as their own
        given = getattr(self.form, "sent_files", None) or self.form.files
        return given if self.form.is_bound and isinstance(given, Sent) else None

    def _kept(self) -> list[Any]:
        """What was kept before and is sent with this form, as if it was chosen now."""
        if "kept" not in self.__dict__:
            given = self._sent()
            self.__dict__["kept"], self.__dict__["gone"] = [], False
            if given is not None:
                tokens = self._tokens(KEPT) - self._tokens(LEFT_OUT)
                self.__dict__["kept"] = _opened(given, tokens)
                self.__dict__["gone"] = len(self.__dict__["kept"]) < len(tokens)
        return self.__dict__["kept"]

    def _tokens(self, suffix: str) -> set[str]:
        """What the form names as kept, or as not to be sent after all."""
        told = getattr(self.form.data, "getlist", lambda _name: [])
        return set(told(f"{self.html_name}{suffix}")[:MOST])

    def _keep_now(self) -> tuple[list[KeptFile], list[str]]:
        """The rows of what is kept of a refused form, and the names of what could not be."""
        if "rows" not in self.__dict__:
            self.__dict__["rows"] = [], []
            given = self._sent()
            if given is None or self.is_taken:
                return self.__dict__["rows"]
            if left := self._tokens(LEFT_OUT):
                drop(KeptFile.objects.filter(holder=given.holder, token__in=left))
            many = getattr(self.field.widget, "allow_multiple_selected", False)
            wrong = bool(self.errors)
            # of several one is wrong: the others are not, and it can be taken out
            if many or not wrong:
                chosen = self.data if many else [self.data]
                uploads = [one for one in chosen if isinstance(one, UploadedFile)]
                self.__dict__["rows"] = _keep(given, uploads, whole=wrong)
        return self.__dict__["rows"]


class FileField(forms.FileField):
    """A file that is not lost when its form is refused for another field."""

    def _clean_bound_field(self, bound):
        """The files, unless one that was kept is there no more: nobody sends less unawares."""
        if bound.is_gone:
            raise forms.ValidationError(
                _("Un fichier gardé n'est plus là : choisissez-le de nouveau.")
            )
        return super()._clean_bound_field(bound)

    def get_bound_field(self, form, name):
        """The field as it was sent, with what was kept."""
        return Bound(form, self, name)


class PictureField(FileField):
    """A picture of the house's own, kept as our re-encoding; ours are its refusals."""

    def clean(self, data, initial=None):
        """What was sent, re-encoded; what is there already is left alone."""
        given = super().clean(data, initial)
        if not isinstance(given, UploadedFile):
            return given
        given.seek(0)
        try:
            picture = files.read_picture(given.read(), most=ROOM)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return ContentFile(picture.content, f"{picture.sha256[:16]}.{picture.extension}")


def taken(form: forms.BaseForm, name: str) -> None:
    """A file of a form was put where it belongs, though the form is refused: not kept."""
    bound = form[name]
    if isinstance(bound, Bound):
        bound.is_taken = True


def sniff(content: bytes, *, whole: bool = False) -> None:
    """Raise a Refusal of what is no picture or document that any form takes."""
    if content.startswith(files.PDF_BEGINS):
        files.read_document(content)
    elif whole:
        files.read_picture(content)
    else:
        files.look(content)


def drop(rows: Iterable[KeptFile]) -> int:
    """Delete what is kept, its files first: what fails is swept later."""
    gone = 0
    for row in rows:
        with suppress(OSError):
            row.file.storage.delete(str(row.file.name))
            gone += row.delete()[0]
    return gone


def sweep(at: datetime) -> int:
    """Delete what was kept for long enough, and files whose row was never written."""
    gone = drop(KeptFile.objects.filter(kept_at__lte=at - LASTS).order_by("pk").iterator())
    storage = files.private_storage()
    with suppress(FileNotFoundError):
        named = set(KeptFile.objects.values_list("file", flat=True))
        for name in storage.listdir(FOLDER)[1]:
            path = f"{FOLDER}/{name}"
            if path not in named and storage.get_modified_time(path) <= at - LASTS:
                storage.delete(path)
    return gone


def _print(whose: str) -> str:
    return salted_hmac(SALT, whose, algorithm="sha256").hexdigest()


def _opened(given: Sent, tokens: set[str]) -> list[UploadedFile]:
    new = tokens - set(given.held)
    if new and given.holder:
        own = KeptFile.objects.filter(holder=given.holder, kept_at__gt=clock.now() - LASTS)
        for row in own.filter(token__in=new):
            with suppress(OSError):
                content = row.file.storage.open(str(row.file.name)).read()
                given.held[row.token] = row, content
                given.taken.add(row.token)
    rows = [given.held[token] for token in tokens if token in given.held]
    return [_upload(row, content) for row, content in sorted(rows, key=lambda held: held[0].pk)]


def _upload(row: KeptFile, content: bytes) -> UploadedFile:
    upload = InMemoryUploadedFile(BytesIO(content), None, row.name, "", len(content), None)
    upload.row = row  # type: ignore[attr-defined]
    return upload


def _keep(
    given: Sent, uploads: list[UploadedFile], *, whole: bool
) -> tuple[list[KeptFile], list[str]]:
    rows: list[KeptFile] = []
    lost: list[str] = []
    for upload in uploads:
        name = files.clean_name(upload.name or "")
        try:
            row = getattr(upload, "row", None)
            content = _content(upload)
            sniff(content, whole=whole)
            rows.append(row or _store(given, content, name, beside=rows))
        except (Refusal, OSError, ValueError):  # what a form closed cannot be read again
            lost.append(name)
    return rows, lost


def _is_among(kept: UploadedFile, chosen: Iterable[UploadedFile]) -> bool:
    """Whether a kept file was chosen again: telephones give many photos one name."""
    same = [
        one
        for one in chosen
        if (files.clean_name(one.name or ""), one.size) == (kept.name, kept.size)
    ]
    try:
        return any(_content(one) == _content(kept) for one in same)
    except (OSError, ValueError):  # what a form closed cannot be read again
        return bool(same)


def _content(upload: UploadedFile) -> bytes:
    upload.seek(0)
    content = upload.read(files.DOCUMENT_BYTES + 1)
    upload.seek(0)
    return content


class _Full(Refusal):
    """One form has more than we keep."""


def _store(given: Sent, content: bytes, name: str, *, beside: list[KeptFile]) -> KeptFile:
    limits.check("kept-file", visitor.address(given.request), A_VISITOR, limits.HOUR)
    holder = given.begin()
    _make_room(holder, len(content), beside=beside)
    token = secrets.token_hex(16)
    row = KeptFile(token=token, holder=holder, name=name, size=len(content), kept_at=clock.now())
    row.file.name = files.private_storage().save(f"{FOLDER}/{token}", ContentFile(content))
    row.save(force_insert=True)
    given.taken.add(token)
    return row


def _make_room(holder: str, size: int, *, beside: list[KeptFile]) -> None:
    """Drop the oldest of other forms; raises _Full where this form alone is too much."""
    if len(beside) >= MOST or sum(row.size for row in beside) + size > BYTES:
        raise _Full
    own = [row.pk for row in beside]
    others = list(KeptFile.objects.filter(holder=holder).exclude(pk__in=own).order_by("pk"))
    while others and (
        len(others) + len(own) >= MOST or sum(row.size for row in [*others, *beside]) + size > BYTES
    ):
        drop([others.pop(0)])
