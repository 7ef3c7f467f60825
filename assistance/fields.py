"""Encrypted fields with the row's identity bound in, and the keyed blind index by which they are found."""

import hashlib
import hmac
import os
import unicodedata
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

KEY_ID = b"\x01"  # first byte of every sealed value: which key sealed it


class SealBroken(Exception):
    """A sealed value was tampered with, moved to another row, or sealed with another key."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Ciphertext as it lies in the row; it opens only together with the row it belongs to."""

    box: bytes

    def open(self, place: str, row: uuid.UUID) -> str:
        """Return the plain text; `place` is "table.column", `row` the row's uid. Raises SealBroken."""
        try:
            plain = AESGCM(settings.FIELD_KEY).decrypt(self.box[1:13], self.box[13:], _bound(place, row))
        except (InvalidTag, ValueError) as error:
            raise SealBroken(place) from error
        return plain.decode()

    def __str__(self) -> str:
        return "••••"


def _bound(place: str, row: uuid.UUID) -> bytes:
    return place.encode() + b"|" + row.bytes + b"|" + KEY_ID


def seal(text: str, place: str, row: uuid.UUID) -> Sealed:
    """Encrypt `text` for one column of one row (AES-256-GCM)."""
    nonce = os.urandom(12)
    return Sealed(KEY_ID + nonce + AESGCM(settings.FIELD_KEY).encrypt(nonce, text.encode(), _bound(place, row)))


def blind_index(text: str, purpose: str) -> bytes:
    """Keyed hash by which an encrypted value is found again; equal for equal normalised text and purpose."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    return hmac.new(settings.INDEX_KEY, f"{purpose}|{plain}".encode(), hashlib.sha256).digest()


if TYPE_CHECKING:
    _BytesField = models.BinaryField[Any, Any]
else:
    _BytesField = models.BinaryField


class SealedField(_BytesField):
    """A column that takes plain text or Sealed, stores ciphertext bound to the row's `uid`, and gives back Sealed."""

    def from_db_value(self, value: memoryview | bytes | None, *_args: object) -> Sealed | None:
        """Wrap what the database holds; nothing is decrypted by reading a row."""
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        """Seal plain text under the row's uid; an already sealed value is stored as it is."""
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = seal(value, place_of(model_instance, self.attname), model_instance.uid)  # type: ignore[attr-defined]
            setattr(model_instance, self.attname, value)
        return None if value is None else value.box

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Hand bytes to the driver."""
        return super().get_db_prep_value(value.box if isinstance(value, Sealed) else value, connection, prepared)


def place_of(row: models.Model, column: str) -> str:
    """The name under which a column's values are sealed: "table.column"."""
    return f"{row._meta.db_table}.{column}"


def opened(row: models.Model, column: str) -> str:
    """Plain text of a sealed column of a row. Who calls this has journalled why."""
    value: Sealed | None = getattr(row, column)
    return "" if value is None else value.open(place_of(row, column), row.uid)  # type: ignore[attr-defined]
