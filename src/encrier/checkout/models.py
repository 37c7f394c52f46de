"""What a customer has typed between cart and order."""

from django.db import models

from encrier.cart.models import Cart


class CheckoutDraft(models.Model):
    """The answers given so far at checkout, kept beside the cart so that nothing is typed twice."""

    cart = models.OneToOneField(Cart, models.CASCADE, primary_key=True, related_name="draft")
    email = models.EmailField(blank=True)
    customer_type = models.CharField(max_length=20, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    shipping_address = models.JSONField(null=True)
    billing_address = models.JSONField(null=True)
    service = models.CharField(max_length=10, blank=True)
    payment_method = models.CharField(max_length=15, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of {self.cart_id}"


class ExpressApproval(models.Model):
    """An amount that a customer has PayPal set aside for a cart, before there is an order (PAY-1).

    ``reference`` becomes the payment's when the order is placed for exactly this amount; else the
    amount is set free again.
    """

    class Status(models.TextChoices):
        ASKED = "asked"
        APPROVED = "approved"
        USED = "used"
        RELEASED = "released"

    reference = models.CharField(max_length=20, unique=True)
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="approvals")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)
    provider_reference = models.CharField(max_length=80, null=True, unique=True)
    redirect_url = models.URLField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.reference
