"""What the demonstration says: valid, varied, and the same every time."""

from random import Random

from stdnum import ean, iban
from stdnum.fr import siret, tva

from marketplace.demo.content.articles import articles
from marketplace.demo.content.categories import categories
from marketplace.demo.content.goods import catalogue, grammars
from marketplace.demo.content.makers import STATES, maker, makers
from marketplace.demo.content.reviews import review
from marketplace.demo.illustrations import KINDS, MOODS


def test_the_numbers_of_makers_pass_every_check():
    for m in makers():
        siret.validate(m.siret)
        iban.validate(m.iban)
        assert m.siret.startswith("000")
        assert bool(m.vat_number) == (m.vat_regime == "standard")
        if m.vat_number:
            tva.validate(m.vat_number)

    assert len({m.siret for m in makers()}) == len({m.iban for m in makers()}) == len(makers())


def test_every_maker_state_is_there():
    assert {m.state for m in makers()} == set(STATES)
    assert {m.mood for m in makers()} <= {mood.name for mood in MOODS}


def test_the_tree_has_three_levels_and_no_empty_leaf():
    filled = {sheet.category for sheet in catalogue()}
    parents = {c.parent for c in categories()}

    assert {c.depth for c in categories()} == {0, 1, 2}
    assert [c.slug for c in categories() if c.slug not in parents and c.slug not in filled] == []


def test_the_catalogue_is_large_unique_and_repeatable():
    sheets = catalogue()
    once = sheets[:40]
    catalogue.cache_clear()

    assert catalogue()[:40] == once
    assert len(sheets) == 640
    assert len({s.title for s in sheets}) == len(sheets)
    assert len({s.description for s in sheets}) >= len(sheets) - 2
    assert len({(s.seller, p.sku) for s in sheets for p in s.pieces}) == sum(
        len(s.pieces) for s in sheets
    )


def test_every_code_and_price_is_sane():
    pieces = [p for s in catalogue() for p in s.pieces]
    codes = [p.gtin for p in pieces if p.gtin]
    for code in codes:
        ean.validate(code)

    assert len(set(codes)) == len(codes)
    assert all(190 <= p.price_cents <= 60_000 and p.stock >= 0 and p.weight_g > 0 for p in pieces)


def test_no_template_is_left_in_a_text():
    texts = [s.description + s.title + "".join(s.attributes.values()) for s in catalogue()]

    assert [t for t in texts if "{" in t or "}" in t or "  " in t] == []


def test_reviews_do_not_repeat_on_a_page():
    said: set[str] = set()
    words = [review(Random(n), "bowl", 5, said) for n in range(6)]  # noqa: S311

    assert len({w.text for w in words}) == 6


def test_articles_point_at_makers_and_things_that_exist():
    for article in articles():
        assert not article.seller or maker(article.seller)
        assert set(article.kinds) <= set(KINDS)
        assert len(article.standfirst) <= 300
    assert set(grammars()) <= set(KINDS)
