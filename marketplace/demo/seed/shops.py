"""The sellers: each applies, is examined, admitted or not, and makes a shop of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from marketplace.demo.accounts import SELLERS
from marketplace.demo.content.makers import Maker, makers
from marketplace.demo.content.numbers import iban, vat_number
from marketplace.demo.seed import papers, team
from marketplace.demo.seed.calendar import at_work, later
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxAccount
from sellers.admission import admission, trust
from sellers.application import kyc, onboarding, suspension
from sellers.identity import identity
from sellers.models import Identity, Item, Role, Seller
from sellers.shop import grid, shops
from sellers.team import team as staff

# invented, as everything here
MEDIATORS = (
    "Médiation des artisans (démonstration), 69002 Lyon, mediation-artisans.example",
    "Centre de médiation du commerce (démonstration), 75009 Paris, mediation-commerce.example",
)
K, T = Item.Kind, Identity.Topic
BANNER = (1200, 480)
EXTRACT = "Extrait d'immatriculation"
ADMITTED = ("open", "holiday", "suspended")
LIGHT = frozenset(
    (
        "ring",
        "necklace",
        "earrings",
        "bracelet",
        "cards",
        "seeds",
        "notebook",
        "tea",
        "socks",
        "pens",
    )
)
REVIVED = "atelier-pixel-bois"
READ_FIRST = ("grand-air", "brosserie-vauclin", "atelier-hertz")
POLICY = (
    "Vous avez quatorze jours après réception pour changer d'avis. Emballez l'article comme il vous est "
    "arrivé ; le remboursement part dès que le colis est vérifié à l'atelier."
)


def cast(market: Market) -> list[Maker]:
    """The makers that take part, fewer in the small market."""
    return [m for m in makers() if not market.small or m.slug in SELLERS]


def order_signs(market: Market) -> None:
    """Start drawing logos and banners in the background."""
    for maker in cast(market):
        if maker.state in ADMITTED:
            market.easel.ask("logo", maker.name, maker.index)
            market.easel.ask("life", *_banner(maker))


def note_arrivals(market: Market) -> None:
    """Each maker comes at a time of their own: most long ago, a few lately."""
    for maker in cast(market):
        market.calendar.note(_arrival(market, maker), partial(arrive, market, maker))


def opening(market: Market, maker: Maker) -> datetime:
    """When the shop of a maker is surely open."""
    return _arrival(market, maker) + timedelta(days=7)


def _arrival(market: Market, maker: Maker) -> datetime:
    rng = market.dice("arrival", maker.slug)
    days = {
        "applied": rng.uniform(0.4, 4),
        "to_complete": rng.uniform(7, 11),
        "refused": 24.0,
        "draft": 2.2,
    }.get(maker.state)
    if days is not None:
        return market.now - timedelta(days=days)
    days = rng.uniform(104, 175) if maker.index < 31 else rng.uniform(40, 70)
    return at_work(rng, market.now - timedelta(days=days), 0, 6)


def arrive(market: Market, maker: Maker, at: datetime) -> None:
    """Begin an application; what follows depends on the file."""
    rng = market.dice("file", maker.slug)
    owner = team.person(maker.email, maker.representative, at=at, phone=maker.phone)
    team.gather([owner])
    seller = onboarding.begin(owner, name=maker.name, at=at)
    market.shops[maker.slug], market.owners[seller.pk] = seller, owner
    if maker.state == "draft":
        _identify(seller, maker, owner, at)
        return
    fill_in(seller, maker, owner, at=at)
    onboarding.submit(seller, by=owner, at=at + timedelta(minutes=40))
    decided = at_work(rng, at, 20, 60)
    if maker.slug == REVIVED:
        market.calendar.note(decided, partial(refuse_too_soon, market, maker))
        market.calendar.note(decided + timedelta(days=2), partial(revive, market, maker))
    elif maker.state in ADMITTED:
        market.calendar.note(decided, partial(admit, market, maker))
    elif maker.state == "to_complete":
        market.calendar.note(decided, partial(ask_again, market, maker))
    elif maker.state == "refused":
        market.calendar.note(decided, partial(refuse, market, maker))


def fill_in(seller: Seller, maker: Maker, owner, *, at: datetime) -> None:
    """Provide everything that the checklist of a seller requires."""
    _identify(seller, maker, owner, at)
    onboarding.declare_vat(
        seller, regime=maker.vat_regime, number=maker.vat_number, by=owner, at=at
    )
    onboarding.give_bank(seller, iban=maker.iban, by=owner, at=at)
    company = _company(seller)
    for kind, title in (
        (K.REGISTRATION, EXTRACT),
        (K.ID_CARD, "Pièce d'identité"),
    ):
        page = papers.extract(title, company)
        onboarding.provide(seller, kind, content=page, name=f"{title}.pdf", by=owner, at=at)
    if maker.index % 3 == 0:
        page = papers.extract("Assurance responsabilité civile", company)
        onboarding.provide(seller, K.INSURANCE, content=page, name="Assurance.pdf", by=owner, at=at)
    for kind in (K.TERMS, K.MANDATE):
        onboarding.accept_text(seller, kind, by=owner, ip="192.0.2.7", at=at)


def _company(seller: Seller, changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """What papers say of a shop: its file's own values, with those that it asks to change."""
    columns = (*papers.REGISTERED, "postcode", "city")
    return {name: getattr(_fresh(seller), name) for name in columns} | dict(changes or {})


def _register(seller: Seller, changes: Mapping[str, str], owner, at: datetime) -> None:
    """Hand in the extract of the register that proves a change: it says what is asked."""
    page = papers.extract(EXTRACT, _company(seller, changes))
    onboarding.provide(seller, K.REGISTRATION, content=page, name=f"{EXTRACT}.pdf", by=owner, at=at)


def _identify(seller: Seller, maker: Maker, owner, at: datetime) -> None:
    onboarding.identify(
        seller,
        siret=maker.siret,
        by=owner,
        at=at,
        legal_name=maker.legal_name,
        legal_form=maker.legal_form,
        capital=maker.capital,
        rcs=maker.rcs,
        representative=maker.representative,
        phone=maker.phone,
        line1=maker.line1,
        postcode=maker.postcode,
        city=maker.city,
        mediator=MEDIATORS[maker.index % len(MEDIATORS)],
    )


def admit(market: Market, maker: Maker, at: datetime) -> None:
    """Open a shop: account verified, delivery prices chosen, sign painted."""
    seller, rng = market.shops[maker.slug], market.dice("shop", maker.slug)
    admission.admit(seller, by=market.team["sellers"], at=at)
    kyc.open_account(seller.pk, at=at)
    seller.refresh_from_db()
    rehearsal.judge_account(SandboxAccount.objects.get(ref=seller.account_ref), "verified", at=at)
    kyc.sync(seller.account_ref, at=at)
    for preset in _presets(maker):
        grid.adopt(seller, preset)
    # Those who proved themselves are published at once when the rules find nothing.
    trusted = Seller.Moderation.BEFORE if maker.slug in READ_FIRST else Seller.Moderation.AFTER
    shops.present(
        seller,
        logo=market.easel.take("logo", maker.name, maker.index),
        banner=market.easel.take("life", *_banner(maker)),
        story=maker.story,
        return_policy=POLICY,
        handling_days=maker.handling_days,
        makes_own=maker.index % 6 != 5,  # the others have not said yet who makes what they sell
        by=None,
        at=at,
    )
    if trusted == Seller.Moderation.AFTER:
        trust.set_level(
            seller,
            level=trusted,
            by=market.team["sellers"],
            at=at,
            because="Fabrique ses articles, photos et fiches exemplaires au dossier.",
        )
    market.calendar.note(later(rng, at, 20, 60), partial(_grow_team, market, maker))
    _note_troubles(market, maker)


def ask_again(market: Market, maker: Maker, at: datetime) -> None:
    """Send one item of a file back."""
    item = Item.objects.select_related("seller").get(
        seller=market.shops[maker.slug], kind=K.REGISTRATION
    )
    admission.ask_again(
        item,
        by=market.team["sellers"],
        at=at,
        note="L'extrait a plus de trois mois : déposez un document récent.",
    )


def refuse(market: Market, maker: Maker, at: datetime) -> None:
    """Close an application."""
    admission.refuse(
        market.shops[maker.slug],
        by=market.team["sellers"],
        at=at,
        because="Revente d'articles importés sans création ni fabrication propre : nous "
        "réservons la place de marché aux créateurs et aux petites marques.",
    )


def refuse_too_soon(market: Market, maker: Maker, at: datetime) -> None:
    """Refuse what will prove to be in order."""
    admission.refuse(
        market.shops[maker.slug],
        by=market.team["sellers"],
        at=at,
        because="L'entreprise n'apparaît pas au registre sous ce SIRET.",
    )


def revive(market: Market, maker: Maker, at: datetime) -> None:
    """Open a refused application again."""
    admission.revive(
        market.shops[maker.slug],
        by=market.team["sellers"],
        at=at,
        because="Le registre vient d'être mis à jour : déposez l'extrait du jour et nous le relirons.",
    )


def _presets(maker: Maker) -> list[str]:
    first = (
        "leger" if sum(kind in LIGHT for kind in maker.kinds) * 2 >= len(maker.kinds) else "courant"
    )
    return [
        first,
        *(["europe"] if maker.index % 4 == 0 else []),
        *(["express"] if maker.index % 7 == 3 else []),
    ]


def _banner(maker: Maker) -> tuple:
    return (maker.kinds[:4], maker.index, *BANNER, maker.mood)


def _grow_team(market: Market, maker: Maker, at: datetime) -> None:
    if maker.slug != "atelier-lune":
        return
    helper = team.person("theo@atelier-lune.example", "Théo Garnier", at=at)
    team.gather([helper])
    seller, owner = market.shops[maker.slug], market.owners[market.shops[maker.slug].pk]
    letter = staff.invite(seller, email=helper.email, role=Role.ORDERS, by=owner, at=at)
    staff.accept(letter, by=helper, at=at + timedelta(hours=5))
    market.calendar.note(
        market.now - timedelta(hours=18),
        lambda when: staff.invite(
            seller, email="ines@atelier-lune.example", role=Role.CATALOGUE, by=owner, at=when
        ),
    )


def _note_troubles(market: Market, maker: Maker) -> None:
    """The few shops that something befalls in the last days."""
    now, seller, owner = (
        market.now,
        market.shops[maker.slug],
        market.owners[market.shops[maker.slug].pk],
    )
    notes = {
        "holiday": (
            3,
            lambda at: suspension.go_away(
                seller, start=at.date(), end=at.date() + timedelta(days=9), by=owner, at=at
            ),
        ),
        "suspended": (
            6,
            lambda at: suspension.suspend(
                seller,
                by=market.team["sellers"],
                at=at,
                because="Trois commandes non expédiées et sans réponse depuis dix jours.",
            ),
        ),
    }
    if maker.state in notes:
        days, act = notes[maker.state]
        market.calendar.note(
            at_work(market.dice("trouble", maker.slug), now - timedelta(days=days), 0, 4), act
        )
    operator, days_ago = market.team["sellers"], lambda days: now - timedelta(days=days)
    identities = {
        "savonnerie-belle-rive": [
            (2, partial(_becomes, market, maker)),
            (1, partial(_writes_elsewhere, market, maker)),
        ],
        "filature-soulanges": [(38, partial(_moves, market, maker)), (30, identity.apply_due)],
        "l-etabli-d-aubrac": [
            (26, partial(_crosses, market, maker)),
            (24, partial(_approve, market, maker)),
            (20, identity.apply_due),
        ],
        "outils-rabastens": [
            (
                5,
                lambda at: trust.set_level(
                    seller,
                    level=Seller.Moderation.BEFORE,
                    by=operator,
                    at=at,
                    because="Deux fiches aux dimensions fausses en un mois : nous relisons avant publication.",
                ),
            )
        ],
    }
    for days, act in identities.get(maker.slug, ()):
        market.calendar.note(days_ago(days), act)
    if maker.slug == "brosserie-vauclin":
        market.calendar.note(now - timedelta(days=4), partial(_restrict, maker, market))
    if maker.slug == "papier-plume":
        market.calendar.note(
            now - timedelta(hours=20),
            lambda at: onboarding.give_bank(
                _fresh(seller), iban=iban(maker.index + 500), by=owner, at=at
            ),
        )


def _becomes(market: Market, maker: Maker, at: datetime) -> None:
    """A company changes its legal form: it waits for the operator's eyes."""
    seller = _fresh(market.shops[maker.slug])
    owner = market.owners[seller.pk]
    values = {"legal_name": f"{seller.legal_name} et Filles", "legal_form": "SASU"}
    _register(seller, values, owner, at)
    identity.ask(
        seller,
        T.COMPANY,
        by=owner,
        at=at,
        values=values,
        note="Assemblée du mois dernier, nouvel extrait déposé au dossier.",
    )


def _writes_elsewhere(market: Market, maker: Maker, at: datetime) -> None:
    """A shop gives buyers another address: its letter is not opened yet."""
    seller = _fresh(market.shops[maker.slug])
    identity.ask(
        seller,
        T.EMAIL,
        values={"email": f"bonjour@{seller.email.partition('@')[2]}"},
        by=market.owners[seller.pk],
        at=at,
    )


def _moves(market: Market, maker: Maker, at: datetime) -> None:
    """A workshop moves down the street on the first of its next week."""
    seller = _fresh(market.shops[maker.slug])
    owner, values = market.owners[seller.pk], {"line1": "11 rue de la Rivière"}
    _register(seller, values, owner, at)
    identity.ask(
        seller,
        T.CONTACT,
        values=values,
        by=owner,
        on=clock.paris_day(at) + timedelta(days=8),
        at=at,
    )


def _crosses(market: Market, maker: Maker, at: datetime) -> None:
    """A maker's sales, here and on markets, cross the raised limit of the franchise."""
    seller = _fresh(market.shops[maker.slug])
    identity.ask(
        seller,
        T.VAT,
        by=market.owners[seller.pk],
        at=at,
        on=clock.paris_day(at) + timedelta(days=6),
        values={"vat_regime": Seller.Vat.STANDARD, "vat_number": vat_number(seller.siren)},
        note="Seuil majoré dépassé avec mes ventes en salon.",
    )


def _approve(market: Market, maker: Maker, at: datetime) -> None:
    for version in identity.waiting(market.shops[maker.slug]):
        identity.approve(version, by=market.team["sellers"], at=at)


def _restrict(maker: Maker, market: Market, at: datetime) -> None:
    account = SandboxAccount.objects.get(ref=_fresh(market.shops[maker.slug]).account_ref)
    rehearsal.judge_account(account, "restricted", at=at)
    kyc.sync(account.ref, at=at)


def _fresh(seller: Seller) -> Seller:
    return Seller.objects.get(pk=seller.pk)
