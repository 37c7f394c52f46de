"""Tables of the catalogue. Every fact says where it comes from (``source``)."""

from django.db import models
from django.db.models import F, Q


class Printer(models.Model):
    """A printer model of a maker, e.g. Xerox VersaLink C400; ``slug`` is its address."""

    slug = models.SlugField(max_length=120, unique=True)
    brand = models.CharField(max_length=40)
    family = models.CharField(max_length=60)
    model = models.CharField(max_length=100)
    category = models.CharField(max_length=80, blank=True)
    launched = models.CharField(max_length=10, blank=True)
    discontinued = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "model"], name="one_printer_a_brand_and_model")
        ]
        indexes = [models.Index(fields=["brand", "family"])]

    def __str__(self) -> str:
        return f"{self.brand} {self.model}"


class Product(models.Model):
    """A supply with its part number: what can be found, priced, stocked and ordered."""

    class Kind(models.TextChoices):
        TONER = "toner"
        INK = "ink"
        SOLID_INK = "solid ink"
        DRUM = "drum"
        WASTE = "waste"
        STAPLES = "staples"
        FUSER = "fuser"
        MAINTENANCE_KIT = "maintenance kit"
        TRANSFER_ROLLER = "transfer roller"
        TRANSFER_BELT = "transfer belt"
        BELT_CLEANER = "belt cleaner"
        FEED_ROLLER_KIT = "feed roller kit"

    class Colour(models.TextChoices):
        BLACK = "black"
        CYAN = "cyan"
        MAGENTA = "magenta"
        YELLOW = "yellow"
        NONE = "none"

    class Channel(models.TextChoices):
        SHOP = "shop"
        CONTRACT = "contract"
        ELSEWHERE = "elsewhere"

    part_number = models.CharField(max_length=40, unique=True)
    searchable_number = models.CharField(max_length=40, db_index=True)
    brand = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=Kind)
    colour = models.CharField(max_length=10, choices=Colour)
    yield_pages = models.PositiveIntegerField(null=True)
    capacity_class = models.CharField(max_length=20, blank=True)
    name_fr = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    ean = models.CharField(max_length=14, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    region = models.CharField(max_length=40, blank=True)
    withdrawn_on = models.DateField(null=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaces", to_field="part_number"
    )
    stands_in_for = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=40)
    note = models.CharField(max_length=250, blank=True)
    demonstration = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("part_number")),
                name="no_product_replaces_itself",
            )
        ]

    def __str__(self) -> str:
        return self.part_number

    def name(self, language: str) -> str:
        """The name in a language of the store; French where it is asked for, English elsewhere."""
        return self.name_fr if language == "fr" else self.name_en


class Fit(models.Model):
    """A product works in a printer."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="fits")
    printer = models.ForeignKey(Printer, models.CASCADE, related_name="fits")
    source = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "printer"], name="one_fit")]

    def __str__(self) -> str:
        return f"{self.product_id} fits {self.printer_id}"


class Finisher(models.Model):
    """A finisher module that a printer can carry; staples depend on it (STAPLE-1)."""

    printer = models.ForeignKey(Printer, models.CASCADE, related_name="finishers")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    staples = models.ManyToManyField(Product, related_name="finishers")
    source = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["printer", "slug"], name="one_finisher_a_printer")
        ]

    def __str__(self) -> str:
        return self.name


class CatalogueVersion(models.Model):
    """One row. ``version`` moves with anything a catalogue page shows (facts, prices, coarse
    stock), ``content`` only with what the search index holds."""

    version = models.PositiveBigIntegerField(default=1)
    content = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_catalogue_version")]

    def __str__(self) -> str:
        return str(self.version)
