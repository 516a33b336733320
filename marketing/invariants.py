"""What must always be true of the people we write to."""

from collections.abc import Iterator

from marketing.models import Contact


def violations() -> Iterator[str]:
    """A sentence for each contact whose consent does not hold together."""
    for check in CHECKS:
        yield from check()


def _contacts() -> Iterator[str]:
    for pk in Contact.objects.filter(newsletter_at=None, withdrawn_at__isnull=False).values_list(
        "pk", flat=True
    ):
        yield f"contact {pk} left a letter never asked for"
    shouting = Contact.objects.exclude(email__exact="").filter(email__regex=r"[A-Z]")
    for pk in shouting.values_list("pk", flat=True):
        yield f"contact {pk} has capitals in its address and may exist twice"


CHECKS = (_contacts,)
