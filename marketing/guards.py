"""What the database refuses: rewriting what was approved, of the house's pages or of a shop's."""

from marketplace.shared.append_only import Guard

WRITING = "OLD.\"state\" IN ('draft', 'review')"
UNSEEN = "OLD.\"state\" IN ('draft', 'review', 'scheduled')"
TYPED = "OLD.\"state\" IN ('draft', 'sent_back')"
READ = "OLD.\"state\" IN ('draft', 'sent_back', 'proposed')"
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
            "segment_id": WRITING,
            "starts_at": WRITING,
            "approved_at": UNSEEN,
            "by_two": UNSEEN,
            "seal": UNSEEN,
        },
        may_go="OLD.\"state\" IN ('draft', 'discarded')",
    ),
    Guard(
        "marketing.ShopVersion",
        may_change={
            "state": "",
            "written_by_id": "",
            "proposed_by_id": "",
            "decided_by_id": "",
            "decided_at": "",
            "reason": "",
            "motives": "",
            "is_told": "",
            "judged": READ,
            "blocks": TYPED,
            "revision": TYPED,
            "written_at": TYPED,
            "proposed_at": READ,
            "pictures": READ,
            "seal": READ,
        },
        may_go="OLD.\"state\" IN ('draft', 'sent_back', 'discarded')",
    ),
    Guard(
        "marketing.ShopPicture",
        may_change={"added_by_id": "", "seen_at": 'OLD."seen_at" IS NULL'},
        may_go="TRUE",
    ),
    Guard(
        "marketing.ShopNews",
        may_change={
            "state": "",
            "written_by_id": "",
            "decided_by_id": "",
            "decided_at": "",
            "published_at": "",
            "reason": "",
            "ends_on": "",
            "sent_at": READ,
            "seal": READ,
            "title": TYPED,
            "title_en": TYPED,
            "text": TYPED,
            "text_en": TYPED,
            "picture_id": TYPED,
            "revision": TYPED,
            "written_at": TYPED,
        },
        may_go="OLD.\"state\" IN ('draft', 'sent_back')",
    ),
)
