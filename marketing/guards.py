"""What the database refuses: rewriting a version of a page that was approved."""

from marketplace.shared.append_only import Guard

WRITING = "OLD.\"state\" IN ('draft', 'review')"
UNSEEN = "OLD.\"state\" IN ('draft', 'review', 'scheduled')"
GUARDS = (
    Guard(
        "marketing.Version",
        may_change={
            "state": "",
            "ends_at": "",
            "written_by_id": "",
            "approved_by_id": "",
            "revision": WRITING,
            "written_at": WRITING,
            "title": WRITING,
            "title_en": WRITING,
            "description": WRITING,
            "description_en": WRITING,
            "blocks": WRITING,
            "audience": WRITING,
            "starts_at": WRITING,
            "approved_at": UNSEEN,
            "by_two": UNSEEN,
            "seal": UNSEEN,
        },
        may_go="OLD.\"state\" IN ('draft', 'discarded')",
    ),
)
