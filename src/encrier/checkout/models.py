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
