"""Tables of invoices and credit notes. The database refuses to alter what was issued."""

from django.db import models
from django.db.models import Q

from encrier.invoicing import types
from encrier.orders.models import Order


class Counter(models.Model):
    """The last number given to a kind of document in a year of the store; locked to give the next.

    ``last_on`` is the day of the last document: days never run backwards along the numbers.
    """

    kind = models.CharField(max_length=11, choices=[(k.value, k.value) for k in types.Kind])
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="one_counter_a_kind_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class Invoice(models.Model):
    """An invoice or a credit note as it was issued (INV-1); amounts are positive in both.

    ``cause`` makes it exist once. ``issued_on`` is the day in store time. ``snapshot`` is the whole
    EN 16931 document, of which ``xml`` (CII) and ``pdf`` (PDF/A-3 with that XML inside) were made;
    ``sha256`` seals the three of them.
    """

    Kind = types.Kind

    kind = models.CharField(max_length=11, choices=[(k.value, k.value) for k in types.Kind])
    year = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=20, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="invoices")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="credit_notes")
    cause = models.CharField(max_length=100, unique=True)
    issued_at = models.DateTimeField()
    issued_on = models.DateField(db_index=True)
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax = models.DecimalField(max_digits=12, decimal_places=2)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    tax_reason = models.CharField(max_length=30, blank=True)
    tax_evidence = models.JSONField(default=dict)
    snapshot = models.JSONField()
    xml = models.BinaryField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "position"], name="one_document_a_position"
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", corrects=None)
                | Q(kind="credit_note", corrects__isnull=False),
                name="a_credit_note_corrects_an_invoice",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    """One line of a document; without a part number it is the delivery. ``tax_rate`` in percent."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    part_number = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=250)
    quantity = models.PositiveIntegerField()
    unit_net = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    deduction = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax_category = models.CharField(max_length=2)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2)
    tax = models.DecimalField(max_digits=12, decimal_places=2)
    gross = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "position"], name="one_billed_line_a_position"
            ),
            models.UniqueConstraint(
                fields=["invoice", "part_number"], name="one_billed_line_a_part_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.part_number or 'delivery'}"
