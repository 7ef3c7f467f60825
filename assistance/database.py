"""What PostgreSQL must refuse for us: no overlap, append-only, positive amounts, area policies, grants by table."""

import hmac
import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import connection as default_connection
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunSQL


def array_of(values: Iterable[Any]) -> str:
    """Plain values as one array literal: given as a list they reach the server as an expression of so many constants."""
    held = list(values)
    told = json.dumps(held, ensure_ascii=False, default=str)[1:-1]  # as PostgreSQL writes it, but for what JSON escapes
    return "{" + (told if "\\" not in told else ",".join(map(_element, held))) + "}"


def _element(value: object) -> str:
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


class PeriodField(DateRangeField):
    """Half-open range of days: from the lower bound, up to but without the upper one."""


def no_overlap(
    name: str, *same: str, period: str = "period", message: str, condition: models.Q | None = None
) -> ExclusionConstraint:
    """Refuse two rows that agree in `same` and whose periods share a day."""
    return ExclusionConstraint(
        name=name,
        index_type="GIST",
        expressions=[*((field, RangeOperators.EQUAL) for field in same), (period, RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_message=message,
    )


def positive(name: str, field: str, message: str) -> models.CheckConstraint:
    """Refuse an amount that is not above zero."""
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__gt": 0}), violation_error_message=message)


def append_only(table: str) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE of a table, for its owner in replica mode as well (own trigger, ENABLE ALWAYS)."""
    return RunSQL(
        sql=f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION sec.refuse_rewrite();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only;
        """,
        reverse_sql=f"DROP TRIGGER append_only ON {table};",
    )


def of_area(table: str, *, insert_anywhere: bool = False) -> RunSQL:
    """Row-level security by division code: a row outside the signed scope of the connection is neither seen nor written."""
    inside = "area_code >= (SELECT (sec.scope())[2]) AND area_code < (SELECT (sec.scope())[3])"
    check = "true" if insert_anywhere else inside
    return RunSQL(
        sql=f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY area_read ON {table} FOR SELECT TO PUBLIC USING ({inside});
        CREATE POLICY area_add ON {table} FOR INSERT TO PUBLIC WITH CHECK ({check});
        CREATE POLICY area_change ON {table} FOR UPDATE TO PUBLIC USING ({inside}) WITH CHECK ({inside});
        """,
        reverse_sql=f"""
        DROP POLICY area_read ON {table}; DROP POLICY area_add ON {table}; DROP POLICY area_change ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


# settings.APP_ROLE is written out: a role is a name in SQL, never a value
SECURITY_SCHEMA = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'assistance_app') THEN
    CREATE ROLE assistance_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- two test databases may be made at once
END $$;
GRANT assistance_app TO CURRENT_USER;
CREATE SCHEMA IF NOT EXISTS sec;
GRANT USAGE ON SCHEMA sec TO assistance_app;
GRANT USAGE ON SCHEMA public TO assistance_app;
CREATE TABLE sec.scope_key (id int PRIMARY KEY CHECK (id = 1), inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
REVOKE ALL ON sec.scope_key FROM PUBLIC;
-- signed scope of this transaction: officer|from|below|backend pid|expiry|HMAC-SHA256
CREATE FUNCTION sec.scope() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = sec, pg_catalog, pg_temp AS $f$
DECLARE
  part text[] := string_to_array(current_setting('app.scope', true), '|');
  key sec.scope_key;
  mac bytea;
BEGIN
  IF part IS NULL OR array_length(part, 1) IS DISTINCT FROM 6 THEN
    RAISE EXCEPTION 'no area scope is set' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO key FROM sec.scope_key;
  mac := sha256(key.outer_pad || sha256(key.inner_pad || convert_to(array_to_string(part[1:5], '|'), 'UTF8')));
  IF encode(mac, 'hex') IS DISTINCT FROM part[6] OR part[4]::int <> pg_backend_pid()
     OR part[5]::bigint < extract(epoch FROM clock_timestamp()) THEN
    RAISE EXCEPTION 'the area scope is not valid' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN part;
END $f$;
REVOKE ALL ON FUNCTION sec.scope() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.scope() TO assistance_app;
CREATE FUNCTION sec.refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $f$;
"""

# Rows that may go away: sessions and tokens end by deletion, everything else is ended by a date or a state.
MAY_DELETE = ("django_session", "authtoken_token")
READ_ONLY = ("django_migrations", "django_content_type", "auth_permission")


def _pads() -> tuple[bytes, bytes]:
    key = settings.SCOPE_KEY.ljust(64, b"\0")
    return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)


def settle_rights(connection: BaseDatabaseWrapper) -> None:
    """After migrating: give the application role exactly what each table allows, and PostgreSQL the scope key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only')"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        )
        for table, kept in cursor.fetchall():
            rights = "SELECT" if table in READ_ONLY else "SELECT, INSERT" if kept else "SELECT, INSERT, UPDATE"
            if table in MAY_DELETE:
                rights += ", DELETE"
            cursor.execute(
                f'REVOKE ALL ON "{table}" FROM {settings.APP_ROLE}; GRANT {rights} ON "{table}" TO {settings.APP_ROLE}'
            )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {settings.APP_ROLE}")
        cursor.execute(
            "INSERT INTO sec.scope_key VALUES (1, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
            _pads(),
        )


def sign_scope(officer_id: int, first: str, below: str, pid: int, expires: int) -> str:
    """The scope text that `sec.scope()` accepts on the connection with backend `pid` until `expires` (epoch seconds)."""
    text = f"{officer_id}|{first}|{below}|{pid}|{expires}"
    return f"{text}|{hmac.new(settings.SCOPE_KEY, text.encode(), sha256).hexdigest()}"


def backend_pid(connection: Any = default_connection) -> int:
    """Process id of the server process behind the connection (opens it when needed)."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)
