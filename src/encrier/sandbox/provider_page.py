"""The provider's hosted page: plain, in the payer's language, where the visitor picks the outcome.

It looks unlike the shop on purpose: the customer has left it, and no card number is asked for.
"""

from html import escape
from typing import Any

CSS = """
:root { color-scheme: light dark; --paper: #f2f4f7; --sheet: #fff; --ink: #16202c;
  --soft: #55616e; --line: #cdd4db; --act: #0b5d4f; --on-act: #fff }
@media (prefers-color-scheme: dark) { :root { --paper: #11161b; --sheet: #1a2128; --ink: #e8edf1;
  --soft: #a3afba; --line: #3a4651; --act: #6fd3bf; --on-act: #06231d } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; padding: 4vh 1rem }
main { max-width: 27rem; margin: 0 auto; background: var(--sheet); border: 1px solid var(--line);
  border-radius: 14px; padding: 1.75rem }
.who { color: var(--soft); font-size: .875rem; margin: 0 }
h1 { font-size: 1.25rem; margin: .25rem 0 1.25rem; font-weight: 600 }
.amount { font-size: 2rem; font-weight: 650; font-variant-numeric: tabular-nums; margin: 0 }
.what { color: var(--soft); margin: 0 0 1.5rem }
form { display: grid; gap: .625rem; margin: 0 }
button { font: inherit; font-weight: 550; padding: .75rem 1rem; min-height: 3rem; cursor: pointer;
  border-radius: 10px; border: 1px solid var(--line); background: transparent; color: inherit }
button.pay { background: var(--act); border-color: var(--act); color: var(--on-act) }
button:focus-visible, a:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
.note { border-top: 1px solid var(--line); margin: 1.5rem 0 0; padding-top: 1rem;
  color: var(--soft); font-size: .875rem }
a { color: var(--act) }
"""

WORDS = {
    "en": {
        "who": "Payment provider (sandbox)",
        "creditcard": "Pay by card",
        "paypal": "Pay with PayPal",
        "paid": "Pay {amount}",
        "approve": "Approve {amount}",
        "declined": "My bank declines",
        "abandoned": "Cancel and go back",
        "expired": "Do nothing until the time is over",
        "note": "Nothing is charged here. No card number is asked for: choose what the customer"
        " and their bank do. The card played is a Visa ending in 6787.",
        "note_paypal": "Nothing is charged here. Choose what the customer does at PayPal; the payer"
        " played is Camille Durand in Lyon.",
        "closed": "This payment is closed",
        "back": "Back to the shop",
        "trouble": "This is not possible",
    },
    "fr": {
        "who": "Prestataire de paiement (bac à sable)",
        "creditcard": "Payer par carte",
        "paypal": "Payer avec PayPal",
        "paid": "Payer {amount}",
        "approve": "Autoriser {amount}",
        "declined": "Ma banque refuse",
        "abandoned": "Annuler et revenir",
        "expired": "Ne rien faire jusqu’à la fin du délai",
        "note": "Rien n’est débité ici. Aucun numéro de carte n’est demandé\u00a0: choisissez ce"
        " que font le client et sa banque. La carte jouée est une Visa finissant par 6787.",
        "note_paypal": "Rien n’est débité ici. Choisissez ce que fait le client chez PayPal\u00a0;"
        " le payeur joué est Camille Durand, à Lyon.",
        "closed": "Ce paiement est clos",
        "back": "Retour à la boutique",
        "trouble": "Ce n’est pas possible",
    },
}


def choice(payment: dict[str, Any]) -> str:
    """The page of an open payment, with one button for each outcome."""
    words, amount = _words(payment), _amount(payment)
    pay = words["approve" if payment["captureMode"] == "manual" else "paid"].format(amount=amount)
    note = words["note_paypal" if payment["method"] == "paypal" else "note"]
    return _page(
        payment["locale"][:2],
        words["who"],
        words[payment["method"]],
        f'<p class="amount">{escape(amount)}</p>'
        f'<p class="what">{escape(payment["description"])}</p>'
        f'<form method="post" action="/pay/{payment["id"]}">'
        f'<button class="pay" name="outcome" value="paid">{escape(pay)}</button>'
        f'<button name="outcome" value="declined">{words["declined"]}</button>'
        f'<button name="outcome" value="abandoned">{words["abandoned"]}</button>'
        f'<button name="outcome" value="expired">{words["expired"]}</button></form>'
        f'<p class="note">{escape(note)}</p>',
    )


def closed(payment: dict[str, Any]) -> str:
    """The page of a payment on which the last word is said."""
    words = _words(payment)
    return _page(
        payment["locale"][:2],
        words["who"],
        words["closed"],
        f'<p class="what">{escape(payment["description"])}</p>'
        f'<p><a href="{escape(payment["redirectUrl"])}">{words["back"]}</a></p>',
    )


def trouble(detail: str) -> str:
    """The page that says what cannot be done."""
    words = WORDS["en"]
    return _page("en", words["who"], words["trouble"], f'<p class="what">{escape(detail)}.</p>')


def _words(payment: dict[str, Any]) -> dict[str, str]:
    return WORDS.get(payment["locale"][:2], WORDS["en"])


def _amount(payment: dict[str, Any]) -> str:
    value, currency = payment["amount"]["value"], payment["amount"]["currency"]
    if payment["locale"][:2] == "en":
        return f"{currency}\u00a0{value}"
    return f"{value.replace('.', ',')}\u00a0{'€' if currency == 'EUR' else currency}"


def _page(language: str, who: str, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language if language in WORDS else "en"}">'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/pay.css">'
        f'<main><p class="who">{escape(who)}</p><h1>{escape(title)}</h1>{body}</main></html>'
    )
