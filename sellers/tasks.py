"""Work of the sellers app in the background: one call each."""

from celery import shared_task

from marketplace.shared import clock, lanes, mail
from marketplace.shared.models import LegalText, User
from sellers.application import agreements, emails, kyc, mandates
from sellers.conversations import emails as thread_emails
from sellers.conversations import watch as thread_watch
from sellers.identity import emails as identity_emails
from sellers.identity import identity
from sellers.models import Identity, Invitation, Prospect, Role, Seller, Thread
from sellers.prospects import emails as prospect_emails
from sellers.prospects import prospects
from sellers.states import ThreadState
from sellers.team import emails as team_emails
from sellers.team import team


@shared_task(name="sellers.open_account", lane=lanes.MONEY)
def open_account(*, seller_id, **_):
    """Open the seller's account at the payment provider."""
    kyc.open_account(seller_id, at=clock.now())


@shared_task(name="sellers.tell_account", lane=lanes.MONEY)
def tell_account(*, update_id, **_):
    """Tell the payment provider a seller's identity, under the same key until it answers."""
    kyc.tell(update_id, at=clock.now())


@shared_task(name="sellers.send_received")
def send_received(*, seller_id, **_):
    """Tell the applicant that the file is complete."""
    mail.send(emails.received(Seller.objects.get(pk=seller_id)))


@shared_task(name="sellers.send_opened")
def send_opened(*, seller_id, **_):
    """Tell the seller that the shop is open."""
    mail.send(emails.opened(Seller.objects.get(pk=seller_id)))


@shared_task(name="sellers.send_refused")
def send_refused(*, seller_id, reason, **_):
    """Tell the applicant no, and why."""
    mail.send(emails.refused(Seller.objects.get(pk=seller_id), reason=reason))


@shared_task(name="sellers.send_revived")
def send_revived(*, seller_id, note, **_):
    """Tell the applicant that the file is open again."""
    mail.send(emails.revived(Seller.objects.get(pk=seller_id), note=note))


@shared_task(name="sellers.send_closed")
def send_closed(*, seller_id, reason, **_):
    """Tell the seller that the shop is closed, and why."""
    mail.send(emails.closed(Seller.objects.get(pk=seller_id), reason=reason))


@shared_task(name="sellers.send_reopened")
def send_reopened(*, seller_id, note, **_):
    """Tell the seller that the shop is open again."""
    mail.send(emails.reopened(Seller.objects.get(pk=seller_id), note=note))


@shared_task(name="sellers.send_identity_asked")
def send_identity_asked(*, identity_id, **_):
    """Tell the seller that a change of identity will be checked."""
    mail.send(identity_emails.identity_asked(_version(identity_id)))


@shared_task(name="sellers.send_identity_scheduled")
def send_identity_scheduled(*, identity_id, **_):
    """Tell the seller that a change of identity is accepted for a day."""
    mail.send(identity_emails.identity_scheduled(_version(identity_id)))


@shared_task(name="sellers.send_identity_in_force")
def send_identity_in_force(*, identity_id, old_email, **_):
    """Tell the seller that a new identity is in force, at the old address too when it changed."""
    version = _version(identity_id)
    for address in dict.fromkeys((old_email, version.values["email"])):
        mail.send(identity_emails.identity_in_force(version, to=address))


@shared_task(name="sellers.send_mailbox_proof")
def send_mailbox_proof(*, identity_id, **_):
    """Ask the reader of a shop's new address to confirm it; only the newest letter opens it."""
    version = _version(identity_id)
    token = identity.seal(version)
    if token:
        mail.send(identity_emails.mailbox_proof(version, token=token))


@shared_task(name="sellers.send_mailbox_asked")
def send_mailbox_asked(*, identity_id, **_):
    """Tell the shop's address in force that another one was asked for."""
    mail.send(identity_emails.mailbox_asked(_version(identity_id)))


@shared_task(name="sellers.send_identity_refused")
def send_identity_refused(*, identity_id, **_):
    """Tell the seller that a change of identity is refused, and why."""
    mail.send(identity_emails.identity_refused(_version(identity_id)))


@shared_task(name="sellers.apply_identities", lane=lanes.MONEY)
def apply_identities():
    """Bring into force the identities whose day has come."""
    identity.apply_due(clock.now())


@shared_task(name="sellers.send_item_asked")
def send_item_asked(*, seller_id, kind, note, **_):
    """Tell the applicant which item to provide again."""
    mail.send(emails.item_asked(Seller.objects.get(pk=seller_id), kind=kind, note=note))


@shared_task(name="sellers.send_suspended")
def send_suspended(*, seller_id, reason, **_):
    """Tell the seller why sales are suspended; a revoked mandate has a letter of its own."""
    if reason != mandates.PAUSED:
        mail.send(emails.suspended(Seller.objects.get(pk=seller_id), reason=reason))


@shared_task(name="sellers.send_reinstated")
def send_reinstated(*, seller_id, **_):
    """Tell the seller that the suspension is over."""
    mail.send(emails.reinstated(Seller.objects.get(pk=seller_id)))


@shared_task(name="sellers.send_kyc_asked")
def send_kyc_asked(*, seller_id, **_):
    """Tell the seller what the payment provider wants to know, if it still does."""
    letter = kyc.letter(seller_id)
    if letter is not None:
        mail.send(letter)


@shared_task(name="sellers.send_mandate_revoked")
def send_mandate_revoked(*, seller_id, **_):
    """Tell the seller that the mandate ended, unless it was given again since."""
    seller = Seller.objects.get(pk=seller_id)
    if seller.mandate_revoked_at is not None:
        mail.send(emails.mandate_revoked(seller, because=mandates.because(seller)))


@shared_task(name="sellers.tell_of_text")
def tell_of_text(*, text_id, **_):
    """Have the owners of every shop written to when a text between us is published anew."""
    agreements.tell(LegalText.objects.get(pk=text_id), task=send_text_published)


@shared_task(name="sellers.send_text_published")
def send_text_published(*, seller_id, user_id, text_id, **_):
    """Tell an owner of a new version, unless it was accepted meanwhile."""
    letter = agreements.letter(
        Seller.objects.get(pk=seller_id),
        User.objects.get(pk=user_id),
        LegalText.objects.get(pk=text_id),
    )
    if letter is not None:
        mail.send(letter)


@shared_task(name="sellers.send_bank_changed")
def send_bank_changed(*, seller_id, old_email, **_):
    """Write to the old address and every owner that the IBAN changed: no thief reads them all."""
    seller = Seller.objects.get(pk=seller_id)
    owners = seller.members.filter(role=Role.OWNER).values_list("user__email", flat=True)
    for address in sorted({old_email, *owners}):
        mail.send(emails.bank_changed(seller, to=address))


@shared_task(name="sellers.send_invitation")
def send_invitation(*, invitation_id, **_):
    """Send the letter of an invitation that still waits; only the newest letter opens it."""
    invitation = _invitation(invitation_id)
    token = team.seal(invitation)
    if token:
        mail.send(team_emails.invitation(invitation, token=token))


@shared_task(name="sellers.send_invitation_withdrawn")
def send_invitation_withdrawn(*, invitation_id, **_):
    """Tell the invited person that the shop took its invitation back."""
    mail.send(team_emails.invitation_withdrawn(_invitation(invitation_id)))


@shared_task(name="sellers.send_invitation_answered")
def send_invitation_answered(*, invitation_id, **_):
    """Tell the owners what became of an invitation."""
    for letter in team_emails.invitation_answered(_invitation(invitation_id)):
        mail.send(letter)


@shared_task(name="sellers.send_appointed")
def send_appointed(*, seller_id, user_id, role, **_):
    """Tell a member of their new role."""
    mail.send(
        team_emails.appointed(
            Seller.objects.get(pk=seller_id), User.objects.get(pk=user_id), role=role
        )
    )


@shared_task(name="sellers.send_member_left")
def send_member_left(*, seller_id, user_id, removed, **_):
    """Tell whoever did not act: the person who was taken out, or the owners of whoever left."""
    seller, user = Seller.objects.get(pk=seller_id), User.objects.get(pk=user_id)
    for letter in (
        [team_emails.member_removed(seller, user)]
        if removed
        else team_emails.member_left(seller, user)
    ):
        mail.send(letter)


def _invitation(pk):
    return Invitation.objects.select_related("seller", "invited_by").get(pk=pk)


def _version(pk: int) -> Identity:
    return Identity.objects.select_related("seller").get(pk=pk)


@shared_task(name="sellers.send_prospect_received")
def send_prospect_received(*, prospect_id, **_):
    """Tell whoever asked about selling here that it arrived; nobody, once they are erased."""
    prospect = Prospect.objects.get(pk=prospect_id)
    if prospect.email:
        mail.send(prospect_emails.received(prospect))


@shared_task(name="sellers.send_prospect_invited")
def send_prospect_invited(*, prospect_id, **_):
    """Lead a prospect to their application; nobody, once they are erased."""
    prospect = Prospect.objects.get(pk=prospect_id)
    if prospect.email:
        mail.send(prospect_emails.invited(prospect))


@shared_task(name="sellers.forget_prospects", lane=lanes.QUIET)
def forget_prospects(**_) -> None:
    """Erase the prospects that nobody heard of for as long as the rule says."""
    while prospects.forget(at=clock.now()):
        pass


def _thread(pk: int) -> Thread | None:
    """An exchange, with its two sides; nothing once its words are erased."""
    rows = Thread.objects.select_related("seller", "buyer")
    return rows.filter(pk=pk, erased_at=None).first()


@shared_task(name="sellers.send_contact_received")
def send_contact_received(*, thread_id, **_):
    """Lead whoever wrote by the contact form to their exchange."""
    thread = _thread(thread_id)
    if thread is not None and thread.buyer_id is None:
        mail.send(thread_emails.received(thread))


@shared_task(name="sellers.send_messages")
def send_messages(*, thread_id, side, message_id, **_):
    """Write to a side about what was said to it."""
    thread = _thread(thread_id)
    if thread is not None:
        mail.send(thread_emails.said(thread, side, message_id))


@shared_task(name="sellers.send_operator_joined")
def send_operator_joined(*, thread_id, **_):
    """Tell both sides that the operator reads their exchange from now on."""
    thread = _thread(thread_id)
    for letter in thread_emails.joined(thread) if thread is not None else ():
        mail.send(letter)


@shared_task(name="sellers.send_thread_closed")
def send_thread_closed(*, thread_id, side, **_):
    """Tell the other sides that an exchange is closed, unless it goes on already."""
    thread = _thread(thread_id)
    if thread is not None and thread.state == ThreadState.CLOSED:
        for letter in thread_emails.closed(thread, side):
            mail.send(letter)


@shared_task(name="sellers.send_answer_reminder")
def send_answer_reminder(*, thread_id, side, **_):
    """Remind a side of the answer that it owes, unless it was given meanwhile."""
    thread = _thread(thread_id)
    letter = thread_emails.reminded(thread, side) if thread is not None else None
    if letter is not None:
        mail.send(letter)


@shared_task(name="sellers.send_answer_late")
def send_answer_late(*, thread_id, **_):
    """Tell both sides that the operator takes an exchange without an answer."""
    thread = _thread(thread_id)
    for letter in thread_emails.escalated(thread) if thread is not None else ():
        mail.send(letter)


@shared_task(name="sellers.tell_messages")
def tell_messages(**_) -> None:
    """Have both sides written to about what was said to them minutes ago."""
    for side in thread_watch.TELLS:
        while thread_watch.write_letters(side, at=clock.now()):
            pass


@shared_task(name="sellers.watch_answers", lane=lanes.QUIET)
def watch_answers(**_) -> None:
    """Follow the delays of answers: stop them, remind, hand over, end pauses."""
    at = clock.now()
    thread_watch.stop_clocks(at=at)
    for step in (thread_watch.escalate, thread_watch.remind, thread_watch.wake):
        while step(at=at):
            pass


@shared_task(name="sellers.forget_threads", lane=lanes.QUIET)
def forget_threads(**_) -> None:
    """Erase the exchanges that were closed for as long as the rule says."""
    while thread_watch.forget(at=clock.now()):
        pass
