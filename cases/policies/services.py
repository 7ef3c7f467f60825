"""Acts on the policy book: each asks who may, lets the book decide, and leaves a line in the journal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assistance.outcome import Reason, Refused, refused
from cases.policies import selectors
from cases.staff.models import Post, Role
from cases.workflow import journal
from eligibility import api

Answer = api.Version | Refused


def draft(written: api.Draft, *, actor: Post, at: datetime) -> Answer:
    """Keep a draft for a place inside the actor's own."""
    objection = _cannot_write(written, actor, at)
    if objection is not None:
        return objection
    return _kept("draft_policy", api.write_policy(written, by=actor.officer_id), actor, at, written.note)


def draft_all(written: Sequence[api.Draft], *, actor: Post, at: datetime) -> list[api.Version] | Refused:
    """Keep the documents of a whole place as drafts, all or none."""
    kept: list[api.Version] = []
    with transaction.atomic():
        for one in written:
            answer = draft(one, actor=actor, at=at)
            if isinstance(answer, Refused):
                transaction.set_rollback(True)
                return Refused(tuple(Reason(why.code, f"《{one.document}》：{why.text}") for why in answer.reasons))
            kept.append(answer)
    return kept


def rewrite(version_id: int, written: api.Draft, *, actor: Post, at: datetime) -> Answer:
    """Put a new draft in the place of an old one."""
    for objection in (_cannot(version_id, actor, Role.POLICY_EDITOR, "修改草稿"), _cannot_write(written, actor, at)):
        if objection is not None:
            return objection
    answer = api.rewrite_policy(version_id, written, by=actor.officer_id)
    return _kept("rewrite_policy", answer, actor, at, written.note, replaces=version_id)


def send_for_review(version_id: int, *, actor: Post, at: datetime, note: str = "") -> Answer:
    """Hand a draft to a second person."""
    objection = _cannot(version_id, actor, Role.POLICY_EDITOR, "送审")
    if objection is not None:
        return objection
    return _kept("review_policy", api.send_policy_for_review(version_id, by=actor.officer_id), actor, at, note)


def send_back(version_id: int, *, actor: Post, at: datetime, note: str) -> Answer:
    """Return a version under review to its drafter, with the reason."""
    objection = _cannot(version_id, actor, Role.POLICY_PUBLISHER, "退回")
    if objection is not None:
        return objection
    return _kept("return_policy", api.send_policy_back(version_id, by=actor.officer_id, note=note), actor, at, note)


def withdraw(version_id: int, *, actor: Post, at: datetime, note: str) -> Answer:
    """Give up a version that is not published; its drafter or another editor of the place does so."""
    objection = _cannot(version_id, actor, Role.POLICY_EDITOR, "撤回")
    if objection is not None:
        return objection
    return _kept("withdraw_policy", api.withdraw_policy(version_id, by=actor.officer_id, note=note), actor, at, note)


def publish(version_id: int, *, actor: Post, at: datetime, note: str = "") -> Answer:
    """Make a reviewed version the law of the book; the book refuses its drafter."""
    objection = _cannot(version_id, actor, Role.POLICY_PUBLISHER, "发布")
    if objection is not None:
        return objection
    return _kept("publish_policy", api.publish_policy(version_id, by=actor.officer_id, at=at), actor, at, note)


def _cannot(version_id: int, actor: Post, role: Role, what: str) -> Refused | None:
    """Why this actor cannot act on this version at all."""
    if Role(actor.role) != role:
        return refused("wrong_role", f"{what}由{role.label}办理，现在的岗位是{Role(actor.role).label}")
    found = selectors.version_of(actor, version_id)
    if found is None or not selectors.is_own(actor, found.area):
        return refused("not_here", "这份政策不在本岗位的地区，不能办理")
    return None


def _cannot_write(written: api.Draft, actor: Post, at: datetime) -> Refused | None:
    """Why this actor cannot keep this draft."""
    if Role(actor.role) != Role.POLICY_EDITOR:
        return refused("wrong_role", f"起草政策由政策拟稿人办理，现在的岗位是{Role(actor.role).label}")
    if not selectors.is_own(actor, written.area):
        return refused("not_own", "只能为本岗位的地区和下级地区起草政策，上级的标准由上级发布")
    if written.start < timezone.localtime(at).date() and not written.note.strip():
        return refused("past", "施行日期早于今天，请在说明里写明追溯施行的理由")
    return None


def _kept(
    act: str, outcome: api.Version | api.Refused, actor: Post, at: datetime, note: str = "", **detail: Any
) -> Answer:
    if isinstance(outcome, api.Refused):
        return Refused(tuple(Reason("book", text) for text in outcome.reasons))
    journal.record(
        act,
        actor=actor,
        at=at,
        area_code=selectors.place_of(outcome.area),
        kind=selectors.KIND,
        subject_id=outcome.id,
        note=note,
        detail={"document": outcome.document, "from": str(outcome.start), "names": sorted(outcome.values), **detail},
    )
    return outcome
