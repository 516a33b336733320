"""What the walk of all addresses needs to know: one of every record, and the addresses open to
all.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from io import BytesIO

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from PIL import Image

from accounting.book import months
from accounting.models import CommissionMonth
from accounting.payouts import payouts
from catalog.badges import badges
from catalog.bulk import changes
from catalog.imports import run
from catalog.models import (
    Attribute,
    AttributeDocument,
    AttributeUnread,
    Brand,
    BulkChange,
    CharterException,
    CharterWord,
    Collection,
    Correction,
    ForbiddenWord,
    Import,
    Label,
    LabelClaim,
    LabelPaper,
    Placement,
    Product,
    QualityScale,
    Reason,
    Review,
    ReviewNotice,
    Search,
    Snapshot,
    SnapshotNotice,
    Submission,
    Synonym,
)
from catalog.moderation import queue
from catalog.sheets import scales
from catalog.snapshots import snapshots
from marketing.blocks import typed
from marketing.interviews import interviews
from marketing.models import (
    Article,
    Author,
    Channel,
    FeaturedShop,
    Gathering,
    Interview,
    Picture,
    Post,
    QuestionSet,
    Segment,
    ShopNews,
    ShopPicture,
    ShopVersion,
    ShortLink,
    Signup,
    Tag,
)
from marketing.pages import drafts
from marketing.reposts import reposts
from marketing.shopfronts import drafts as shop_drafts
from marketing.shopfronts import life as shop_life
from marketing.shopfronts import news as notes
from marketing.social import links
from marketplace.console import governed
from marketplace.shared import appeals, events, files, looks, models, proofs, proposals
from marketplace.shared.admin import House
from marketplace.shared.audience import ANY, EVERY_RIGHT
from marketplace.shared.clock import now
from marketplace.shared.events import subject_of
from marketplace.shared.models import SandboxAccount
from orders.fulfilment import acceptance, shipping
from orders.incidents import evidence, incidents
from orders.models import (
    Buyer,
    Dispute,
    Guest,
    Lateness,
    QualityReport,
    Refund,
    ReturnPhoto,
    SellerOrder,
    WithdrawalDeclaration,
)
from orders.returns import returns
from sellers.conversations import conversations, enclosures
from sellers.conversations.subjects import Reader
from sellers.filters import saved
from sellers.identity import identity
from sellers.models import Document, Item, Prospect, SavedFilter, Thread
from sellers.team import team
from tests import cast

# --- The console: whose each section is. What is not written here fails. --------------------------

SECTIONS = {
    "accounting.commission": "finance",
    "accounting.commissionmonth": "finance",
    "accounting.commissionrule": "finance",
    "accounting.entry": "finance",
    "accounting.invoice": ("finance", "support"),
    "accounting.monthbalance": "finance",
    "accounting.payout": "finance",
    "accounting.payoutrun": "finance",
    "catalog.attribute": "moderation",
    "catalog.attributeunread": "moderation",
    "catalog.brand": "moderation",
    "catalog.category": "moderation",
    "catalog.charterexception": ("editorial", "moderation"),
    "catalog.charterword": ("editorial", "moderation"),
    "catalog.collection": "editorial",
    "catalog.correction": "moderation",
    "catalog.reviewnotice": "moderation",
    "catalog.forbiddenword": "moderation",
    "catalog.badge": ("editorial", "moderation", "sellers"),
    "catalog.label": ("moderation", "editorial", "sellers"),
    "catalog.labelclaim": ("moderation", "sellers"),
    "catalog.placement": "editorial",
    "catalog.qualityscale": "moderation",
    "catalog.product": "moderation",
    "catalog.reason": "moderation",
    "catalog.review": "moderation",
    "catalog.snapshot": "moderation",
    "catalog.snapshotnotice": "moderation",
    "catalog.search": ("editorial", "moderation", "sellers"),
    "catalog.submission": "moderation",
    "catalog.synonym": "editorial",
    "marketing.article": "editorial",
    "marketing.author": "editorial",
    "marketing.channel": "editorial",
    "marketing.contact": "editorial",
    "marketing.featuredshop": "editorial",
    "marketing.gathering": "editorial",
    "marketing.interview": "editorial",
    "marketing.page": "editorial",
    "marketing.picture": "editorial",
    "marketing.post": "editorial",
    "marketing.questionset": "editorial",
    "marketing.repost": "editorial",
    "marketing.segment": "editorial",
    "marketing.shopnews": "moderation",
    "marketing.shopversion": "moderation",
    "marketing.signup": "editorial",
    "marketing.shortlink": "editorial",
    "marketing.tag": "editorial",
    "marketing.version": "editorial",
    "orders.buyer": ("support", "finance"),
    "orders.dispute": ("support", "finance"),
    "orders.guest": ("support", "finance"),
    "orders.incident": ("support", "finance"),
    "orders.order": ("support", "finance"),
    "orders.payment": "finance",
    "orders.qualityreport": ("editorial", "support", "finance", "moderation", "sellers"),
    "orders.refund": ("finance", "support"),
    "orders.return": ("support", "finance"),
    "orders.sellerorder": ("support", "finance"),
    "orders.shipment": ("support", "finance"),
    "orders.withdrawaldeclaration": ("support", "finance"),
    "sellers.identity": "sellers",
    "sellers.prospect": "sellers",
    "sellers.thread": ANY,
    "sellers.seller": ("sellers", "support", "finance", "moderation"),
    "shared.appeal": ANY,
    "shared.brand": "editorial",
    "shared.fact": ANY,
    "shared.gatewaynotice": "finance",
    "shared.heartbeat": ANY,
    "shared.legalentity": "finance",
    "shared.legaltext": ("editorial", "sellers", "support", "finance", "moderation"),
    "shared.look": "editorial",
    "shared.pending": ANY,
    "shared.proof": "finance",
    "shared.proposedchange": ANY,
    "shared.rules": "finance",
    "shared.saying": "editorial",
    "shared.sequence": "finance",
    "shared.teaminvitation": EVERY_RIGHT,
    "shared.user": EVERY_RIGHT,
    "usersessions.usersession": EVERY_RIGHT,
}
# Where several roles see a section, the first is whose it is.
# Sections in which the one row of this world is of a narrower role than the list.
ROW_OF = {
    "shared.proposedchange": "finance",
    "shared.fact": "finance",  # about that change
    "shared.legaltext": "editorial",  # a draft
    "shared.appeal": "sellers",
    "sellers.thread": "support",  # about an order
}
NOBODY = "nobody"  # of those who walk: the row is another person's
# Verbs and pages that are not the section's own role's.
APART = {
    "catalog.badge:settle": "editorial",
    "catalog.badge:on": "editorial",
    "catalog.badge:off": "editorial",
    "catalog.badge:noter": ("editorial", "moderation", "sellers"),
    "catalog.labelclaim:paper": "moderation",
    "catalog.labelclaim:reinstate": "moderation",
    "catalog.labelclaim:suspend": "moderation",
    "catalog.labelclaim:take-up": "moderation",
    "catalog.labelclaim:refuse": "moderation",
    "catalog.labelclaim:ask": "moderation",
    "catalog.labelclaim:approve": "moderation",
    "catalog.labelclaim:noter": ("moderation", "sellers"),
    "catalog.charterexception:revoke": "editorial",
    "catalog.charterword:end": "editorial",
    "catalog.charterword:grant": "editorial",
    "catalog.charterword:noter": ("editorial", "moderation"),
    "accounting.invoice:file": ("finance", "support"),
    "accounting.invoice:noter": ("finance", "support"),
    "accounting.invoice:xml": ("finance", "support"),
    "orders.buyer:noter": ("support", "finance"),
    "orders.guest:noter": ("support", "finance"),
    "orders.dispute:accepter": "finance",
    "orders.dispute:noter": ("support", "finance"),
    "orders.incident:approuver": "finance",
    "orders.incident:noter": ("support", "finance"),
    "orders.order:noter": ("support", "finance"),
    "orders.qualityreport:figures": ("editorial", "support", "finance", "moderation", "sellers"),
    "orders.qualityreport:noter": ("editorial", "support", "finance", "moderation", "sellers"),
    "orders.refund:noter": ("finance", "support"),
    "orders.return:noter": ("support", "finance"),
    "orders.sellerorder:rembourser": ("support", "finance"),
    "orders.incident:renvoyer": "finance",
    "orders.incident:photo": ANY,
    "orders.refund:export": "finance",
    "orders.return:recevoir": ("support", "finance"),
    "orders.sellerorder:annuler": ("support", "finance"),
    "orders.shipment:revenu": ("support", "finance"),
    "orders.withdrawaldeclaration:noter": ("support", "finance"),
    "orders.withdrawaldeclaration:rattacher": ("support", "finance"),
    "orders.withdrawaldeclaration:suite": ("support", "finance"),
    "sellers.seller:noter": ("sellers", "support", "finance", "moderation"),
    "shared.heartbeat:run": EVERY_RIGHT,
    "shared.proposedchange:approve": EVERY_RIGHT,
    "shared.proposedchange:refuse": EVERY_RIGHT,
    "shared.proposedchange:withdraw": NOBODY,
}
# What is written by hand: everything else in the console moves by verbs.
EDITED = {
    "catalog.attribute",
    "catalog.brand",
    "catalog.category",
    "catalog.forbiddenword",
    "catalog.label",
    "catalog.qualityscale",
    "catalog.reason",
    "catalog.synonym",
    "marketing.article",
    "marketing.author",
    "marketing.channel",
    "marketing.picture",
    "marketing.questionset",
    "marketing.tag",
    "shared.brand",
    "shared.legaltext",
    "shared.rules",
}
DECIDED = {"catalog.submission"}  # its page is a form of decisions
# of the brand and the rules there is one row; some are added by a form of their own
BY_FORM = {
    "catalog.badge",
    "catalog.charterword",
    "catalog.collection",
    "catalog.placement",
    "marketing.featuredshop",
    "marketing.gathering",
    "marketing.interview",
    "marketing.page",
    "marketing.post",
    "marketing.repost",
    "marketing.segment",
    "marketing.shortlink",
}
ADDED = EDITED - {"shared.brand", "shared.rules"} | BY_FORM
DELETED = {
    "catalog.attribute",
    "catalog.forbiddenword",
    "catalog.qualityscale",
    "catalog.synonym",
}
# Money, rights and rules: these ask for a proof again, and no others may quietly stop asking.
SENSITIVE = {
    "accounting.commissionrule:end",
    "accounting.commissionrule:rewrite",
    "accounting.commissionrule:write",
    "accounting.payout:drop",
    "accounting.payout:retry",
    "accounting.payout:retry_all",
    "accounting.payoutrun:approve",
    "accounting.payoutrun:drop",
    "accounting.payoutrun:prepare",
    "orders.dispute:accepter",
    "orders.dispute:contester",
    "orders.sellerorder:rembourser",
    "shared.user:invite",
    "shared.user:take",
    "orders.incident:approuver",
    "orders.incident:offrir",
    "orders.incident:rembourser",
    "orders.refund:ecarter",
    "orders.refund:reessayer",
    "orders.withdrawaldeclaration:rattacher",
    "orders.withdrawaldeclaration:suite",
    "sellers.identity:approve",
    "sellers.seller:close",
    "sellers.seller:piece",
    "sellers.seller:correct-company",
    "sellers.seller:correct-contact",
    "sellers.seller:correct-email",
    "sellers.seller:correct-vat",
    "sellers.seller:reopen",
    "orders.return:recevoir",
    "orders.sellerorder:annuler",
    "sellers.seller:reinstate",
    "sellers.seller:revoke",
    "sellers.seller:suspend",
    "marketing.article:send",
    "shared.appeal:keep",
    "shared.appeal:moot",
    "shared.appeal:upset",
    "catalog.category:propose",
    "shared.legalentity:propose",
    "shared.legaltext:publish",
    "shared.proposedchange:approve",
    "shared.proposedchange:refuse",
    "shared.proposedchange:withdraw",
    "shared.rules:propose",
    "shared.teaminvitation:invite",
    "shared.teaminvitation:resend",
    "shared.teaminvitation:withdraw",
    "shared.user:close",
    "shared.user:reopen",
    "shared.user:roles",
    "usersessions.usersession:end",
    # files that leave the console
    "accounting.commission:export",
    "accounting.commissionmonth:export",
    "accounting.invoice:export",
    "accounting.monthbalance:export",
    "catalog.search:export",
    "marketing.contact:export",
    "marketing.signup:export",
    "marketing.post:export",
    "orders.order:export",
    "orders.payment:export",
    "orders.refund:export",
    "sellers.seller:export",
    # what opens a shop, is decided in somebody's place, starts a delay or frees a payout
    "accounting.commissionmonth:bill",
    "orders.incident:imposer",
    "orders.incident:perdu",
    "orders.incident:rejeter",
    "orders.incident:reprendre",
    "orders.return:accepter",
    "orders.shipment:livrer",
    "orders.shipment:revenu",
    "orders.withdrawaldeclaration:reprendre",
    "orders.withdrawaldeclaration:traiter",
    "sellers.seller:admit",
    "sellers.seller:check",
    "sellers.seller:corrected",
    "sellers.seller:moderation",
}
HOUSE_TIE = House.tie  # a section with its own answers by itself
# Sections whose rows are no one's case: the house's own words, rules and machines. All others say
# whom they concern.
NOBODYS_CASE = {
    "catalog.badge",
    "catalog.attribute",
    "catalog.attributeunread",
    "catalog.brand",
    "catalog.category",
    "catalog.charterword",
    "catalog.collection",
    "catalog.forbiddenword",
    "catalog.label",
    "catalog.qualityscale",
    "catalog.reason",
    "catalog.search",
    "catalog.synonym",
    "marketing.article",
    "marketing.author",
    "marketing.channel",
    "marketing.contact",
    "marketing.gathering",
    "marketing.page",
    "marketing.picture",
    "marketing.post",
    "marketing.questionset",
    "marketing.repost",
    "marketing.segment",
    "marketing.signup",
    "marketing.tag",
    "marketing.version",
    "orders.qualityreport",
    "sellers.prospect",
    "shared.brand",
    "shared.fact",
    "shared.gatewaynotice",
    "shared.heartbeat",
    "shared.legalentity",
    "shared.legaltext",
    "shared.look",
    "shared.pending",
    "shared.proof",
    "shared.proposedchange",
    "shared.rules",
    "shared.saying",
    "shared.sequence",
    "shared.teaminvitation",
    "usersessions.usersession",
    "accounting.entry",
}
# Pages of the console itself, by name. `login` and `logout` are for everybody.
CONSOLE = {"index", "find", "jsi18n", "app_list", "password_change", "password_change_done"}
FOR_ALL = {"login", "logout"}
FOR_NOBODY = {"autocomplete", "view_on_site"}  # nothing here uses them

NOT_OURS = ("account_", "mfa_", "usersessions_", "javascript-catalog")
# Addresses that name a kind, not a record of the seller.
# Addresses that only exist later in the life of the record made here.
NOT_YET = {"seller-import-report"}
# Who is let in finds what depends on what they send or on where they are: nothing is expected of
# them.
DEPENDS = {
    # of the lists that the member\'s role opens, and of their own filters
    "seller-filters",
    "seller-filter-name",
    "seller-filter-removal",
    "account-address",
    "seller-import-report",
    # of the role that a kind of exchange asks for, and of whose exchange it is
    "seller-thread",
    "seller-thread-new",
    "seller-enclosure",
    "account-thread",
    "account-enclosure",
    "seller-incident",
    "seller-join-correction",
    "seller-join-resumption",
    "seller-join-withdrawal",
    "seller-leave",
    "seller-order",
    "seller-page-editor",
    "seller-parcel-back",
    "seller-return",
    "seller-team",
    "sandbox-act",
    "sandbox-letter",
    "shop-mailbox-move",
}
NOT_A_RECORD = {
    "seller-label-new",
    "seller-filters",
    "seller-file-step",
    "seller-file-upload",
    "seller-company-change",
    "seller-commissions",
    "seller-commissions-csv",
    "seller-join",  # a public sheet: whoever has a shop may sell it too
    "seller-join-correction",  # who does not sell there is led to the page above
}
OPEN = {
    "shop-paper",  # public ones; others only to their shop and to moderators (test_papers)
    "health-alive",
    "health-ready",
    "media",
    "robots",
    "icon",
    "icon-drawn",
    "favicon",
    "manifest",
    "humans",
    "security",
    "sitemap",
    "sitemap-section",
    "webhook",  # proven by its signature
    "webhook-parcels",
    "set_language",
    "style",  # shows itself to operators only, outside debug
    # the sandbox plays a stranger's site: whoever holds the reference of a payment may pay it
    "sandbox-payment",
    "sandbox-challenge",
    "sandbox-account",
    # the shop
    "shop-home",
    "shop-sell",
    "shop-prospect",
    "shop-contact",
    # whoever wrote there, by the link in their own letter
    "shop-thread",
    "shop-enclosure",
    "shop-help",
    "shop-help-opinion",
    "shop-help-sellers",
    "shop-help-seller-topic",
    "shop-help-topic",
    "shop-text",
    "shop-category",
    "shop-collection",
    "shop-collection-feed",
    "shop-collections",
    "shop-search",
    "shop-suggestions",
    "shop-search-alert",
    "shop-product",
    "shop-review-report",
    "shop-snapshot-report",
    "shop-wall",
    # whoever wrote a post that is copied, by the link they were sent
    "shop-wall-withdrawal",
    "shop-card",
    "shop-link",
    "shop-seller",
    "shop-seller-preview",  # whoever has the link
    "shop-directory",
    "shop-charter",
    "shop-labels",
    "shop-label",
    "shop-badges",
    "shop-ranking",
    "shop-quality",
    "shop-quality-report",
    "shop-quality-figures",
    "shop-agenda",
    "shop-agenda-archive",
    "shop-gathering",
    "shop-gathering-calendar",
    "shop-gathering-signup",
    # whoever signed up, by the link in their own letter
    "shop-seat",
    "shop-seat-calendar",
    "shop-seat-leave",
    "shop-articles",
    "shop-articles-feed",
    "shop-articles-kind",
    "shop-articles-kind-feed",
    "shop-articles-tag",
    "shop-articles-author",
    "shop-articles-year",
    "shop-article",
    "shop-newsletter",
    "shop-newsletter-confirm",
    "shop-house",
    "shop-landing",
    "shop-preview",
    "shop-unsubscribe",
    "shop-follow",
    "shop-follow-confirm",
    "shop-follow-leave",
    # whoever waits for a sheet, by the link in their own letter
    "shop-alert",
    "shop-alert-confirm",
    "shop-alert-leave",
    # a visitor's own cart, found by their own cookie
    "shop-cart",
    "shop-cart-add",
    "shop-cart-line",
    "shop-cart-agree",
    "shop-cart-delivery",
    "shop-cart-dismiss",
    "shop-checkout",
    "shop-checkout-address",
    # without sign-in by law or by purpose; they say nothing of other people's orders
    "shop-order-lookup",
    "shop-withdrawal",
    "shop-withdrawal-done",
    "shop-withdrawal-receipt",
    # letters: whoever holds the link may answer it
    "shop-mailbox-object",
    "shop-appeal",
    "account-join",
    "team-invitation",
    "seller-invitation",
    "seller-mailbox",
}
# Addresses of an order: its buyer, or whoever holds its link.
BY_LINK = {
    "shop-payment",
    "shop-order-change",
    "shop-refill",
    "shop-renounce",
    "shop-order-company",
    "shop-order",
    "shop-parcel-received",
    "account-after-order",
    "shop-order-cancel",
    "shop-order-calendar",
    "shop-order-point",
    "shop-order-late",
    "shop-return-new",
    "shop-return-keep",
    "shop-return-sent",
    "shop-return-slip",
    "shop-return-photo",
    "shop-review-new",
    "shop-photos",
    "shop-photo",
    "shop-photo-withdrawal",
    "shop-document",
    "shop-incident-new",
    "shop-incident",
    "shop-incident-close",
    "shop-incident-photo",
    "shop-order-thread",
    "shop-order-enclosure",
}


class World:
    """A small marketplace with one of everything."""

    def __init__(self):
        self.seller = cast.seller("Atelier Lune", code="LUNE")
        self.other = cast.seller("Maison Brun", code="BRUN")
        self.buyer = cast.user("acheteuse@example.test")
        self.owner, self.other_owner = cast.owner_of(self.seller), cast.owner_of(self.other)
        self.offer = cast.offer(self.seller)

    def arguments(self, name: str, pattern) -> list:
        """Values for the parameters of an address."""
        if not pattern.converters:
            return []
        special = getattr(self, "for_" + name.replace("-", "_"), None)
        if special is not None:
            return list(special())
        return [self.value(name, parameter) for parameter in pattern.converters]

    def value(self, name: str, parameter: str):
        """The usual value of a parameter, by the page's subject."""
        if parameter == "pk":
            return self.record(name).pk
        if parameter == "number":
            return self.part.number
        usual = {
            "slug": self.offer.product.slug,
            "kind": "registration",
            "topic": "contact",
            "path": "rien.jpg",
            "file": "rien.log",
            "place": 0,
            "side": 32,
            "gateway": "sandbox",
            "ref": "rien",
            "word": "guides",
            "year": 2026,
            "quarter": 3,
            "what": "rien",
            "page": 1,
            "name": "produits",
            "token": "rien",
            "key": "rien",
            "month": f"{now():%Y-%m}",
        }
        return usual[parameter]

    def record(self, name: str):
        """The record an address with a `pk` is about."""
        if "import" in name:
            return self.file
        if "bulk" in name:
            return self.bulk
        if "filter" in name:
            return self.kept_filter
        if "offer" in name or "preview" in name and "commission" in name:
            return self.offer
        if "document" in name:
            return self.document
        named = {
            "seller-date": "gathering",
            "interview": "interview",
            "page-picture": "page_picture",
            "news": "news",
        }
        for part, row in named.items():
            if part in name:
                return getattr(self, row)
        if "member" in name:
            return self.seller.members.get()
        if "method" in name:
            return self.seller.shipping_methods.get()
        return self.offer.product

    @cached_property
    def part(self) -> SellerOrder:
        """A delivered order of the seller."""
        return self._sold()

    def _sold(self) -> SellerOrder:
        order = cast.paid_order(self.offer, buyer=self.buyer, at=now())
        part = order.seller_orders.get()
        acceptance.accept(part, by=self.owner, at=now())
        part.refresh_from_db()
        parcel = shipping.ship(part, carrier="autre", tracking="", by=self.owner, at=now())
        shipping.deliver(parcel, how="buyer", by=self.buyer, at=now())
        part.refresh_from_db()
        return part

    @cached_property
    def gathering(self) -> Gathering:
        """A live of tomorrow that names the seller."""
        row = Gathering.objects.create(
            kind="live",
            state="published",
            slug="chez-nous",
            title="Chez nous",
            lead="En direct.",
            link="https://example.test/live",
            starts_at=now() + timedelta(days=1),
            ends_at=now() + timedelta(days=2),
            created_at=now(),
            changed_at=now(),
            published_at=now(),
        )
        row.sellers.add(self.seller)
        return row

    @cached_property
    def interview(self) -> Interview:
        """Questions that the journal asks of the seller."""
        asked = ["Quel outil ?"]
        day = now().date() + timedelta(days=9)
        return interviews.ask(self.seller, questions=asked, deadline=day, by=None, at=now())

    @cached_property
    def page_picture(self) -> ShopPicture:
        """A picture that the seller's page does not show."""
        return ShopPicture.objects.create(
            seller=self.seller,
            file="shop-pages/four.jpg",
            width=900,
            height=600,
            sha256="0" * 64,
            alt="Un four",
            added_at=now(),
        )

    @cached_property
    def news(self) -> ShopNews:
        """A news that waits for a moderator: its words name a network."""
        said = {"title": "Marché", "text": "Suivez-nous sur Instagram."}
        row = notes.write(self.seller, said, by=self.owner, at=now())
        notes.send(row, by=self.owner, at=now())
        return row

    @cached_property
    def page_version(self) -> ShopVersion:
        """The seller's own page, which waits for a moderator."""
        version = shop_drafts.begin(self.seller, by=self.owner, at=now())
        blocks = [typed.new("text", {"text": "Nous tournons le grès."})]
        shop_drafts.save(version, blocks, revision=0, by=self.owner, at=now())
        shop_life.propose(version, by=self.owner, at=now())
        return version

    def for_seller_contest_page(self):
        """A page that was sent back."""
        self.decided("marketing.ShopPageSentBack", self.page_version)
        return [self.page_version.pk]

    def for_seller_contest_news(self):
        """A news that was sent back."""
        self.decided("marketing.ShopNewsSentBack", self.news)
        return [self.news.pk]

    @cached_property
    def back(self):
        """A return of that order."""
        line = self.part.lines.get()
        return returns.ask(
            self.part, pieces={line.pk: 1}, reason="withdrawal", by=self.buyer, at=now()
        )

    @cached_property
    def incident(self):
        """A complaint about another order of the same buyer, with a photo: it holds that order's
        payout.
        """
        out, part = BytesIO(), self._sold()
        Image.new("RGB", (40, 40), "white").save(out, "JPEG")
        line = part.lines.get()
        return incidents.open_(
            part,
            kind="damaged",
            text="Fêlé.",
            pieces={line.pk: 1},
            photos=evidence.keep([out.getvalue()]),
            by=self.buyer,
            at=now(),
        )

    @cached_property
    def file(self) -> Import:
        """An import of the seller."""
        return run.receive(
            self.seller,
            ContentFile(b"sku;titre;prix\n1;Bol;12,00\n"),
            "catalogue.csv",
            by=self.owner,
            at=now(),
        )

    @cached_property
    def bulk(self) -> BulkChange:
        """A change of many rows that the seller prepared."""
        return changes.begin(
            self.seller,
            listing="offers",
            act="pause",
            ids=[self.offer.pk],
            by=self.owner,
            at=now(),
        )

    @cached_property
    def kept_filter(self) -> SavedFilter:
        """A filter that the seller's owner keeps."""
        member = self.seller.members.get(user=self.owner)
        return saved.save(member, listing="sheets", name="Bols", query="q=bol", at=now())

    @cached_property
    def thread(self) -> Thread:
        """What the buyer of that part wrote to the seller, with a photo."""
        out = BytesIO()
        Image.new("RGB", (40, 40), "white").save(out, "JPEG")
        words = conversations.Words(
            text="Va-t-il au four ?",
            to=["seller"],
            topic="article",
            enclosures=enclosures.keep([out.getvalue()]),
        )
        return conversations.begin(
            "order", self.part.pk, words, side="buyer", asker=Reader(), by=self.buyer, at=now()
        )

    def for_seller_thread(self):
        """An exchange is named by its number."""
        return [self.thread.number]

    for_account_thread = for_seller_thread

    def for_seller_enclosure(self):
        """The exchange and its photo."""
        return [self.thread.number, self.thread.messages.get().enclosures.get().pk]

    for_account_enclosure = for_seller_enclosure

    def for_seller_thread_new(self):
        """The order, to whose buyer the seller writes."""
        return ["order", self.part.pk]

    def for_account_thread_new(self):
        """An article that is on sale."""
        return ["offer", self.offer.pk]

    def for_shop_order_thread(self):
        """The order and the part about which somebody wrote."""
        return [self.order_number, self.thread.subject]

    def for_shop_order_enclosure(self):
        """The same, and its photo."""
        return [*self.for_shop_order_thread(), self.for_seller_enclosure()[1]]

    def for_shop_enclosure(self):
        """A link that is none, and a photo."""
        return ["rien", 1]

    def for_seller_filters(self):
        """A list is named by its word."""
        return ["sheets"]

    @cached_property
    def document(self) -> Document:
        """A private document of the seller."""
        item, _made = Item.objects.get_or_create(seller=self.seller, kind="registration")
        row = Document(
            item=item,
            name="kbis.pdf",
            media_type="application/pdf",
            size=4,
            sha256="0" * 64,
            uploaded_at=now(),
        )
        row.file.save("kbis.pdf", ContentFile(b"%PDF"), save=False)
        row.save()
        return row

    @cached_property
    def order_number(self) -> str:
        """The order of that part."""
        return self.part.order.number

    @cached_property
    def payout(self):
        """A payout of that order, a month later."""
        later = now() + timedelta(days=30)
        SandboxAccount.objects.create(
            ref=self.seller.account_ref,
            key="compte",
            email=self.seller.email,
            legal_name=self.seller.legal_name,
            state="verified",
            created_at=later,
        )
        self.part  # noqa: B018 it is what is paid
        prepared = payouts.prepare(later, by=None, at=later)
        payouts.approve(prepared, by=None, at=later)
        payouts.send(prepared.payouts.get().pk, at=later)
        return prepared.payouts.get()

    def for_seller_invited(self):
        """An invitation that waits."""
        return [
            team.invite(
                self.seller, email="ines@exemple.fr", role="orders", by=self.owner, at=now()
            ).pk
        ]

    def decided(self, name: str, about) -> models.Fact:
        """A decision of the operator about the seller, which may be contested."""
        data = {"seller_id": self.seller.pk, "product_id": self.offer.product_id}
        data |= {"shop_version_id": about.pk, "shop_news_id": about.pk}
        return models.Fact.objects.create(
            name=name, subject=events.subject_of(about), data=data, happened_at=now()
        )

    def for_seller_contest(self):
        """A shop that was suspended."""
        self.decided("sellers.SellerSuspended", self.seller)
        return ["suspension"]

    def for_seller_contest_sheet(self):
        """A sheet that was sent back."""
        self.decided("catalog.ProductSentBack", self.offer.product)
        return [self.offer.product_id]

    @cached_property
    def claim(self):
        """The claim of a label, refused: it may be contested."""
        label = Label.objects.create(
            slug="artisan-local",
            name="Artisan local",
            about="shop",
            meaning="Un métier.",
            body="La chambre de métiers",
            proof="L'attestation",
            starts_on=now().date(),
        )
        claim = LabelClaim.objects.create(
            label=label,
            seller=self.seller,
            state="refused",
            valid_until=now().date() + timedelta(days=90),
            claimed_at=now(),
        )
        paper = LabelPaper(
            claim=claim,
            name="attestation.pdf",
            media_type="application/pdf",
            size=4,
            sha256="0" * 64,
            uploaded_at=now(),
        )
        paper.file.save("attestation.pdf", ContentFile(b"%PDF"), save=False)
        paper.save()
        return claim

    def for_shop_label(self):
        """A label is named by its slug."""
        return [self.claim.label.slug]

    for_seller_label_new = for_shop_label

    def for_seller_label(self):
        """The claim."""
        return [self.claim.pk]

    for_seller_label_end = for_seller_label

    def for_seller_label_paper(self):
        """Its paper."""
        return [self.claim.papers.get().pk]

    def for_seller_contest_label(self):
        """The refused claim."""
        self.decided("catalog.LabelRefused", self.claim)
        return [self.claim.pk]

    def for_account_address(self):
        """An address of the buyer's book."""
        return [models.Address.objects.create(user=self.buyer, recipient="Alice").pk]

    def for_seller_parcel_back(self):
        """A parcel is named by its order and its number there."""
        return [self.part.number, self.part.shipments.get().number]

    def for_seller_payout(self):
        """A payout is named by its number."""
        return [self.payout.number]

    def for_shop_card(self):
        """The card of a sheet, in French."""
        return ["fr", "produit", self.offer.product.slug, "1200x630"]

    @cached_property
    def link(self) -> ShortLink:
        """A short link of the seller to the sheet."""
        return links.make_for_shop(
            f"/produit/{self.offer.product.slug}/",
            name="Carte",
            source="papier",
            seller=self.seller,
            by=self.owner,
            at=now(),
        )

    def for_shop_link(self):
        """A short link is named by its code."""
        return [self.link.code]

    def for_seller_sharing_end(self):
        """The short link."""
        return [self.link.pk]

    def for_seller_sharing_take_up(self):
        """The short link."""
        return [self.link.pk]

    def for_seller_sharing_qr(self):
        """The short link, for a printer."""
        return [self.link.pk, "svg"]

    for_seller_payout_statement = for_seller_payout_csv = for_seller_payout

    def for_seller_company_withdraw(self):
        """A change of identity that waits for the operator."""
        version = identity.ask(
            self.seller, "company", values={"legal_name": "Lune SAS"}, by=self.owner, at=now()
        )
        return [version.pk]

    def for_seller_company_resend(self):
        """A public address that waits for its reader."""
        version = identity.ask(
            self.seller, "email", values={"email": "bonjour@lune.example"}, by=self.owner, at=now()
        )
        return [version.pk]

    def for_seller_invoice(self):
        """The invoice of the order."""
        return [self.part.invoices.get().pk]

    for_seller_invoice_contest = for_seller_invoice

    def for_shop_document(self):
        """The order and its invoice."""
        return [self.part.order.number, self.part.invoices.get().pk]

    def for_seller_return(self):
        """A return is named by its number."""
        return [self.back.number]

    @cached_property
    def shot(self) -> ReturnPhoto:
        """What the seller photographed of that return."""
        row = ReturnPhoto(parent=self.back, sha256="0" * 64, added_at=now())
        row.file.save("constat.jpg", ContentFile(b"jpeg"), save=False)
        row.save()
        return row

    def for_shop_paper(self):
        """A document that a sheet online names."""
        attribute = cast.attribute("Notice", kind="document")
        row = AttributeDocument(
            product=self.offer.product,
            attribute=attribute,
            token="K7TR2M9QXA",  # noqa: S106 - names a public file
            name="notice.pdf",
            sha256="0" * 64,
            size=4,
            created_at=now(),
        )
        row.file.save("notice.pdf", ContentFile(b"%PDF"), save=False)
        row.save()
        Product.objects.filter(pk=row.product_id).update(
            attributes={"Notice": f"notice.pdf ({row.token})"}
        )
        return [row.token]

    def for_seller_return_photo(self):
        """The return and its photo."""
        return [self.back.number, self.shot.pk]

    def for_shop_return_photo(self):
        """The order and the photo."""
        return [self.order_number, self.shot.pk]

    def for_seller_incident(self):
        """A complaint is named by its number."""
        return [self.incident.number]

    def for_seller_incident_photo(self):
        """The complaint and its photo."""
        return [self.incident.number, self.incident.words.get().photos.get().pk]

    def for_shop_incident(self):
        """The order and the complaint."""
        return [self.incident.seller_order.order.number, self.incident.number]

    for_shop_incident_close = for_shop_incident

    def for_shop_incident_photo(self):
        """The order, the complaint and its photo."""
        return [self.incident.seller_order.order.number, *self.for_seller_incident_photo()]

    def for_seller_review_reply(self):
        """A review of the seller's product."""
        review = Review.objects.create(
            product=self.offer.product, seller=self.seller, purchase=1, author="A.", rating=5,
            bought_on=now().date(), written_at=now(), state="published")  # fmt: skip
        return [review.pk]

    def for_shop_payment(self):
        """The order, for the addresses that name nothing else."""
        return [self.order_number]

    for_shop_refill = for_shop_renounce = for_shop_order_change = for_shop_payment
    for_shop_order = for_shop_order_company = for_account_after_order = for_shop_payment

    def for_shop_parcel_received(self):
        """The order and its parcel."""
        return [self.order_number, self.part.shipments.get().pk]

    def for_shop_order_cancel(self):
        """The order and the part."""
        return [self.order_number, self.part.pk]

    for_shop_return_new = for_shop_incident_new = for_shop_order_cancel
    for_shop_order_point = for_shop_order_cancel

    @cached_property
    def awaited(self):
        """An order of the same buyer, placed just now: its delivery is still to come."""
        return cast.paid_order(cast.offer(self.seller), buyer=self.buyer, at=now())

    def for_shop_order_calendar(self):
        """The order that is awaited."""
        return [self.awaited.number]

    def for_shop_order_late(self):
        """The order and the part, whose promised day had passed."""
        Lateness.objects.get_or_create(
            part=self.part,
            defaults={"promised": self.part.promised_until, "told_at": now(), "state": "over"},
        )
        return self.for_shop_order_cancel()

    def for_shop_return_keep(self):
        """The order and the return."""
        return [self.order_number, self.back.number]

    for_shop_return_sent = for_shop_return_slip = for_shop_return_keep

    def for_shop_review_new(self):
        """The order and the line."""
        return [self.order_number, self.part.lines.get().pk]

    for_shop_photos = for_shop_review_new

    @cached_property
    def drawn(self) -> files.Picture:
        """A picture that was read."""
        out = BytesIO()
        Image.new("RGB", (400, 300), "white").save(out, "JPEG")
        return files.read_picture(out.getvalue())

    @cached_property
    def snapshot(self) -> Snapshot:
        """A photo of that line, given by its buyer."""
        line = self.part.lines.get()
        [row] = snapshots.add(
            self.offer.product,
            [self.drawn],
            seller=self.seller,
            purchase=line.pk,
            author="A.",
            alt="",
            consent="Oui.",
            by=self.buyer,
            at=now(),
        )
        return row

    def for_shop_photo(self):
        """The order and the photo."""
        return [self.order_number, self.snapshot.pk]

    for_shop_photo_withdrawal = for_shop_photo

    # --- One row of each section of the console ------------------------------------------------

    def furnish(self) -> None:
        """Make at least one row for every section of the console."""
        self.payout, self.back, self.file, self.document  # noqa: B018 they are made when asked for
        [review] = self.for_seller_review_reply()
        ReviewNotice.objects.create(
            review_id=review,
            ground="advert",
            text="Une réclame.",
            name="Zoé Petit",
            email="zoe@example.test",
            sent_at=now(),
        )
        SnapshotNotice.objects.create(
            snapshot=self.snapshot,
            ground="person",
            text="On me reconnaît.",
            name="Zoé Petit",
            email="zoe@example.test",
            sent_at=now(),
        )
        self.incident, self.claim, self.thread  # noqa: B018
        self.guest = Guest.objects.get(pk=cast.placed_order(self.offer, at=now()).pk)
        CommissionMonth.objects.create(
            seller=self.seller,
            month=now().date().replace(day=1),
            net_cents=0,
            vat_cents=0,
            closed_at=now(),
        )
        identity.ask(
            self.seller,
            "company",
            values={"legal_name": "Lune et Filles SARL"},
            by=self.owner,
            at=now(),
        )
        months.add_up()
        proofs.keep([], began=now(), at=now())
        for invoice in self.part.invoices.model.objects.all():
            invoice.file.save("facture.pdf", ContentFile(b"%PDF"), save=False)
            type(invoice).objects.filter(pk=invoice.pk).update(
                file=invoice.file.name, rendered_at=now()
            )
        self.payout.statement.save("releve.pdf", ContentFile(b"%PDF"))
        product, payment = self.offer.product, self.part.order.payment
        matter = Attribute.objects.create(key="matiere", label="Matière", kind="choice")
        AttributeUnread.objects.create(
            attribute=matter, folded="metis", shown="Métis", sheets=2, counted_at=now()
        )
        Brand.objects.create(name="Ravel", slug="ravel")
        ForbiddenWord.objects.create(word="ivoire")
        word = CharterWord.objects.create(
            expression="le moins cher",
            kind="forbidden",
            reason="Rien ne le prouve.",
            remedy="Dites le prix.",
            starts_on=now().date(),
        )
        models.Saying.objects.create(
            name="sell.title", number=1, text="Vendez", because="Court", written_at=now()
        )
        CharterException.objects.create(
            word=word,
            seller=self.other,
            proof="Relevé de prix",
            ends_on=now().date() + timedelta(days=30),
            granted_at=now(),
        )
        Reason.objects.create(code="flou", label="Photo floue", remedy="Changez la photo.")
        Synonym.objects.create(words="bol, jatte")
        Prospect.objects.create(
            name="Inès Roy", email="ines@roy.example", asked_at=now(), heard_at=now()
        )
        Segment.objects.create(
            name="Fidèles", conditions=[{"kind": "orders", "least": 2}], written_at=now()
        )
        shelf = Collection.objects.create(slug="noel", name="Noël", by="rule", created_at=now())
        Placement.objects.create(
            collection=shelf,
            product=product,
            effect="bury",
            starts_at=now(),
            ends_at=now() + timedelta(days=1),
            created_at=now(),
        )
        FeaturedShop.objects.create(
            seller=self.other,
            starts_at=now(),
            ends_at=now() + timedelta(days=7),
            decided_at=now(),
        )
        QualityScale.objects.create(points=scales.USUAL)
        badges.plant(now())
        Correction.objects.create(
            product=product,
            seller=self.other,
            about="title",
            text="Ce bol est une coupelle.",
            proposed_at=now(),
        )
        QualityReport.objects.create(
            year=2026,
            quarter=3,
            version=1,
            state="draft",
            least=20,
            asked_at=now(),
            made_at=now(),
        )
        Search.objects.create(day=now().date(), language="fr", key="bol", shown="bol", asked=2)
        Submission.objects.create(
            product=product, content=queue.live_content(product), submitted_at=now()
        )
        Article.objects.create(slug="four", title="Le four", standfirst="Il chauffe.", body="Fort.")
        Author.objects.create(name="Inès Roy")
        Tag.objects.create(slug="gres", name="Grès")
        QuestionSet.objects.create(name="Portrait", questions="Quel outil ?")
        _ = self.interview, self.link, self.page_version, self.news
        date = Gathering.objects.create(
            kind="market",
            slug="marche",
            title="Marché",
            lead="Sous la halle.",
            place="Halle",
            starts_at=now() + timedelta(days=1),
            ends_at=now() + timedelta(days=2),
            created_at=now(),
            changed_at=now(),
        )
        Signup.objects.create(
            gathering=date,
            email="nina@example.test",
            name="Nina",
            code="ABCDEFGH",
            asked_at=now(),
            written_at=now(),
        )
        channel = Channel.objects.create(name="Instagram")
        Post.objects.create(channel=channel, text="Bol", planned_at=now(), written_at=now())
        paper = files.Document(b"%PDF", "application/pdf", "pdf")
        reposts.write(
            {
                "author": "@ines",
                "network": "Mastodon",
                "url": "https://social.example/1",
                "posted_on": now().date(),
                "text": "Un bol !",
                "alt": "",
                "alt_en": "",
                "message": "",
                "agreed_on": now().date(),
                "ends_at": None,
            },
            picture=self.drawn,
            proof=paper,
            by=None,
            at=now(),
        )
        drafts.create("landing", name="Noël", slug="noel", by=None, at=now())
        Picture.objects.create(file="library/four.jpg", width=900, height=600, alt="Un four")
        Dispute.objects.create(payment=payment, ref="dp_1", amount_cents=100, opened_at=now())
        Refund.objects.create(
            payment=payment,
            seller_order=self.part,
            uid="r1",
            cause="return",
            amount_cents=100,
            intended_at=now(),
            state="failed",
        )
        WithdrawalDeclaration.objects.create(
            key="k",
            name="Alice",
            order_number="H1",
            email="a@example.test",
            declared_at=now(),
            sha256="0" * 64,
        )
        for model in (models.Brand, models.LegalEntity):
            model.objects.get_or_create()
        looks.begin(like=None, by=None, at=now())
        cast.rules()
        models.GatewayNotice.objects.create(
            gateway="sandbox", uid="n1", kind="payment", received_at=now()
        )
        models.Heartbeat.objects.create(job="sweep", ran_at=now())
        self.draft = models.LegalText.objects.create(
            kind="privacy", version=2, title="Brouillon", body="1."
        )
        refused = self.decided("sellers.SellerRefused", self.seller)
        appeals.ask(refused, text="À tort.", by=None, at=now())
        colleague = cast.operator("finance")
        self.change = proposals.propose(
            governed.RULES,
            models.Rules.objects.get().pk,
            after={"accept_hours": 24},
            because="Plus court",
            by=colleague,
            at=now(),
        )
        models.TeamInvitation.objects.create(
            email="nina@exemple.fr",
            roles=["support"],
            because="Renfort",
            invited_by=colleague,
            invited_at=now(),
            sent_at=now(),
        )
        Session.objects.create(
            session_key="s1", session_data="", expire_date=now() + timedelta(days=1)
        )
        self.session = UserSession.objects.create(
            user=colleague, ip="192.0.2.1", session_key="s1", user_agent="Firefox"
        )

    def row(self, model):
        """The row of a section that is walked. Every section has one here."""
        chosen = {
            "shared.user": self.buyer,
            "orders.buyer": Buyer.objects.get(pk=self.buyer.pk),
            "orders.guest": self.guest,
            "orders.order": self.part.order,
            "shared.legaltext": self.draft,
            "sellers.seller": self.seller,
            "usersessions.usersession": self.session,
            "shared.proposedchange": self.change,
            "shared.fact": models.Fact.objects.of(subject_of(self.change)).get(),
        }
        found = chosen.get(model._meta.label_lower) or model._base_manager.order_by("pk").last()
        assert found is not None, f"no {model._meta.label_lower} here: make one in furnish()"
        return found

    def console_arguments(self, view, pattern) -> dict:
        """Values for the parameters of an address of the console."""
        values = {
            "app_label": "shared",
            "way": "svg" if "qr" in str(pattern) else "monter",
            "enclosure": self.thread.messages.get().enclosures.get().pk,
            "photo": self.incident.words.get().photos.get().pk,
            "document": self.document.pk,
            "paper": self.claim.papers.get().pk,
            "item": self.document.item_id,
            "content_type_id": 1,
            "url": "rien/",
            "key": "halle",
            "surface": "carte",
            "object_id": 1,
            "said": "sell.title",
            "which": "footer",
        }
        house = getattr(view, "house", None)
        if house is not None:
            values["pk"] = values["object_id"] = self.row(house.model).pk
        return {name: values[name] for name in pattern.converters or pattern.regex.groupindex}
