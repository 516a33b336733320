"""The console's pages about work that waits: the lanes, their tasks, the timetable."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.console import work
from marketplace.shared import clock, standing, trail
from marketplace.shared.admin import House, Page, Verb, register
from marketplace.shared.audience import ANY, EVERY_RIGHT
from marketplace.shared.lanes import Lane
from marketplace.shared.models import Heartbeat, Pending

# What each job of the timetable does, for people.
JOBS = {
    "marketplace.apply_proposals": _("met en vigueur les changements dont le délai est passé"),
    "marketplace.tell_team": _("écrit à l’équipe ce qui vient d’arriver dans ses files"),
    "marketplace.tell_team_daily": _("écrit chaque matin à l’équipe ce qui l’attend"),
    "orders.expire_due": _("abandonne les commandes impayées et rend leur stock"),
    "orders.reconcile": _("interroge le prestataire sur les paiements et remboursements sans avis"),
    "orders.forget_carts": _("oublie les vieux paniers et les compteurs de visites"),
    "orders.expire_acceptance": _("annule et rembourse ce qu’un vendeur n’a pas accepté à temps"),
    "orders.expire_incidents": _("remet à l’opérateur les réclamations restées sans réponse"),
    "orders.watch_points": _("demande aux transporteurs si les points relais attendus ont fermé"),
    "orders.presume_delivery": _("présume livrés les vieux colis, pour les seuls versements"),
    "sellers.apply_identities": _("met en vigueur les nouvelles identités des boutiques"),
    "catalog.resume_imports": _("reprend les imports interrompus"),
    "catalog.refresh_holidays": _("cache et montre les boutiques selon leurs congés"),
    "catalog.count_sales": _("additionne les ventes des fiches"),
    "catalog.call_alerts": _("prévient qui attend une fiche ou une réponse à sa recherche"),
    "catalog.forget_alerts": _("oublie les adresses des alertes terminées"),
    "catalog.add_up_searches": _("additionne ce qui a été cherché"),
    "catalog.forget_searches": _("oublie les recherches anciennes, et plus tôt les rares"),
    "catalog.renew_search": _("récrit l’index de recherche après une mise à jour"),
    "marketing.turn_pages": _("note quelles pages commencent et lesquelles finissent"),
    "marketing.remind_interviews": _("rappelle aux boutiques les entretiens attendus"),
    "marketing.remind_signups": _("rappelle leur rendez-vous aux inscrits"),
    "marketing.forget_signups": _("oublie les inscrits des rendez-vous passés depuis un mois"),
    "marketing.tell_followers": _("écrit à qui suit une boutique ce qu'elle a de nouveau"),
    "marketing.forget_follows": _("oublie les suivis de boutiques jamais confirmés"),
    "catalog.feed_search": _("dit au moteur de recherche ce qui a changé"),
    "catalog.watch_recycling": _("relève les identifiants de filière qui manquent aux boutiques"),
    "catalog.count_unread": _("compte les valeurs que le vocabulaire ne connaît pas"),
    "catalog.rate_sheets": _("recompte la qualité des fiches"),
    "accounting.bill_commissions": _("facture les commissions des mois écoulés"),
    "accounting.add_up_months": _("ajoute les écritures récentes aux soldes mensuels"),
    "accounting.render_waiting": _("fabrique les documents dont le fichier manque"),
    "accounting.settle_payouts": _("interroge le prestataire sur les virements sans réponse"),
    "accounting.prepare_payouts": _("prépare les versements de la semaine"),
    "marketplace.seal": _("scelle ce qui vient d’être écrit"),
    "marketplace.prove": _("vérifie ce qui s'est ajouté et garde ce qui est trouvé"),
    "marketplace.prove_whole": _("vérifie tout et garde ce qui est trouvé"),
    "marketplace.cut_ahead": _("prépare la suite des grandes tables découpées"),
    "marketplace.forget_done": _(
        "oublie les tâches faites depuis un mois et les lettres anciennes"
    ),
    "sandbox.sweep": _("livre les avis en retard du bac à sable"),
}

# What the other tasks do that may fail for a reason outside; the rest is told by its lane.
TASKS = {
    "accounting.send_run": _("demande les virements d'une campagne au prestataire"),
    "accounting.send_payout": _("demande un virement au prestataire"),
    "catalog.apply_import": _("met en ligne un fichier vérifié"),
    "catalog.check_import": _("vérifie un fichier"),
    "catalog.follow_policy": _("suit une catégorie ouverte ou fermée dans ses fiches"),
    "catalog.go_round": _("met à jour les fiches d’une grande boutique"),
    "catalog.screen_waiting": _("relit ce qui attend un avis après un changement de règle"),
    "catalog.read_again": _("relit des fiches en ligne après un changement de règle"),
    "catalog.read_import": _("lit un fichier"),
    "catalog.undo_import": _("annule un import"),
    "catalog.write_bulk": _("modifie beaucoup de fiches ou d’offres à la fois"),
    "marketplace.handle_notice": _("traite un avis du prestataire"),
    "orders.acknowledge_withdrawal": _("envoie l’accusé d’une rétractation"),
    "orders.follow_early_withdrawals": _("applique les rétractations déclarées avant le paiement"),
    "orders.follow_withdrawal": _("applique une rétractation"),
    "orders.send_refund": _("demande un remboursement au prestataire"),
    "marketing.tell_signed_up": _("prévient les inscrits d'un rendez-vous modifié ou annulé"),
    "sandbox.deliver": _("livre un avis du bac à sable"),
    "sellers.open_account": _("ouvre le compte d’une boutique chez le prestataire"),
    "sellers.tell_account": _("transmet l’identité d’une boutique au prestataire"),
}
OF_A_LANE = {
    Lane.MONEY: _("travail d’argent"),
    Lane.LETTERS: _("envoie une lettre"),
    Lane.IMPORTS: _("travail sur un fichier"),
    Lane.FILES: _("fabrique un document ou des images"),
    Lane.QUIET: _("travail de fond"),
}
# The rows that tasks and facts name in their data.
ROWS = {
    "alert_id": "catalog.alert",
    "appeal_id": "shared.appeal",
    "article_id": "marketing.article",
    "attribute_id": "catalog.attribute",
    "category_id": "catalog.category",
    "change_id": "shared.proposedchange",
    "collection_id": "catalog.collection",
    "commission_month_id": "accounting.commissionmonth",
    "correction_id": "catalog.correction",
    "declaration_id": "orders.withdrawaldeclaration",
    "dispute_id": "orders.dispute",
    "document_id": "sellers.document",
    "gathering_id": "marketing.gathering",
    "identity_id": "sellers.identity",
    "import_id": "catalog.import",
    "incident_id": "orders.incident",
    "interview_id": "marketing.interview",
    "invoice_id": "accounting.invoice",
    "kept_id": "catalog.product",
    "link_id": "marketing.shortlink",
    "member_id": "sellers.member",
    "merged_id": "catalog.product",
    "new_id": "catalog.product",
    "notice_id": "shared.gatewaynotice",
    "order_id": "orders.order",
    "page_id": "marketing.page",
    "payment_id": "orders.payment",
    "payout_id": "accounting.payout",
    "placement_id": "catalog.placement",
    "post_id": "marketing.post",
    "product_id": "catalog.product",
    "refund_id": "orders.refund",
    "return_id": "orders.return",
    "review_id": "catalog.review",
    "rule_id": "accounting.commissionrule",
    "run_id": "accounting.payoutrun",
    "seller_id": "sellers.seller",
    "seller_order_id": "orders.sellerorder",
    "shipment_id": "orders.shipment",
    "signup_id": "marketing.signup",
    "submission_id": "catalog.submission",
    "text_id": "shared.legaltext",
    "update_id": "sellers.accountupdate",
    "user_id": "shared.user",
    "version_id": "marketing.version",
}


@register(Pending)
class PendingAdmin(House):
    """Work that waits, was done or was given up; and how the lanes stand."""

    role = ANY
    list_display = (
        "what",
        "lane",
        "due_at",
        "taken_until",
        "attempts",
        "done_at",
        "dead_at",
        "last_error",
    )
    list_filter = ("lane", ("done_at", EmptyFieldListFilter), ("dead_at", EmptyFieldListFilter))
    search_fields = ("task",)
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "what",
                    "about",
                    "lane",
                    "due_at",
                    "attempts",
                    "last_error",
                    "done_at",
                    "dead_at",
                )
            },
        ),
        (
            _("Pour qui administre les serveurs"),
            {
                "classes": ("collapse",),
                "fields": ("task", "data", "key", "taken_by", "taken_until", "ticket"),
            },
        ),
    )
    readonly_fields = ("what", "about")
    change_list_template = "admin/house/pending_list.html"
    pages = (Page("files/", "lanes", "lanes", role=ANY),)
    verbs = (
        Verb(
            "retry",
            _("Reprendre"),
            lambda row, request, data: work.take_up(
                Pending.objects.filter(pk=row.pk), by=request.user, at=clock.now()
            ),
            role=ANY,
            when=lambda row: row.done_at is None and not _is_held(row),
            tone="positive",
            done=_("La tâche est reprise."),
        ),
    )

    @admin.display(description=_("travail"), ordering="task")
    def what(self, pending):
        """What it does, in words."""
        return self.heading(pending)

    def heading(self, pending):
        """What it does, in words: the name of a task is for those who look into the machine."""
        known = JOBS.get(pending.task) or TASKS.get(pending.task)
        return capfirst(str(known or OF_A_LANE.get(pending.lane, pending.task)))

    @admin.display(description=_("concerne"))
    def about(self, pending):
        """The rows it is about, each with the way to it."""
        keys = [f"{ROWS[name]}:{value}" for name, value in pending.data.items() if name in ROWS]
        return format_html_join(", ", "{}", ((words,) for words in trail.named(keys))) or "–"

    def lanes(self, request):
        """The lanes side by side: what waits, since when, who serves them, what was given up."""
        at = clock.now()
        if request.method == "POST":
            given_up = Pending.objects.filter(
                lane=request.POST.get("lane"), dead_at__isnull=False, done_at=None
            )
            count = work.take_up(given_up, by=request.user, at=at)
            said = ngettext("{count} tâche reprise.", "{count} tâches reprises.", count)
            messages.success(request, said.format(count=count))
            return redirect(reverse(f"admin:{self.url_name('lanes')}"))
        rows = standing.standing(at)
        return render(
            request,
            "admin/house/lanes.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Files de travail"),
                "opts": self.opts,
                "at": at,
                "lanes": [(lane, lane.is_late(at)) for lane in rows],
            },
        )


def _is_held(pending: Pending) -> bool:
    return pending.taken_until is not None and pending.taken_until > clock.now()


@register(Heartbeat)
class HeartbeatAdmin(House):
    """How each job of the timetable last went."""

    role = ANY
    list_display = ("what", "ran_at", "took", "failures", "failed_at", "last_error")
    fields = ("what", "ran_at", "took", "failures", "failed_at", "last_error")
    readonly_fields = ("what", "took")
    ordering = ("job",)
    verbs = (
        Verb(
            "run",
            _("Lancer maintenant"),
            lambda row, request, data: work.run_now(row, by=request.user, at=clock.now()),
            role=EVERY_RIGHT,
            sentence=_("Le travail part dès qu’un processus est libre ; il ne part pas deux fois."),
            when=lambda row: row.job in JOBS,
            done=_("La tâche est lancée."),
        ),
    )

    @admin.display(description=_("ce qu’il fait"))
    def what(self, beat):
        """What the job does, in words."""
        return self.heading(beat)

    def heading(self, beat):
        """What the job does; one of an older release has only its name."""
        return capfirst(str(JOBS.get(beat.job, beat.job)))

    @admin.display(description=_("durée"), ordering="took_ms")
    def took(self, beat):
        """How long it took the last time."""
        return _("{seconds} s").format(seconds=number_format(beat.took_ms / 1000, 1))
