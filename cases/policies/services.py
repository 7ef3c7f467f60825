"""Acts on the policy book: each asks who may, lets the book decide, and leaves a line in the journal."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from assistance.outcome import Reason, Refused, refused
from cases.policies import selectors
from cases.staff.models import Post, Role
from cases.workflow import journal
from eligibility import api

Answer = api.Version | Refused


def draft(written: api.Draft, *, actor: Post, at: datetime) -> Answer:
    """Keep a draft for a place inside the actor's own."""
    return (
        _not(actor, Role.POLICY_EDITOR, "起草政策")
        or _not_own(actor, written.area)
        or _without_reason(written, at)
        or _kept("draft_policy", api.write_policy(written, by=actor.officer_id), actor, at)
    )


def rewrite(version_id: int, written: api.Draft, *, actor: Post, at: datetime) -> Answer:
    """Put a new draft in the place of an old one."""
    found = _seen(version_id, actor)
    if isinstance(found, Refused):
        return found
    return (
        _not(actor, Role.POLICY_EDITOR, "修改草稿")
        or _not_own(actor, written.area)
        or _without_reason(written, at)
        or _kept(
            "rewrite_policy",
            api.rewrite_policy(version_id, written, by=actor.officer_id),
            actor, at, replaces=version_id,
        )
    )  # fmt: skip


def send_for_review(version_id: int, *, actor: Post, at: datetime, note: str = "") -> Answer:
    """Hand a draft to a second person."""
    found = _seen(version_id, actor)
    if isinstance(found, Refused):
        return found
    return _not(actor, Role.POLICY_EDITOR, "送审") or _kept(
        "review_policy", api.send_policy_for_review(version_id, by=actor.officer_id), actor, at, note
    )


def send_back(version_id: int, *, actor: Post, at: datetime, note: str) -> Answer:
    """Return a version under review to its drafter, with the reason."""
    found = _seen(version_id, actor)
    if isinstance(found, Refused):
        return found
    return _not(actor, Role.POLICY_PUBLISHER, "退回") or _kept(
        "return_policy", api.send_policy_back(version_id, by=actor.officer_id, note=note), actor, at, note
    )


def withdraw(version_id: int, *, actor: Post, at: datetime, note: str) -> Answer:
    """Give up a version that is not published; its drafter or another editor of the place does so."""
    found = _seen(version_id, actor)
    if isinstance(found, Refused):
        return found
    return _not(actor, Role.POLICY_EDITOR, "撤回") or _kept(
        "withdraw_policy", api.withdraw_policy(version_id, by=actor.officer_id, note=note), actor, at, note
    )


def publish(version_id: int, *, actor: Post, at: datetime, note: str = "") -> Answer:
    """Make a reviewed version the law of the book; the book refuses its drafter."""
    found = _seen(version_id, actor)
    if isinstance(found, Refused):
        return found
    return _not(actor, Role.POLICY_PUBLISHER, "发布") or _kept(
        "publish_policy", api.publish_policy(version_id, by=actor.officer_id, at=at), actor, at, note
    )


def _seen(version_id: int, actor: Post) -> Answer:
    found = selectors.version_of(actor, version_id)
    if found is None or not selectors.is_own(actor, found.area):
        return refused("not_here", "这份政策不在本岗位的地区，不能办理")
    return found


def _not(actor: Post, role: Role, what: str) -> Refused | None:
    if Role(actor.role) == role:
        return None
    return refused("wrong_role", f"{what}由{role.label}办理，现在的岗位是{Role(actor.role).label}")


def _not_own(actor: Post, area: str) -> Refused | None:
    if selectors.is_own(actor, area):
        return None
    return refused("not_own", "只能为本岗位的地区和下级地区起草政策，上级的标准由上级发布")


def _without_reason(written: api.Draft, at: datetime) -> Refused | None:
    if written.start >= timezone.localtime(at).date() or written.note.strip():
        return None
    return refused("past", "施行日期早于今天，请在说明里写明追溯施行的理由")


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
        note=note or outcome.note if act in {"draft_policy", "rewrite_policy"} else note,
        detail={"document": outcome.document, "from": str(outcome.start), "names": sorted(outcome.values), **detail},
    )
    return outcome
