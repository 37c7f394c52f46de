"""Tables of prices."""

from django.db import models

from encrier.catalogue.models import Product


class Price(models.Model):
    """Today's net price of a product in one currency's list."""

    product = models.ForeignKey(Product, models.CASCADE, to_field="part_number", related_name="+")
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "currency"], name="one_price_a_currency")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.net} {self.currency}"


class PriceChange(models.Model):
    """The price log: appended to, never altered (a reduction is judged by its last 30 days)."""

    product = models.ForeignKey(Product, models.CASCADE, to_field="part_number", related_name="+")
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["product", "currency", "since"])]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.net} {self.currency} since {self.since}"
