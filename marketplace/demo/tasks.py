"""What the worker does for the demonstration."""

from celery import shared_task

from catalog.sheets import rating
from marketplace.demo import gallery
from marketplace.shared import lanes


@shared_task(name="demo.draw_gallery", lane=lanes.QUIET)
def draw_gallery(*, product_ids: list[int], **_) -> None:
    """Draw the other views of the demonstration's sheets."""
    gallery.draw(product_ids)
    rating.keep(product_ids)  # more photos are more points
