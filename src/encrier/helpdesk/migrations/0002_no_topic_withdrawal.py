"""A withdrawal is declared on its own page; tickets about one are about a return."""

from django.db import migrations, models

TOPICS = (
    "order", "delivery", "payment", "invoice", "product", "status", "return", "damage",
    "not_working", "destination", "account", "contract", "privacy", "complaint", "other",
)  # fmt: skip


def as_returns(apps, schema_editor):
    tickets = apps.get_model("helpdesk", "Ticket")
    tickets.objects.filter(topic="withdrawal").update(topic="return")


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0001_initial")]

    operations = [
        migrations.RunPython(as_returns, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="ticket",
            name="topic",
            field=models.CharField(
                choices=[(topic, topic) for topic in TOPICS], max_length=20
            ),
        ),
    ]
