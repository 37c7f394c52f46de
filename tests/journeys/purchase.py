"""The steps of a purchase, in French, that several journeys take on their way."""

from tests.journeys.visitor import Visitor

LYON = {
    "shipping-name": "Camille Durand",
    "shipping-line1": "12 rue de la République",
    "shipping-postcode": "69002",
    "shipping-city": "Lyon",
    "shipping-phone": "04 78 00 00 00",
}


def put_into_cart(visitor: Visitor, part_number: str) -> None:
    """From the product's own page."""
    visitor.go(f"/fr-fr/products/{part_number}/")
    visitor.press("Ajouter au panier")
    visitor.sees("Ajouté à votre panier")


def go_to_checkout(visitor: Visitor) -> None:
    """From anywhere to the question how to order."""
    visitor.go("/fr-fr/cart/")
    visitor.press("Passer la commande")


def tell_who_and_where(visitor: Visitor, email: str, **other: str) -> None:
    """As a guest, to Lyon unless told otherwise; ends at the choice of delivery and payment."""
    visitor.press("Commander sans compte")
    visitor.picks("Particulier")
    visitor.type(email=email, **{**LYON, **other})
    visitor.press("Continuer vers la livraison")
    visitor.reads("Livraison et paiement")


def choose_how(visitor: Visitor, *, service: str = "Standard", means: str = "Carte") -> None:
    """Service and means of payment; ends at the review."""
    visitor.picks(service)
    visitor.picks(means)
    visitor.press("Continuer vers la vérification")
    visitor.reads("Vérifiez votre commande")


def order_with_obligation_to_pay(visitor: Visitor) -> None:
    """The button; leads on to the provider, or to the order where nothing is paid online."""
    visitor.agrees("J’accepte")
    visitor.press("Commander avec obligation de paiement")


def pay_at_the_provider(visitor: Visitor, heading: str = "Payer par carte") -> None:
    """The provider's own page; leads back to the shop."""
    visitor.reads(heading)
    visitor.press("Payer")
    visitor.reads("Commande E")


def order_number(visitor: Visitor) -> str:
    """The number of the order whose page is open."""
    visitor.reads("Commande E")
    return visitor.heading().split()[-1]


def buy(
    visitor: Visitor, part_number: str, email: str, *, service: str = "Standard", means: str
) -> None:
    """All of it up to the button, for journeys that begin after it."""
    put_into_cart(visitor, part_number)
    go_to_checkout(visitor)
    tell_who_and_where(visitor, email)
    choose_how(visitor, service=service, means=means)
    order_with_obligation_to_pay(visitor)
