"""The database itself refuses to alter what was issued (INV-1).

A later migration that makes one of these tables anew on SQLite loses its trigger, and adds it again.
"""

from django.db import migrations

TABLES = ("invoicing_invoice", "invoicing_invoiceline")
SAYS = "an issued document is never altered"


def _guard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION invoicing_never_altered() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
        )
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION invoicing_never_altered()"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            )


def _unguard(apps, editor):
    on = " ON {}" if editor.connection.vendor == "postgresql" else ""
    for table in TABLES:
        editor.execute(f"DROP TRIGGER {table}_stands{on.format(table)}")
    if on:
        editor.execute("DROP FUNCTION invoicing_never_altered()")


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0001_initial")]

    operations = [migrations.RunPython(_guard, _unguard)]
