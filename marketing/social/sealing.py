"""What was approved of a post, as a number: the fact of its approval keeps it, sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from marketing.events import PostApproved
from marketing.models import Post
from marketing.states import PostState
from marketplace.shared.events import subject_of
from marketplace.shared.facts import name_of
from marketplace.shared.models import Fact

CONTENT = ("channel_id", "text", "text_en", "about", "slug", "size")


def seal(post: Post) -> str:
    """The SHA-256 of all that leaves: words, what its card shows, which picture, where it leads.

    The card itself is drawn when it is taken away, from the price of that day.
    """
    content = {name: getattr(post, name) for name in CONTENT}
    content["picture"] = post.picture.file.name if post.picture else ""
    content["link"] = [post.link.code, post.link.path] if post.link else []
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def changed(posts: Iterable[Post]) -> set[int]:
    """Of these posts, read with picture and link, those about to leave that are not what was
    approved. One statement; nothing is known of what was approved before seals were kept.
    """
    approved = {subject_of(post): post for post in posts if post.state == PostState.APPROVED}
    facts = Fact.objects.filter(name=name_of(PostApproved), subject__in=approved).order_by("pk")
    last = {subject: data.get("seal") for subject, data in facts.values_list("subject", "data")}
    return {
        approved[subject].pk
        for subject, told in last.items()
        if told and told != seal(approved[subject])
    }
