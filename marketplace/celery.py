"""The worker and the timetable, one line a job."""

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.schedules import crontab

from marketplace.machine.pulse import Pulse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

# Running as root is warned of because pickled messages run code; ours are JSON and nothing else.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("marketplace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(Pulse)

MINUTE = 60
# Beat asks for each of these by a row (marketplace/machine/timetable.py); what lies in the outbox
# it sweeps by itself.
app.conf.beat_schedule = {
    # rules and rights proposed by one person, whose delay is over
    "apply_proposals": {"task": "marketplace.apply_proposals", "schedule": 5 * MINUTE},
    # the team is told what waits for it: some of it at once, the rest every morning
    "marketplace.tell_team": {"task": "marketplace.tell_team", "schedule": 5 * MINUTE},
    "marketplace.tell_team_daily": {
        "task": "marketplace.tell_team_daily",
        "schedule": crontab(hour=7, minute=30),
    },
    # whoever nobody counted yet is counted for the segments: after an upgrade, and who is new
    "marketplace.count_purchases": {"task": "marketplace.count_purchases", "schedule": MINUTE},
    # unpaid orders give their stock back; the provider is asked about open payments
    "orders.expire_due": {"task": "orders.expire_due", "schedule": MINUTE},
    "orders.reconcile": {"task": "orders.reconcile", "schedule": 3 * MINUTE},
    "orders.forget_carts": {"task": "orders.forget_carts", "schedule": crontab(hour=3, minute=40)},
    # orders a seller did not answer are cancelled; old parcels are presumed delivered
    "orders.expire_acceptance": {"task": "orders.expire_acceptance", "schedule": 10 * MINUTE},
    "orders.look_at_late": {"task": "orders.look_at_late", "schedule": 10 * MINUTE},
    "orders.presume_delivery": {"task": "orders.presume_delivery", "schedule": crontab(minute=20)},
    # a point that closed before its parcel left is noticed, its buyer asked
    "orders.watch_points": {"task": "orders.watch_points", "schedule": crontab(minute=25)},
    # carriers are asked where parcels are; those nobody scans are their seller's to ask about
    "orders.watch_parcels": {"task": "orders.watch_parcels", "schedule": 10 * MINUTE},
    # every Monday the last weeks of each shop are measured; what a night missed, the next one finds
    "orders.measure_shops": {
        "task": "orders.measure_shops",
        "schedule": crontab(hour=5, minute=10),
    },
    # a complaint not answered in time goes to the operator
    "orders.accept_returns": {"task": "orders.accept_returns", "schedule": 10 * MINUTE},
    "orders.expire_incidents": {"task": "orders.expire_incidents", "schedule": 10 * MINUTE},
    # a shop's new identity comes into force on its day
    "sellers.forget_prospects": {
        "task": "sellers.forget_prospects",
        "schedule": crontab(hour=3, minute=50),
    },
    # whoever was written to is told minutes later; answers that are owed are watched
    "sellers.tell_messages": {"task": "sellers.tell_messages", "schedule": MINUTE},
    "sellers.watch_answers": {"task": "sellers.watch_answers", "schedule": 10 * MINUTE},
    "sellers.forget_threads": {
        "task": "sellers.forget_threads",
        "schedule": crontab(hour=3, minute=45),
    },
    "sellers.apply_identities": {"task": "sellers.apply_identities", "schedule": 10 * MINUTE},
    # imports whose worker died are resumed; holidays of shops begin and end
    "catalog.resume_imports": {"task": "catalog.resume_imports", "schedule": MINUTE},
    # reductions end when their sellers said that they would
    "catalog.end_reductions": {"task": "catalog.end_reductions", "schedule": MINUTE},
    # what sells is added up for the order of the lists
    "catalog.count_sales": {"task": "catalog.count_sales", "schedule": 2 * MINUTE},
    "catalog.refresh_holidays": {"task": "catalog.refresh_holidays", "schedule": crontab(minute=2)},
    # whoever waits for a sheet is told when it is back; old alerts are forgotten
    "catalog.call_alerts": {"task": "catalog.call_alerts", "schedule": 10 * MINUTE},
    "catalog.forget_alerts": {
        "task": "catalog.forget_alerts",
        "schedule": crontab(hour=3, minute=50),
    },
    # what was searched for is added up; what is old or rare is forgotten
    "catalog.add_up_searches": {"task": "catalog.add_up_searches", "schedule": MINUTE},
    "catalog.forget_searches": {
        "task": "catalog.forget_searches",
        "schedule": crontab(hour=3, minute=55),
    },
    # files of buyers' photos that are shown no more, should their deletion have failed
    "catalog.sweep_snapshots": {
        "task": "catalog.sweep_snapshots",
        "schedule": crontab(hour=3, minute=35),
    },
    # after an upgrade that writes the word index otherwise, it is written again
    "catalog.renew_search": {"task": "catalog.renew_search", "schedule": 5 * MINUTE},
    # a search engine, where there is one, is told of what nobody told it yet
    # marketing
    "marketing.turn_pages": {"task": "marketing.turn_pages", "schedule": MINUTE},
    # pictures of the library whose sizes nobody cuts
    "marketing.cut_waiting": {"task": "marketing.cut_waiting", "schedule": 10 * MINUTE},
    "marketing.turn_reposts": {"task": "marketing.turn_reposts", "schedule": MINUTE},
    # shops whose answers to an interview are awaited soon are reminded once
    "marketing.remind_interviews": {
        "task": "marketing.remind_interviews",
        "schedule": crontab(hour=9, minute=10),
    },
    # whoever has a seat is reminded the day and the hour before; old sign-ups are forgotten
    "marketing.remind_signups": {"task": "marketing.remind_signups", "schedule": MINUTE},
    "marketing.give_back_aside": {"task": "marketing.give_back_aside", "schedule": MINUTE},
    "marketing.forget_signups": {
        "task": "marketing.forget_signups",
        "schedule": crontab(hour=3, minute=45),
    },
    # whoever follows a shop is told of its news; what nobody confirmed is forgotten
    "marketing.tell_followers": {
        "task": "marketing.tell_followers",
        "schedule": crontab(hour=8, minute=20),
    },
    "marketing.forget_follows": {
        "task": "marketing.forget_follows",
        "schedule": crontab(hour=3, minute=40),
    },
    "catalog.feed_search": {"task": "catalog.feed_search", "schedule": MINUTE},
    # what sellers write in words that no attribute knows is counted for the operator
    "catalog.count_unread": {
        "task": "catalog.count_unread",
        "schedule": crontab(hour=3, minute=20),
    },
    # who sells goods of a recycling scheme without its number is noted and told
    "catalog.watch_recycling": {
        "task": "catalog.watch_recycling",
        "schedule": crontab(hour=4, minute=10),
    },
    # whose proof of a label ends is told, and what ended is taken away
    "catalog.watch_labels": {
        "task": "catalog.watch_labels",
        "schedule": crontab(hour=0, minute=5),
    },
    # badges: what sold best until the day before yesterday, of what few are left
    "catalog.rank_sales": {
        "task": "catalog.rank_sales",
        "schedule": crontab(hour=0, minute=25),
    },
    "catalog.count_few": {"task": "catalog.count_few", "schedule": 15 * MINUTE},
    # how good sheets are follows what moved without them: photos, the vocabulary, dates
    "catalog.rate_sheets": {
        "task": "catalog.rate_sheets",
        "schedule": crontab(hour=4, minute=20),
    },
    # each seller's commissions of the month that ended, and of any that was missed
    "accounting.bill_commissions": {
        "task": "accounting.bill_commissions",
        "schedule": crontab(minute=5),
    },
    # what was booked since the last hour is added to its months
    "accounting.add_up_months": {
        "task": "accounting.add_up_months",
        "schedule": crontab(minute=35),
    },
    # documents without a file; transfers with an unknown outcome; the weekly run
    "accounting.render_waiting": {"task": "accounting.render_waiting", "schedule": 5 * MINUTE},
    "accounting.settle_payouts": {"task": "accounting.settle_payouts", "schedule": 5 * MINUTE},
    "accounting.prepare_payouts": {
        "task": "accounting.prepare_payouts",
        "schedule": crontab(hour=6, minute=0, day_of_week=1),
    },
    # what was written is sealed; every night what came is proven, and on Sundays all of it
    "marketplace.seal": {"task": "marketplace.seal", "schedule": MINUTE},
    "marketplace.prove": {
        "task": "marketplace.prove",
        "schedule": crontab(hour=2, minute=30, day_of_week="1-6"),
    },
    "marketplace.prove_whole": {
        "task": "marketplace.prove_whole",
        "schedule": crontab(hour=2, minute=30, day_of_week=0),
    },
    # where tables are cut by keys, the next parts are made long before they are needed
    "marketplace.cut_ahead": {
        "task": "marketplace.cut_ahead",
        "schedule": crontab(hour=1, minute=40),
    },
    # files of refused forms that nobody sent again
    "marketplace.sweep_kept_files": {
        "task": "marketplace.sweep_kept_files",
        "schedule": crontab(minute=50),
    },
    "marketplace.forget_done": {
        "task": "marketplace.forget_done",
        "schedule": crontab(hour=3, minute=50),
    },
    # the sandbox delivers its late webhooks
    "sandbox.sweep": {"task": "sandbox.sweep", "schedule": 20},
}
