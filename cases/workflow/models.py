"""Rows behind every move: subject, journal, participation, outbox, batch; states are chained to the journal by foreign keys."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from cases.staff.models import OfPlace, PlaceQuerySet


class Transition(models.Model):
    """A pair of states that the table of moves of a machine joins; the journal may hold no other pair."""

    machine = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["machine", "from_state", "to_state"], name="transition_once")]

    def __str__(self) -> str:
        return f"{self.machine}: {self.from_state} → {self.to_state}"


class JournalLine(OfPlace):
    """One act, written in the same transaction as the act; append-only. Moves carry seq and states, other acts do not.

    PostgreSQL refuses a move whose pair of states is not in `Transition`, a gap in seq, and a from-state that is not
    the last to-state (keys in the migration `chain_states_to_the_journal`).
    """

    at = models.DateTimeField("时间")
    officer = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    post = models.ForeignKey("cases.Post", models.PROTECT, null=True, related_name="+", verbose_name="岗位")
    act = models.CharField("事项", max_length=40)
    subject_kind = models.CharField("对象", max_length=20)
    subject_id = models.BigIntegerField("对象编号", null=True)
    seq = models.IntegerField("序号", null=True)
    from_state = models.CharField("原状态", max_length=20, null=True)
    to_state = models.CharField("新状态", max_length=20, null=True)
    round = models.SmallIntegerField("轮次", null=True)
    note = models.TextField("说明", blank=True)
    detail = models.JSONField("内容", default=dict)  # names of fields and figures, never ID numbers or accounts

    class Meta:
        verbose_name = "日志"
        verbose_name_plural = "日志"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="journal_of_subject"),
            models.Index(fields=["area_code", "id"], name="journal_of_area"),
            models.Index(fields=["act", "id"], name="journal_of_act"),
            BrinIndex(fields=["at"], name="journal_by_day"),  # lines are written in the order of time: a few pages suffice
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.act}"


class SubjectQuerySet(PlaceQuerySet):
    """Cases by clock."""


class Subject(OfPlace):
    """A case that moves through a machine; only `perform` writes these columns (LAW 4 of the house)."""

    MACHINE: ClassVar[str]

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    state = models.CharField("状态", max_length=20)
    step = models.CharField("环节", max_length=20, blank=True)  # step of the pinned route whose clock runs
    version = models.IntegerField("版本", default=0)  # seq of the last journal line; the browser sends it back
    round = models.SmallIntegerField("轮次", default=1)
    step_due_at = models.DateTimeField("本环节期限", null=True, blank=True)
    due_at = models.DateTimeField("总期限", null=True, blank=True)
    due_provisional = models.BooleanField("期限为暂定", default=False)
    created_at = models.DateTimeField("建立时间")

    class Meta:
        abstract = True


class Participation(models.Model):
    """Four eyes is a row: one person stands once in a round of a case, as the one who handled it or who decided it."""

    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    round = models.SmallIntegerField()
    officer = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "round", "officer"],
                name="one_person_once_in_a_round",
                violation_error_message="同一人在同一轮办理中不能再次经手决定环节",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.officer_id}"


class OutboxMessage(models.Model):
    """A message that leaves the system after the act is committed; delivered by a sweep, never by the act itself."""

    topic = models.CharField(max_length=40)
    body = models.JSONField()
    area_code = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="outbox_waiting", condition=models.Q(sent_at__isnull=True))]

    def __str__(self) -> str:
        return self.topic


class BatchRun(OfPlace):
    """A job as a row: unique key, chunks, progress on the screen, failures as rows; a sweep resumes what has not moved."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    kind = models.CharField("任务", max_length=40)
    key = models.CharField("唯一键", max_length=120)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    cursor = models.BigIntegerField("进度位置", default=0)
    done = models.BigIntegerField("已完成", default=0)
    total = models.BigIntegerField("总数", null=True)
    started_by = models.ForeignKey("cases.Officer", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    message = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], name="batch_run_once", violation_error_message="这项任务已经建立"
            )
        ]
        indexes = [
            models.Index(
                fields=["moved_at"], name="batch_unfinished", condition=models.Q(state__in=["waiting", "running"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class BatchFailure(models.Model):
    """One thing a batch could not do, and why."""

    run = models.ForeignKey(BatchRun, models.PROTECT, related_name="failures")
    subject_id = models.BigIntegerField()
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "subject_id"], name="batch_failure_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.subject_id}"


class IdempotentCall(models.Model):
    """What a machine was answered under a key of its own: the same call again gets the same answer and does nothing twice."""

    officer = models.ForeignKey("cases.Officer", models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32)  # of method, address, post and body
    status = models.SmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "key"],
                name="one_answer_a_key",
                violation_error_message="这个 Idempotency-Key 已经用过",
            )
        ]

    def __str__(self) -> str:
        return self.key
