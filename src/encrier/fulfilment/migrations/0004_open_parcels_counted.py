from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0003_proof_void_and_intercept")]

    operations = [
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("step", ""), _negated=True),
                fields=["step", "step_by", "dispatch_order", "parked_at", "is_contradictory"],
                name="open_parcels_counted",
            ),
        ),
    ]
