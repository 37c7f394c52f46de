"""What can be done to prices and vouchers: one module a family of verbs."""

from encrier.pricing.commands.load_price_list import apply_prices, upload_prices
from encrier.pricing.commands.redeem_voucher import (
    count_again,
    free_voucher,
    redeem_voucher,
)
from encrier.pricing.commands.save_voucher import (
    code_for,
    make_codes,
    save_voucher,
    stop_voucher,
)
from encrier.pricing.commands.set_price import load_prices, set_price

__all__ = [
    "apply_prices",
    "code_for",
    "count_again",
    "free_voucher",
    "load_prices",
    "make_codes",
    "redeem_voucher",
    "save_voucher",
    "set_price",
    "stop_voucher",
    "upload_prices",
]
