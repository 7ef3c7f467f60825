"""Delivery of the outbox: each message becomes one file for the gateway that carries it further."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cases.staff.scope import NATION, acting_in
from cases.workflow.files import write_whole
from cases.workflow.models import OutboxMessage

AT_ONCE = 200


def deliver(at: datetime) -> int:
    """Write the waiting messages to the outbox folder, oldest first, and mark them; how many were delivered.

    A crash between the file and the mark writes the same file again under the same name: the receiver sees one message.
    """
    with acting_in(NATION), transaction.atomic():
        waiting = OutboxMessage.objects.select_for_update(skip_locked=True).filter(sent_at__isnull=True)
        messages = list(waiting.order_by("pk")[:AT_ONCE])
        for message in messages:
            write_whole(path_of(message), _body(message))
        OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(sent_at=at)
    return len(messages)


def path_of(message: OutboxMessage) -> Path:
    """Where the gateway of a county finds a message."""
    return Path(settings.FILES_DIR) / "outbox" / message.area_code[:6] / f"{message.pk:012d}.json"


def _body(message: OutboxMessage) -> bytes:
    content = {
        "id": message.pk,
        "topic": message.topic,
        "area_code": message.area_code,
        "created_at": message.created_at.isoformat(),
        "body": message.body,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()
