"""What the worker does for the whole marketplace: notices of providers, the sandbox's deliveries."""

from importlib import import_module

from celery import shared_task

from marketplace import notices, proof
from marketplace.shared import clock, events, sealing
from marketplace.shared.gateway import current, delivery, rehearsal


@shared_task(name="marketplace.handle_notice")
def handle_notice(*, notice_id: int, **_) -> None:
    """Settle what a provider told us."""
    notices.handle(notice_id, now=clock.now())


@shared_task(name="sandbox.sweep")
def sweep_sandbox(**_) -> None:
    """Deliver the sandbox's late webhooks and open the disputes of its card that contests."""
    if current().is_sandbox:
        rehearsal.dispute_what_is_due(clock.now())
        delivery.sweep(clock.now())


@shared_task(name="marketplace.sweep")
def sweep(**_) -> None:
    """Start again what was due and not done: the broker was away, or a worker died."""
    events.sweep(clock.now())


@shared_task(name="marketplace.seal")
def seal(**_) -> None:
    """Seal what was written since the last minute."""
    sealing.seal_new(clock.now())


@shared_task(name="marketplace.prove")
def prove(**_) -> None:
    """Verify everything and keep what was found."""
    proof.run()


@shared_task(name="demo.draw_gallery")
def draw_gallery(*, product_ids: list[int], **_) -> None:
    """Draw the other views of the demonstration's sheets."""
    import_module("marketplace.demo.gallery").draw(product_ids)  # a shop without a demo never loads it
