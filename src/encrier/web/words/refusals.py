"""A sentence for each refusal: what happened, what it means, what to do. Filled with its facts."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # Finding and the cart
    "unknown_product": _("We know no product with the number %(part_number)s."),
    "unknown_printer": _("We know no printer of this name."),
    "unreadable_report": _(
        "No text could be read in this file. Paste the report as text, or choose the printer and"
        " its finisher below."
    ),
    "unreadable_report:empty": _("Paste the text of the report, or choose a file."),
    "unreadable_report:too_large": _("This file is too large for a report."),
    "unreadable_report:encrypted": _(
        "This PDF is protected by a password. Paste its text, or choose the printer below."
    ),
    "unreadable_report:broken": _(
        "This PDF is damaged. Paste its text, or choose the printer below."
    ),
    "unreadable_report:not_a_report": _(
        "This is neither a text nor a PDF. Paste the report as text, or choose the printer below."
    ),
    "report_without_text": _(
        "This PDF is only a picture: it holds no text to read. Choose the printer and its finisher"
        " below; the picture shows you where the report names them."
    ),
    "replacement_loop": _("These replacements lead back to where they began: %(chain)s."),
    "unknown_cart": _("This cart no longer exists. Start a new one from any product."),
    "cart_already_ordered": _("What was in this cart has been ordered. Your orders show it."),
    "withdrawn_product": _("%(part_number)s is no longer sold."),
    "withdrawn_product:replaced": _(
        "%(part_number)s is no longer sold. %(replaced_by)s takes its place."
    ),
    "contract_only": _(
        "%(part_number)s exists only for machines under a contract and cannot be bought here. Order"
        " it in the contract portal."
    ),
    "not_sold_here": _("%(part_number)s is not sold in your country."),
    "not_sold_here:instead": _(
        "%(part_number)s is not sold in your country. For the same printer there is %(instead)s."
    ),
    "too_many": _("At most %(maximum)s units of one product fit in an order."),
    "impossible_quantity": _("Give a quantity of 1 or more, in figures."),
    "not_in_cart": _("%(part_number)s is not in your cart."),
    "not_withdrawn": _("%(part_number)s is still sold: nothing has to replace it."),
    "out_of_stock": _("%(part_number)s is out of stock at the moment."),
    "out_of_stock:some": _("Of %(part_number)s only %(available)s can be ordered at the moment."),
    # Where it goes
    "country_never_served": _("We do not deliver to %(place)s."),
    "country_not_served": _(
        "We do not deliver to %(place)s through the shop. Please contact us before you order."
    ),
    "unknown_language": _("The shop does not speak this language yet."),
    "unknown_service": _("Choose standard or express delivery."),
    # Ordering
    "empty_cart": _("Your cart is empty."),
    "price_changed": _("The total has changed: it is now %(total)s. Please confirm again."),
    "terms_not_accepted": _("To order, please accept the terms of sale."),
    "unknown_payment_method": _("Choose one of the means of payment offered."),
    "invalid_details": _("Some answers are missing or not right; they are marked."),
    "unknown_order": _("We find no order with this number."),
    "already_confirmed": _(
        "The confirmation of order %(number)s has gone out, so it can no longer be cancelled. When"
        " the parcel has arrived you can return it."
    ),
    "order_closed": _("Order %(number)s has moved on, so this is no longer possible."),
    # Vouchers
    "unknown_voucher": _("We do not know this code. Please check its letters and digits."),
    "voucher_not_yet": _("This voucher counts from %(starts_on)s."),
    "voucher_expired": _("This voucher ended on %(ends_on)s."),
    "voucher_stopped": _("This voucher no longer counts."),
    "voucher_not_here": _("This voucher does not count for deliveries to %(country)s."),
    "voucher_used_up": _("This voucher has been used up."),
    "voucher_used_before": _("You have already used this voucher."),
    "voucher_not_for_you": _("This voucher cannot be used for this order."),
    "voucher_needs_details": _(
        "We take the voucher off once you have given your e-mail address, if it is for you."
    ),
    "voucher_not_for_these": _("This voucher is for other products than those in your cart."),
    "voucher_minimum": _(
        "This voucher counts from %(minimum)s of goods, VAT not included. %(missing)s is missing."
    ),
    "voucher_standard_only": _(
        "This voucher makes standard delivery free. It does not count for express delivery."
    ),
    "too_many_tries": _("Too many tries. Please try again in an hour, or call us."),
    "invalid_voucher": _("Some of the voucher’s terms are missing or not right; they are marked."),
    "code_taken": _("Another voucher already has the code %(voucher)s."),
    # Paying
    "provider_unavailable": _(
        "The payment service does not answer. Nothing was charged; please try again in a moment."
    ),
    "provider_refused": _(
        "The payment service did not accept this. Nothing was charged; please choose another means"
        " of payment."
    ),
    "unknown_payment": _("We know no such payment."),
    "payment_closed": _("This payment is over. If the order is still open you can pay it again."),
    "unreadable_statement": _("This is not a bank statement in the form camt.053."),
    # The bank
    "unknown_entry": _("We know no such movement of the account."),
    "entry_decided": _("This has been decided already (%(by)s)."),
    "nothing_to_assign": _("No order %(number)s was to be paid by bank transfer."),
    "shortfall_too_great": _(
        "%(missing)s is missing; you may let off at most %(most)s. Wait for the rest, or send the"
        " money back."
    ),
    "note_missing": _("Say in a few words what this movement was."),
    "holder_missing": _("Give the name of the account holder, 70 characters at most."),
    "invalid_iban": _(
        "This is not a right IBAN: its length or its check digits do not agree. Please compare it"
        " with your bank card or a bank statement."
    ),
    "unknown_refund": _("We know no such refund."),
    "account_link_expired": _("This link has had its time. We gladly send you a fresh one."),
    "refund_under_way": _(
        "The money is on its way, so the account can no longer be changed. Please write to us if"
        " something is wrong with it."
    ),
    "nothing_to_send": _("No transfer waits to be sent."),
    "unknown_batch": _("We know no such message to the bank."),
    # The books
    "unknown_finding": _("We know no such finding."),
    "finding_note_missing": _("Say in a few words how it was settled."),
    "day_not_over": _("%(day)s has not come yet, so it has no report."),
    # Parcels
    "unknown_parcel": _("We know no such parcel."),
    "unknown_dispatch_order": _("The distribution centre knows no such work."),
    "unknown_case": _("There is no such case."),
    "not_ready": _("%(number)s does not stand where this step can be made."),
    "nothing_to_dispatch": _("Nothing of order %(number)s is to be sent."),
    "not_ordered": _("The order does not hold so many of %(part_number)s."),
    "parcel_not_waiting": _(
        "This parcel waits for no answer any more: it is on its way, delivered, or coming back."
    ),
    "impossible_date": _("The parcel cannot be brought on this day. Choose one of those offered."),
    "address_elsewhere": _("The other address must be in the same country: %(country)s."),
    "case_closed": _("Case %(number)s has been decided already."),
    "carrier_unavailable": _("The carrier does not answer. We try again by ourselves."),
    "carrier_refused": _("The carrier does not accept this: %(reason)s"),
    # Invoices and credit notes
    "invoice_not_paid": _("Order %(number)s is not paid, so it is not invoiced."),
    "not_invoiced": _("Order %(number)s has no invoice yet."),
    "unknown_document": _("We find no invoice or credit note with this number."),
    "more_than_invoiced": _("The invoice has only %(left)s of these left to be credited."),
    "nothing_to_credit": _("There is nothing left to be credited."),
    "deduction_too_high": _("More would be kept than the goods have cost."),
    "tax_would_rise": _("Under this tax, order %(number)s would cost more than was paid."),
    "broken_document": _("This document breaks a rule of EN 16931, so it was not issued."),
    "altered_document": _(
        "The copy we keep of %(number)s is no longer what was issued, so we do not hand it out."
        " Customer service knows of it."
    ),
    # When something is wrong
    "return_window_closed": _(
        "Goods can be returned within %(days)s days of the invoice; that was until %(last_day)s. If"
        " something does not work, tell us: that has more time."
    ),
    "withdrawal_window_closed": _(
        "Withdrawal was possible for %(days)s days from delivery, until %(last_day)s. You can still"
        " return unopened goods as long as our own offer lasts."
    ),
    "complaint_window_closed": _(
        "How goods arrived can be complained about for %(days)s days from delivery; that was until"
        " %(last_day)s. For private persons the legal guarantee lasts longer."
    ),
    "guarantee_over": _(
        "The legal guarantee of %(years)s years from delivery ended on %(last_day)s."
    ),
    "consumers_only": _(
        "This is a right of private persons; order %(number)s was placed for an organisation."
    ),
    "no_statutory_withdrawal": _(
        "The law of %(country)s knows no withdrawal. Our own offer stands: unopened goods can be"
        " returned."
    ),
    "not_store_brand": _("This is for the store’s own toner for printers of other makers only."),
    "nothing_left_to_return": _(
        "Nothing of order %(number)s is left for this: all of it is returned, claimed or paid back."
    ),
    "goods_not_sent": _("The goods of order %(number)s have not left yet."),
    "goods_not_delivered": _(
        "The goods of order %(number)s have not arrived yet. If the parcel looks damaged, refuse"
        " it: we send it again as soon as it is back."
    ),
    "order_not_paid": _("Order %(number)s is not paid: it can be cancelled instead."),
    "unknown_way": _("Choose one of the ways that are offered."),
    "no_lines": _("Choose what it is about, and how many units."),
    "not_in_order": _("%(part_number)s is not in this order, or this is not possible for it."),
    "too_many_units": _("Of %(part_number)s at most %(left)s units are left for this."),
    "return_number_required": _(
        "Nothing is accepted without a return number. The parcel is held and recorded, and its"
        " sender is told."
    ),
    "unknown_return": _("We know no such return."),
    "unknown_claim": _("We know no such claim."),
    "unknown_notice": _("We know no such declaration."),
    "unknown_reception": _("The warehouse knows no such parcel."),
    "unknown_received_line": _("The warehouse knows no such goods."),
    "return_moved_on": _("Return %(number)s has moved on, so this is no longer possible."),
    "claim_decided": _("Claim %(number)s has been answered already."),
    "reception_decided": _("What becomes of parcel %(number)s has been decided already."),
    "nothing_goes_back": _("Nothing of parcel %(number)s is to go back to its sender."),
    "already_judged": _("What becomes of %(part_number)s has been decided already."),
    "reason_required": _("Give the reason: the customer is told."),
    "impossible_deduction": _(
        "Something can be kept only from a withdrawal of goods that are no longer new: 0 to 100"
        " percent, with the reason."
    ),
    "replacement_first": _(
        "Under the guarantee, repair or replacement comes first. Money goes back when that is not"
        " to be had, or has failed."
    ),
    "not_a_picture": _("Only pictures can be attached here: PNG or JPEG."),
    "nothing_paid": _("Order %(number)s has no payment from which money could go back."),
    "refund_exceeds_captured": _(
        "This is more than is left of the payment: %(left)s can still go back."
    ),
    # Accounts and addresses
    "unknown_account": _("There is no such account."),
    "unknown_address": _("This address no longer exists."),
    "invalid_address": _("Some parts of the address are missing or not right; they are marked."),
    "invalid_profile": _("Some answers are not right; they are marked."),
    "required": _("Please fill this in."),
    "too_long": _("Too long."),
    "too_long:longest": _("At most %(longest)s characters, please."),
    "invalid": _("Please check this."),
    "invalid_choice": _("Choose one of those offered."),
    "invalid_email": _("This is not a complete e-mail address, such as name@example.com."),
    "invalid_postcode": _("This is not a postcode of %(country)s."),
    "invalid_postcode:example": _(
        "This is not a postcode of %(country)s. It looks like %(example)s."
    ),
    "invalid_phone": _("This phone number is not complete."),
    "invalid_vat_number": _("This VAT number is not complete: its check digits do not agree."),
    "invalid_customer_type": _("Say whether you order for a company or for yourself."),
    # VAT
    "unknown_review": _("There is no file %(number)s."),
    "review_moved_on": _("File %(number)s has been decided already, so nothing was changed."),
    "documents_missing": _("Nothing is approved before a document is here."),
    "impossible_last_day": _("The last day must be between today and %(longest)s."),
    "words_missing": _("Say it in a few words: the customer reads it."),
    "review_not_asked_for": _(
        "A review is for accounts that say not to be subject to VAT and are not approved yet."
    ),
    # Customer service and newsletter
    "attachment_too_large": _("A file is too large."),
    "attachment_not_readable": _("Only PNG, JPEG and PDF files can be attached."),
    "too_many_attachments": _("These are too many files."),
    "unknown_ticket": _("There is no ticket %(number)s."),
    "ticket_moved_on": _("Ticket %(number)s has moved on, so this is no longer possible."),
    "unknown_subscription": _("This link is no longer valid."),
    "invalid_mailing": _("Some texts are missing or too long; they are marked."),
    "unknown_mailing": _("There is no such letter."),
    "mailing_sent": _("This letter has been sent or stopped, so it is not changed any more."),
    # The back of the store
    "impossible_price": _("A price is more than nothing and exact to the cent."),
    "price_file_problems": _("The file holds %(count)s mistakes; nothing was kept."),
    "unknown_price_load": _("We know no such file of prices."),
    "prices_moved_on": _(
        "Prices have changed since this preview. Look at it again, then apply it."
    ),
    "impossible_count": _("A count is a whole number, not below zero."),
    "catalogue_problems": _("The catalogue files hold %(count)s mistakes; nothing was loaded."),
}
FALLBACK = _("This is not possible.")
