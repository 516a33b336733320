"""The operator's console: rows are read, and changed only by buttons that call verbs.

An operator sees what a role allows, edits no column of money or state by hand, and finds on every
page the facts of its row. A section without a role does not load; whether the row may be seen is
checked before every page and every verb of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce, wraps
from operator import or_
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from django.db import DataError, connection, models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst, smart_split, unescape_string_literal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from import_export.admin import ExportMixin

from marketplace.shared import clock, columns, dossiers, exports, notes, parties, places, trail
from marketplace.shared.audience import OPERATOR_ROLES, is_operator, known_role, proven_again
from marketplace.shared.events import subject_of
from marketplace.shared.models import Fact
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money
from marketplace.shared.typed import LinesField, MotiveField, telling
from marketplace.shared.uploads import StoresFirst

register = admin.register
SEARCHED = 2000  # rows that a word of a search finds at most
BROAD = _lazy(
    "Plus de 2 000 lignes répondent : seules les plus récentes sont montrées. Ajoutez un mot plus"
    " rare."
)
SHOWN_OF_A_VALUE = 60  # signs of a value in the history
SUM = "sum"  # in a verb's page: the cents that its button named
SEEN = "seen"  # and what the row said when they were read
NOTE = "noter"  # the verb by which whoever reads a file leaves a note
# What a filter of a list may break on: a name that is no filter, a value no column can hold.
IMPOSSIBLE = (
    DisallowedModelAdminLookup,
    IncorrectLookupParameters,
    OverflowError,
    DataError,
    ValueError,
)
# What Django's own filters and its calendar ask of a column.
ASKED = (
    "exact",
    "in",
    "gte",
    "gt",
    "lt",
    "lte",
    "isnull",
    "isempty",
    "id__exact",
    "year",
    "month",
    "day",
)


@dataclass(frozen=True)
class Verb:
    """A button on a row's page: its label, when it shows, and which verb it calls.

    `run(row, request, data)` calls one verb; a Refusal it raises is shown to the operator.
    `initial(row)` fills its form. `sensitive` verbs (money out, rights, rules) ask for the password
    or the second factor again. A verb without an existing role does not load; holders of the roles
    in `also` have it too. `named(row)` is the label of a verb that moves money, with the sum.
    `barred(row, person)` says before they write why somebody may not; empty when they may.
    `done` says what was done, unless `run` answers by itself.
    `beside(row)` is a template and its values: what must be read beside the form. `counted(row,
    data)` is the sum that what was typed moves: it is shown on the button before it is sent.
    `seen(row)` is a number on which that sum, or what was read, depends: it comes back with the
    answer as `data["seen"]`, so that the verb refuses when it is another by then; None when no page
    was read.
    """

    name: str
    label: Any
    run: Callable[[Any, HttpRequest, dict], Any]
    role: str = field(kw_only=True)
    form: type[forms.Form] | None = None
    initial: Callable[[Any], dict] | None = None
    when: Callable[[Any], bool] = lambda row: True
    tone: str = "plain"
    sentence: Any = ""
    done: Any = field(default="")
    sensitive: bool = False
    also: tuple[str, ...] = ()
    named: Callable[[Any], str] | None = None
    barred: Callable[[Any, Any], str] | None = None
    beside: Callable[[Any], tuple[str, dict]] | None = None
    counted: Callable[[Any, dict], int] | None = None
    seen: Callable[[Any], int] | None = None

    def __post_init__(self):
        for role in (self.role, *self.also):
            known_role(role, f"the verb {self.name!r}")

    def words(self, row) -> Any:
        """What its button says of this row."""
        return self.named(row) if self.named else self.label


@dataclass(frozen=True)
class Page:
    """A section's own page: its address below the section, its name, the method that answers.

    An address with `<int:pk>` is about a row: the row is loaded, whether it may be seen is checked,
    and the method gets it as `row`. A page without an existing role does not load. What is sent to
    a `sensitive` page asks for the password or the second factor again; reading it does not.
    """

    address: str
    name: str
    method: str
    role: str = field(kw_only=True)
    sensitive: bool = False
    also: tuple[str, ...] = ()

    def __post_init__(self):
        known_role(self.role, f"the page {self.name!r}")


class Bounded(Paginator):
    """Pages of a list that counts no further than anybody reads: beyond, it says « plus de »."""

    MOST = 10_000

    @cached_property
    def counted(self) -> int:
        """How many rows there are, or one more than the most."""
        return self.object_list.order_by().values("pk")[: self.MOST + 1].count()

    @property
    def has_more(self) -> bool:
        """Whether rows follow the last page."""
        return self.counted > self.MOST

    @property
    def count(self) -> int:
        """How many rows the pages hold."""
        return min(self.counted, self.MOST)


class Chosen(ActionForm):
    """What is done with the ticked rows of a list."""

    action = forms.ChoiceField(label=_lazy("Pour les lignes choisies :"))


class House(StoresFirst):
    """A section of the console: read-only unless said otherwise, changed by its `verbs`.

    Each section names its role: one of the operator's roles, or explicitly `audience.ANY`.
    `readers` are further roles that see it because their work needs to. `by_row` says that a row
    may be closed to whoever reads the section: it is linked only when it is at hand. `concerns`
    are the paths from a row to the orders and shops it is about: their buyers and teams change
    nothing of it, whatever their role. `names` gives labels to columns of a library's model that
    has none; migrations do not see them. `adding` is the whole sentence of the button that adds a
    row, since no rule finds the article of a name. `lands`: a search that finds one row opens it.
    """

    role = ""
    readers: tuple[str, ...] = ()
    by_row = False
    concerns: tuple[str, ...] = ()
    verbs: tuple[Verb, ...] = ()
    pages: tuple[Page, ...] = ()
    names: Mapping[str, Any] = {}
    adding: Any = ""
    editable = False
    addable = False
    lands = False
    formfield_overrides = {models.TextField: {"form_class": LinesField}}
    show_full_result_count = False
    paginator = Bounded
    action_form = Chosen
    list_per_page = 50
    change_form_template = "admin/house/change_form.html"
    object_history_template = "admin/house/history.html"

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        for role in (self.role, *self.readers):
            known_role(role, type(self).__name__)
        if self.addable and not self.adding:
            raise ImproperlyConfigured(f"{type(self).__name__} does not say what it adds")
        for column, word in self.names.items():
            model._meta.get_field(column).verbose_name = word

    def get_list_display(self, request):
        """States are shown as badges, names that have an English one in the reader's language."""
        return [columns.as_read(self.model, column) for column in super().get_list_display(request)]

    def get_inline_instances(self, request, obj=None):
        """Inlines that are only read are plain tables; a row that is written names its fields."""
        inlines = super().get_inline_instances(request, obj)
        writes = self.has_change_permission(request, obj)
        for inline in inlines:
            is_read = isinstance(inline, Reading) or not writes
            inline.template = "admin/house/rows.html" if is_read else "admin/house/lines.html"
        return inlines

    def get_actions(self, request):
        """The one action on several rows says so without the gender of what they are."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            run, name, _said = actions["delete_selected"]
            actions["delete_selected"] = (run, name, _("Supprimer ce qui est coché"))
        return actions

    def get_action_choices(self, request, default_choices=None):
        """The empty choice says that there is one to make."""
        return super().get_action_choices(request, [("", _("Que faire ?"))])

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """The button that adds a line says what it adds, with its article."""
        shown = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for lines in shown:
            lines.adding = getattr(lines.opts, "adding", "")
        return shown

    def lookup_allowed(self, lookup, value, request):
        """Only lookups of the list's own filters: through others, any column could be guessed."""
        for filter_ in (*self.get_list_filter(request), self.date_hierarchy):
            name = getattr(
                filter_, "parameter_name", filter_[0] if isinstance(filter_, tuple) else filter_
            )
            if name and lookup in (name, *(f"{name}__{asked}" for asked in ASKED)):
                return True
        return False

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        """Holders of the section's role and its `readers` see its rows."""
        return any(is_operator(request.user, role) for role in (self.role, *self.readers))

    def has_add_permission(self, request):
        """Only where the section says that operators add rows themselves."""
        return self.addable and is_operator(request.user, self.role)

    def has_change_permission(self, request, obj=None):
        """Only where the section says that operators edit rows themselves."""
        return self.editable and is_operator(request.user, self.role)

    def has_delete_permission(self, request, obj=None):
        """Nothing is deleted by hand: what happened stays provable."""
        return False

    def get_urls(self):
        """The section's pages, and a confirmation page per verb, outside Django's transaction."""
        own = [self._address(page.address, page, getattr(self, page.method)) for page in self.pages]
        verbs = [
            self._address(f"<path:pk>/{verb.name}/", verb, self._page_of(verb))
            for verb in self.verbs
        ]
        stock = super().get_urls()
        for pattern in stock:
            pattern.callback = self._let_in(pattern.callback)
        return [*own, *verbs, *stock]

    def _address(self, address: str, said: Verb | Page, view):
        if said.sensitive:
            view = proven_again(view, to_read=isinstance(said, Verb))
        door = self._door(said, view)
        return path(address, self.admin_site.admin_view(door), name=self.url_name(said.name))

    def tie(self, person, row) -> str:
        """What makes a person a party to a row, in words; empty when nothing does."""
        return parties.why(person, row, self.concerns)

    def own(self, person, rows: QuerySet) -> QuerySet:
        """Those of the rows that `tie` gives a person something to do with."""
        return parties.own(person, rows, self.concerns) if self.concerns else rows.none()

    def may(self, request, said: Verb | Page, row=None) -> bool:
        """Whether this person sees the row and holds a role of the verb or page."""
        holds_role = any(is_operator(request.user, role) for role in (said.role, *said.also))
        return holds_role and self.has_view_permission(request, row)

    def _door(self, said: Verb | Page, view):
        """Whoever may not see the row gets a 404, before anything else is asked of them."""

        @wraps(view)
        def door(request: HttpRequest, **values):
            if "pk" in values:
                row = values["row"] = self.get_object(request, unquote(str(values.pop("pk"))))
                if row is None:
                    raise Http404
            if not self.may(request, said, values.get("row")):
                raise Http404
            tied = self._tied(request, said, values.get("row"))
            if tied:
                messages.error(request, str(parties.OwnCase(why=tied)))
                return redirect(self._list(""))
            return view(request, **values)

        whose = (said.role, *said.also) if said.also else said.role
        door.audience, door.role, door.house, door.said = "console", whose, self, said
        return door

    def _tied(self, request, said: Verb | Page, row) -> str:
        """Sending a page changes things as a verb does; verbs say it on the row's own page."""
        moves = isinstance(said, Page) and request.method == "POST"
        return self.tie(request.user, row) if moves and row is not None else ""

    def _let_in(self, view):
        """The stock pages exist only for those who see the section; Django checks the rest."""

        @wraps(view)
        def door(request: HttpRequest, *args, **values):
            if self.admin_site.has_permission(request) and not self.has_view_permission(request):
                raise Http404
            return view(request, *args, **values)

        door.audience, door.role, door.house, door.said = "console", self.role, self, None
        return door

    def url_name(self, page: str) -> str:
        """The name of one of this model's own pages, without the admin's namespace."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def changelist_view(self, request, extra_context=None):
        """Title a list by what it lists; drop an impossible filter, with a warning."""
        title = capfirst(str(self.opts.verbose_name_plural))
        if ERROR_FLAG in request.GET:
            messages.warning(
                request,
                _("Ce filtre n'existe pas ou sa valeur est impossible : voici toute la liste."),
            )
        try:
            extra = {"title": title, "adding": self.adding, **(extra_context or {})}
            return self._landing(request, super().changelist_view(request, extra))
        except IMPOSSIBLE:
            if ERROR_FLAG in request.GET:
                raise  # no filter was asked for: the fault is ours
            return redirect(self._list(f"{ERROR_FLAG}=1"))

    def get_search_results(self, request, queryset, search_term):
        """Rows that have each word in one of the section's columns.

        Each column is asked by itself, where an index answers; one condition over all of them and
        their joins would read every row. A word that very many rows bear finds the newest of them,
        or narrows what another word has found.
        """
        columns_ = self.get_search_fields(request)
        words = [
            unescape_string_literal(word) if word[0] == word[-1] in "\"'" else word
            for word in (smart_split(search_term) if columns_ else ())
        ]
        found = {word: self._bearers(word, columns_) for word in words}
        narrow = {word for word, keys in found.items() if len(keys) <= SEARCHED}
        for word, keys in found.items():
            if word in narrow or not narrow:
                queryset = queryset.filter(pk__in=keys)
            else:
                queryset = queryset.filter(self._bears(word, columns_))
        if words and not narrow and not hasattr(request, "_said_broad"):
            request._said_broad = True
            messages.info(request, BROAD)
        return queryset, False

    def _bearers(self, word: str, columns_: Sequence[str]) -> list:
        """The keys of the newest rows that have a word in one of these columns."""
        every = self.model._base_manager.order_by("-pk")
        found = [
            every.filter(**{f"{column}__icontains": word}).values("pk")[: SEARCHED + 1]
            for column in columns_
        ]
        if connection.features.supports_slicing_ordering_in_compound:
            rows = found[0].union(*found[1:], all=True)
        else:
            rows = every.filter(reduce(or_, (models.Q(pk__in=keys) for keys in found))).values("pk")
        return sorted({row["pk"] for row in rows}, reverse=True)[: SEARCHED + 1]

    def _bears(self, word: str, columns_: Sequence[str]) -> models.Q:
        """Whether a row that was found already has a word in one of these columns."""
        anywhere = models.Q()
        for column in columns_:
            has = {f"{column}__icontains": word}
            if "__" in column:
                same = self.model._base_manager.filter(pk=models.OuterRef("pk"), **has)
                anywhere |= models.Q(models.Exists(same))
            else:
                anywhere |= models.Q(**has)
        return anywhere

    def heading(self, row) -> str:
        """The title of a row's own page."""
        return _heading(row)

    def subject(self, row) -> str:
        """What a page that asks before it acts says it acts on."""
        return trail.words(subject_of(row), {subject_of(row): row})

    def get_changelist_instance(self, request):
        """An empty list has nothing to tick."""
        listed = super().get_changelist_instance(request)
        listed.show_admin_actions = bool(listed.show_admin_actions and listed.result_count)
        return listed

    def _landing(self, request, answer):
        """The one row that a search found, at once; else the list."""
        asked = [name for name, value in request.GET.items() if value]
        if not self.lands or asked != [SEARCH_VAR] or not hasattr(answer, "context_data"):
            return answer
        listed = answer.context_data["cl"]
        return redirect(self._own(listed.result_list[0])) if listed.result_count == 1 else answer

    def _own(self, row) -> str:
        """The address of a row's own page."""
        return reverse(f"admin:{self.url_name('change')}", args=[row.pk])

    def get_object(self, request, object_id, from_field=None):
        """Load a row once for each page that is read: a file is made of many statements."""
        if request.method != "GET" or from_field:
            return super().get_object(request, object_id, from_field)
        if getattr(request, "_row", (None, None))[0] != object_id:
            request._row = (object_id, super().get_object(request, object_id))
        return request._row[1]

    def _list(self, asked: str) -> str:
        page = reverse(f"admin:{self.url_name('changelist')}")
        return f"{page}?{asked}" if asked else page

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Add the verbs that apply, and the facts of the row."""
        row = self.get_object(request, unquote(object_id))
        extra = {"moves": [], "facts": [], **(extra_context or {})}
        if row is not None and "file" not in extra:
            tied = self.tie(request.user, row)
            extra["own_case"] = str(parties.OwnCase(why=tied)) if tied else ""
            extra["moves"] = [] if tied else self._moves(request, row)
            extra["facts"] = facts_of(row)
            extra.setdefault("title", self.heading(row))
        if row is not None:
            extra["subtitle"] = None
        return super().change_view(request, object_id, form_url, extra)

    def add_view(self, request, form_url="", extra_context=None):
        """Title the page as its button, with the article that belongs to the name."""
        return super().add_view(request, form_url, {"title": self.adding, **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        """Title the page by the row's own words; begin with the facts, which say more."""
        row = self.get_object(request, unquote(object_id))
        extra = dict(extra_context or {})
        if row is not None:
            words = _("Ce qui a été changé : {row}")
            extra.setdefault("title", words.format(row=self.heading(row)))
            extra["facts"] = facts_of(row)
        return super().history_view(request, object_id, extra)

    def delete_view(self, request, object_id, extra_context=None):
        """Title the page by the row's own words."""
        row = self.get_object(request, unquote(object_id))
        titled = {"title": _("Supprimer « {row} » ?").format(row=row)} if row else {}
        return super().delete_view(request, object_id, {**titled, **(extra_context or {})})

    def _moves(self, request, row) -> list[dict]:
        """The verbs that apply to a row now and that this person may use, with their addresses."""
        return [
            {
                "verb": verb,
                "words": verb.words(row),
                "url": reverse(f"admin:{self.url_name(verb.name)}", args=[row.pk]),
            }
            for verb in self.verbs
            if verb.name != NOTE and verb.when(row) and self.may(request, verb, row)
        ]

    def _for_others(self, request, row) -> str:
        """The verbs that apply to a row now and that other roles alone have, by role."""
        theirs: dict[str, list[str]] = {}
        for verb in self.verbs:
            if any(is_operator(request.user, role) for role in (verb.role, *verb.also)):
                continue  # theirs by role: what keeps it from them, the file says itself
            if verb.name != NOTE and verb.when(row):
                theirs.setdefault(_roles_in_words(verb), []).append(str(verb.words(row)))
        if not theirs:
            return ""
        said = [_("{who} : {verbs}").format(who=w, verbs=", ".join(v)) for w, v in theirs.items()]
        return _("Pour d'autres rôles – {acts}.").format(acts=" · ".join(said))

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """A row that is not there and one of another role are told alike: neither may be guessed.

        Django offers no other place to say it, and leads to its own index with a message.
        """
        raise Http404

    def construct_change_message(self, request, form, formsets, add=False):  # noqa: FBT002 (Django's own signature)
        """What was changed, each value before and after."""
        said = super().construct_change_message(request, form, formsets, add)
        for part in said:
            if "changed" in part and "object" not in part["changed"]:
                labels = part["changed"]["fields"]
                part["changed"]["fields"] = [
                    _from_to(form, name, label)
                    for name, label in zip(form.changed_data, labels, strict=True)
                ]
        return said

    def log_change(self, request, obj, message):
        """Nothing is noted where nothing changed."""
        return super().log_change(request, obj, message) if message else None

    def save_model(self, request, obj, form, change):
        """Write only the columns that the operator changed."""
        if change:
            # a form opened an hour ago must not write back columns that somebody else changed since
            obj.save(update_fields=form.changed_data or None)
        else:
            super().save_model(request, obj, form, change)

    def _page_of(self, verb: Verb):
        def page(request: HttpRequest, row) -> HttpResponse:
            home = dossiers.home(request.GET.get(dossiers.BACK, "")) or row
            back = self._file_of(home)._own(home)
            tied = self.tie(request.user, row)
            if tied:
                messages.error(request, str(parties.OwnCase(why=tied)))
                return redirect(back)
            # asked again: the page may be older than the row's state
            if not verb.when(row):
                messages.warning(request, _("Cette action n'est plus possible dans l'état actuel."))
                return redirect(back)
            form = _form_of(verb, row, request.POST or None)
            total = None
            if request.method == "POST" and (form is None or form.is_valid()):
                total = _to_confirm(verb, row, request, form)
                answer = None
                if total is None:
                    answer = self._carry_out(verb, row, request, form, home, back)
                if answer is not None:
                    return answer
                row = self.get_object(request, str(row.pk))  # as it is, and not as it was tried
            barred = verb.barred(row, request.user) if verb.barred else ""
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "home": self._file_of(home).heading(home),
                "subject": self.subject(row),
                "verb": verb,
                "sentence": verb.sentence(row) if callable(verb.sentence) else verb.sentence,
                "barred": barred,
                "offered": not barred or request.method == "POST",  # what was typed is kept
                "form": form,
                "back": back,
                "title": verb.words(row),
                "beside": verb.beside(row) if verb.beside else None,
                "is_counted": verb.counted is not None,
                "total": total,
                "seen": verb.seen(row) if verb.seen else None,
            }
            return render(request, "admin/house/verb.html", context)

        return page

    def _file_of(self, row) -> House:
        """The section in which a row is read."""
        return self if isinstance(row, self.model) else self.admin_site._registry[type(row)]

    def resume(self, request, row) -> str:
        """Where one goes on in the file of a row, after a verb that was asked from it."""
        return self._own(row)

    def _carry_out(self, verb, row, request, form, home, back):
        """Call the verb and answer; None when it refused and what was typed is to be kept."""
        data = form.cleaned_data if form else {}
        if verb.seen:
            seen = request.POST.get(SEEN, "")[:20]
            data = {**data, SEEN: int(seen) if seen.isdecimal() else None}
        try:
            answer = verb.run(row, request, data)
        except Refusal as refusal:
            now = self.get_object(request, str(row.pk))
            if form is not None and now is not None and verb.when(now):
                form.add_error(None, str(refusal))
                return None
            messages.error(request, str(refusal))
            return redirect(back)
        leads_home = isinstance(answer, HttpResponseRedirect) and answer.url == self._own(row)
        if isinstance(answer, HttpResponse) and not leads_home:
            return answer
        if not leads_home:
            messages.success(request, str(verb.done))
        return redirect(self._file_of(home).resume(request, home))


class Exported(ExportMixin, House):
    """A section whose list can be exported as a file, with the columns named in `exported` only.

    Exporting asks for password or second factor again and is recorded as a fact. Holders of the
    section's role may export, its `readers` may not.
    """

    exported: tuple[str | exports.Column, ...] = ()

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self._exported = exports.columns_of(model, self.exported)

    def get_urls(self):
        """Replace the library's export page by ours, which asks for the password again."""
        name = self.url_name("export")
        said = Page("export/", "export", "take_away", role=self.role, sensitive=True)
        rest = [pattern for pattern in super().get_urls() if pattern.name != name]
        return [self._address(said.address, said, self.take_away), *rest]

    def has_export_permission(self, request):
        """Show the button only to those whose export would be accepted."""
        return is_operator(request.user, self.role) and self.has_view_permission(request)

    def take_away(self, request):
        """The page that says what the file would hold; when it is sent, the file."""
        try:
            with transaction.atomic():
                rows = self.get_export_queryset(request).order_by("pk")
                count = rows.count()
        except IMPOSSIBLE:
            return redirect(self._list(f"{ERROR_FLAG}=1"))
        if request.method == "POST":
            # recorded first: a download that breaks off was taken all the same
            exports.note(self.model, rows=count, filters=_filters(request), **present(request))
            file = HttpResponse(
                exports.as_csv(rows, self._exported), content_type="text/csv; charset=utf-8"
            )
            name = f"{self.opts.model_name}-{clock.today().isoformat()}.csv"
            file["Content-Disposition"] = f'attachment; filename="{name}"'
            return file
        return render(
            request,
            "admin/house/export.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "count": count,
                "title": _("Exporter la liste"),
                "labels": exports.labels(self.model, self._exported),
                "list_title": capfirst(str(self.opts.verbose_name_plural)),
                "back": self._list(request.GET.urlencode()),
            },
        )


def _filters(request: HttpRequest) -> dict:
    """The filters and the search through which a list was taken, as they were in the address."""
    return {
        name[:60]: [value[:200] for value in values[:20]]
        for name, values in [*request.GET.lists()][:20]
    }


class NoteForm(forms.Form):
    """What the team writes to itself."""

    note = forms.CharField(
        label=_lazy("Note pour l'équipe"),
        max_length=notes.MOST,
        validators=[telling],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy("Ni l'acheteur ni le vendeur ne la lisent ; elle ne s'efface pas."),
    )

    def __init__(self, *args, **options):
        # a page may ask for another note, which whoever it is about reads
        super().__init__(*args, **{"auto_id": "team_%s", **options})


class Filed(House):
    """A section whose rows are read as files: what is at stake, what may be done, what happened.

    Whoever sees a file may leave a note for the team, unless the section has no `notes`: a note is
    a fact, for ever, and has no place where what is told of a person is to be erased.
    """

    lands = True
    notes = True
    fields: Any = ()
    change_form_template = "admin/house/file.html"

    def __init__(self, model, admin_site):
        note = Verb(
            NOTE,
            _lazy("Laisser une note"),
            lambda row, request, data: notes.leave(row, data["note"], **present(request)),
            role=self.role,
            also=self.readers,
            form=NoteForm,
            done=_lazy("La note est gardée."),
        )
        if self.notes:
            self.verbs = (*self.verbs, note)
        super().__init__(model, admin_site)

    def dossier(self, request, row) -> dossiers.Dossier:
        """What the file of a row shows."""
        raise NotImplementedError

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The file: the verbs of all its rows, each beside what it changes, and one timeline."""
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_view_permission(request, row):
            return super().change_view(request, object_id, form_url, extra_context)
        file = dossiers.completed(self.dossier(request, row), row)
        tied = self.tie(request.user, row)
        for other in file.rows:
            other.moves = [] if tied else self._moves_from(request, row, other)
        shown = {
            "title": file.title,
            "file": file,
            "for_others": "" if tied else self._for_others(request, row),
            "own_case": str(parties.OwnCase(why=tied)) if tied else "",
            "overdue": dossiers.overdue(file, clock.now()),
            "moves": dossiers.headed(file),
            "timeline": dossiers.timeline(file),
            "note": None if tied or not self.notes else NoteForm(),
            "note_url": (
                reverse(f"admin:{self.url_name(NOTE)}", args=[row.pk]) if self.notes else ""
            ),
        }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def _moves_from(self, request, row, other) -> list[dict]:
        """The verbs of a row of the file; each comes back to the file."""
        section = self.admin_site._registry.get(type(other))
        if section is None or not section.has_view_permission(request, other):
            return []
        moves = section._moves(request, other)
        back = "" if other == row else f"?{dossiers.BACK}={subject_of(row)}"
        return [{**move, "url": f"{move['url']}{back}"} for move in moves]


class Within(House):
    """A section whose rows are read in the file of a larger row, at their own place of it."""

    lands = True
    fields: Any = ()

    def file_of(self, row) -> tuple[Any, str]:
        """The row whose file tells of this one, and the place in it."""
        raise NotImplementedError

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the file; its door asks who may read it."""
        row = self.get_object(request, unquote(object_id))
        if row is None or request.method != "GET" or not self.has_view_permission(request, row):
            return super().change_view(request, object_id, form_url, extra_context)
        larger, place = self.file_of(row)
        return redirect(f"{places.address(type(larger), larger.pk)}#{place}")


class Editable(House):
    """Rows that operators write themselves: the brand, rules, texts."""

    editable = True
    addable = True
    deletable = False

    def has_delete_permission(self, request, obj=None):
        return self.deletable and is_operator(request.user, self.role)


class Because(forms.Form):
    """The form of a verb that needs a reason."""

    because = MotiveField()


def _form_of(verb: Verb, row, data) -> forms.Form | None:
    """The form of a verb, as it was sent or as it begins; the keyboard goes to what is wrong."""
    if verb.form is None:
        return None
    form = verb.form(data, **({"initial": verb.initial(row)} if verb.initial else {}))
    wrong = next((name for name in form.errors if name in form.fields), None)
    if wrong is not None:
        form.fields[wrong].widget.attrs["autofocus"] = True
    return form


def _roles_in_words(verb: Verb) -> str:
    """Who has a verb; whoever holds every right has them all."""
    names = [OPERATOR_ROLES.get(role) for role in (verb.role, *verb.also)]
    return ", ".join(str(name) for name in names if name) or _("tous les droits")


def _to_confirm(verb: Verb, row, request: HttpRequest, form: forms.Form | None) -> int | None:
    """The sum that whoever filled in a verb's page has not read on its button yet."""
    if verb.counted is None or form is None or SUM not in request.POST:
        return None
    total = verb.counted(row, form.cleaned_data)
    return None if request.POST[SUM] == str(total) else total


def _from_to(form: forms.BaseForm, name: str, label: str) -> str:
    """A field with its value before and after, as its form writes them."""
    field = form.fields[name]
    before, after = (
        Truncator(str(field.prepare_value(value) or "–")).chars(SHOWN_OF_A_VALUE)
        for value in (form.get_initial_for_field(field, name), form.cleaned_data.get(name))
    )
    return f"{label} ({before} → {after})"


def facts_of(row) -> list[Fact]:
    """What happened to a row, the latest first, as in the timeline of a file."""
    here = subject_of(row)
    told = Fact.objects.of(here).order_by("-happened_at", "-pk")[:200]
    return trail.beside(told, here)


def _heading(row) -> str:
    """A row's own words begin with a capital; a reference is left as it is."""
    words = str(row)
    return capfirst(words) if " " in words else words


def present(request: HttpRequest):
    """Who acts and when, as the keyword arguments of a verb."""
    return {"by": request.user, "at": clock.now()}


def euros(column: str, label: str):
    """A column of cents, shown as an amount and sorted by it."""

    @admin.display(description=label, ordering=column)
    def show(_page, row) -> str:
        return money(getattr(row, column))

    return show


class Reading(admin.TabularInline):
    """Rows shown on a page, never edited there."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever sees the page sees its inlines."""
        return True
