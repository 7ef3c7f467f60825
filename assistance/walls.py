"""The inventory of what PostgreSQL refuses: constraints, triggers, policies, grants; a reviewed file holds it."""

# ruff: noqa: S608 - the questions are put together from constants of this file
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

REVIEWED = Path("tests/house/walls.txt")
OURS = "(n.nspname = 'sec' or c.relname ~ '^(cases|eligibility)_')"

QUESTIONS = {
    "constraint": f"""
        select c.relname, k.conname, pg_get_constraintdef(k.oid)
          from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
         where k.contype in ('c', 'u', 'x') and not c.relispartition and {OURS}""",
    "unique index": f"""
        select c.relname, i.relname, substring(pg_get_indexdef(i.oid) from ' USING .*')
          from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
          join pg_namespace n on n.oid = c.relnamespace
         where x.indisunique and not c.relispartition and {OURS}
           and not exists (select from pg_constraint k where k.conindid = i.oid and k.conrelid = c.oid)""",
    "trigger": f"""
        select c.relname, t.tgname, case t.tgenabled when 'A' then 'ALWAYS ' else '' end
               || substring(pg_get_triggerdef(t.oid) from ' ((BEFORE|AFTER|INSTEAD).*)')
          from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
         where not t.tgisinternal and not c.relispartition and {OURS}""",
    "row security": f"""
        select c.relname, case when c.relforcerowsecurity then 'forced' else 'enabled' end, ''
          from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relrowsecurity and {OURS}""",
    "policy": f"""
        select c.relname, p.polname, concat_ws(' ', case p.polcmd when 'r' then 'select' when 'a' then 'insert'
               when 'w' then 'update' when 'd' then 'delete' else 'all' end,
               'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
          from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
         where {OURS}""",
    "grant": """
        select table_schema || '.' || table_name, grantee,
               string_agg(lower(privilege_type), ' ' order by privilege_type)
          from information_schema.table_privileges
         where grantee = %(role)s or (grantee = 'PUBLIC' and table_schema in ('public', 'sec'))
         group by 1, 2""",
    "column grant": """
        select p.table_schema || '.' || p.table_name, p.grantee,
               lower(p.privilege_type) || ' ' || string_agg(p.column_name, ' ' order by p.column_name)
          from information_schema.column_privileges p
         where p.grantee = %(role)s and not exists (
               select from information_schema.table_privileges t
                where (t.table_schema, t.table_name, t.grantee, t.privilege_type)
                    = (p.table_schema, p.table_name, p.grantee, p.privilege_type))
         group by p.table_schema, p.table_name, p.grantee, p.privilege_type""",
    "function": """
        select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
               case when p.prosecdef then 'as its owner' else 'as its caller' end,
               coalesce(array_to_string(p.proconfig, ', '), '')
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'sec'""",
}


def inventory(connection: BaseDatabaseWrapper) -> list[str]:
    """One line a wall, in an order that does not depend on the machine."""
    lines = []
    with connection.cursor() as cursor:
        for kind, question in QUESTIONS.items():
            cursor.execute(question, {"role": settings.APP_ROLE})
            found = (" ".join(f"{kind}: {' | '.join(row)}".split()) for row in cursor.fetchall())
            lines += sorted(found)
    return lines
