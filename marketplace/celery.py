"""The worker and the timetable, one line a job."""

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.schedules import crontab
from django.conf import settings
from django.core.cache import cache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

# Running as root is warned of because pickled messages run code; ours are JSON and nothing else.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("marketplace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task(name="heartbeat")
def heartbeat() -> None:
    """Leave the sign of life that /readyz shows."""
    cache.set(settings.HEARTBEAT, True, timeout=180)


MINUTE = 60
app.conf.beat_schedule = {
    "heartbeat": {"task": "heartbeat", "schedule": MINUTE, "options": {"expires": MINUTE}},
    # the outbox: tasks that are due and were not done
    "sweep": {"task": "marketplace.sweep", "schedule": MINUTE},
    # rules and rights proposed by one person, whose delay is over
    "apply_proposals": {"task": "marketplace.apply_proposals", "schedule": 5 * MINUTE},
    # unpaid orders give their stock back; the provider is asked about open payments
    "orders.expire_due": {"task": "orders.expire_due", "schedule": MINUTE},
    "orders.reconcile": {"task": "orders.reconcile", "schedule": 3 * MINUTE},
    "orders.forget_carts": {"task": "orders.forget_carts", "schedule": crontab(hour=3, minute=40)},
    # orders a seller did not answer are cancelled; old parcels are presumed delivered
    "orders.expire_acceptance": {"task": "orders.expire_acceptance", "schedule": 10 * MINUTE},
    "orders.presume_delivery": {"task": "orders.presume_delivery", "schedule": crontab(minute=20)},
    # a complaint not answered in time goes to the operator
    "orders.expire_incidents": {"task": "orders.expire_incidents", "schedule": 10 * MINUTE},
    # a shop's new identity comes into force on its day
    "sellers.apply_identities": {"task": "sellers.apply_identities", "schedule": 10 * MINUTE},
    # imports whose worker died are resumed; holidays of shops begin and end
    "catalog.resume_imports": {"task": "catalog.resume_imports", "schedule": MINUTE},
    "catalog.refresh_holidays": {"task": "catalog.refresh_holidays", "schedule": crontab(minute=2)},
    # whoever waits for a sheet is told when it is back; old alerts are forgotten
    "catalog.call_alerts": {"task": "catalog.call_alerts", "schedule": 10 * MINUTE},
    "catalog.forget_alerts": {
        "task": "catalog.forget_alerts",
        "schedule": crontab(hour=3, minute=50),
    },
    # after an upgrade that writes the word index otherwise, it is written again
    "catalog.renew_search": {"task": "catalog.renew_search", "schedule": 5 * MINUTE},
    # each seller's commissions of the month that ended, and of any that was missed
    "accounting.bill_commissions": {
        "task": "accounting.bill_commissions",
        "schedule": crontab(minute=5),
    },
    # documents without a file; transfers with an unknown outcome; the weekly run
    "accounting.render_waiting": {"task": "accounting.render_waiting", "schedule": 5 * MINUTE},
    "accounting.settle_payouts": {"task": "accounting.settle_payouts", "schedule": 5 * MINUTE},
    "accounting.prepare_payouts": {
        "task": "accounting.prepare_payouts",
        "schedule": crontab(hour=6, minute=0, day_of_week=1),
    },
    # what was written is sealed; every night all of it is proven
    "marketplace.seal": {
        "task": "marketplace.seal",
        "schedule": MINUTE,
        "options": {"expires": MINUTE},
    },
    "marketplace.prove": {"task": "marketplace.prove", "schedule": crontab(hour=2, minute=30)},
    # the sandbox delivers its late webhooks
    "sandbox.sweep": {"task": "sandbox.sweep", "schedule": 20},
}
