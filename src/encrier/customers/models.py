"""Tables of customers."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from encrier.catalogue.models import Printer
from encrier.kernel import clock


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts for Django's own commands."""

    def create_user(self, email: str, password: str | None = None, **facts: object) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **facts)
        account.set_password(password)
        account.save()
        return account

    def create_superuser(self, email: str, password: str, **facts: object) -> "Account":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody with a log-in; the e-mail address is the user name (ACC-1)."""

    class Type(models.TextChoices):
        COMPANY = "company"
        PRIVATE = "private"
        NOT_SUBJECT_TO_VAT = "not_subject_to_vat"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    company = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    customer_type = models.CharField(max_length=20, choices=Type, default=Type.PRIVATE)
    vat_number = models.CharField(max_length=20, blank=True)
    locale = models.CharField(max_length=8, default="fr-fr")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_an_email")]

    def __str__(self) -> str:
        return self.email


class Address(models.Model):
    """A stored address of an account, written as its country writes it."""

    class Purpose(models.TextChoices):
        DELIVERY = "delivery"
        BILLING = "billing"

    account = models.ForeignKey(Account, models.CASCADE, related_name="addresses")
    purpose = models.CharField(max_length=10, choices=Purpose)
    name = models.CharField(max_length=120)
    company = models.CharField(max_length=120, blank=True)
    line1 = models.CharField(max_length=120)
    line2 = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=30, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "purpose"],
                condition=Q(is_default=True),
                name="one_default_address_a_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.postcode} {self.city}"


class KeptPrinter(models.Model):
    """A printer that a customer keeps under "my printers" (FIND-7)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="kept_printers")
    printer = models.ForeignKey(Printer, models.CASCADE, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "printer"], name="a_printer_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} keeps {self.printer_id}"
