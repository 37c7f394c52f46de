"""What can be done with parcels: one module a verb."""

from encrier.fulfilment.commands.buy_label import buy_label, buy_labels
from encrier.fulfilment.commands.close_day import close_day
from encrier.fulfilment.commands.dispatch_parcel import dispatch_order, dispatch_parcel
from encrier.fulfilment.commands.instruct_parcel import instruct_parcel, pass_on_instruction
from encrier.fulfilment.commands.keep_promises import call_back_due, tell_late_due
from encrier.fulfilment.commands.keep_proof import keep_proofs
from encrier.fulfilment.commands.pack_parcel import (
    agree_to_parts,
    pack_parcel,
    pick_order,
    split_order,
)
from encrier.fulfilment.commands.plan_dispatch import plan_dispatch, withdraw_dispatch
from encrier.fulfilment.commands.plan_replacement import plan_replacement
from encrier.fulfilment.commands.resolve_case import resolve_case
from encrier.fulfilment.commands.send_messages import queue_message, send_messages
from encrier.fulfilment.commands.take_carrier_events import (
    poll_carrier,
    take_carrier_events,
    take_notice,
)
from encrier.fulfilment.commands.tell_carrier import pass_on_due, void_due

__all__ = [
    "agree_to_parts",
    "buy_label",
    "buy_labels",
    "call_back_due",
    "close_day",
    "dispatch_order",
    "dispatch_parcel",
    "instruct_parcel",
    "keep_proofs",
    "pack_parcel",
    "pass_on_due",
    "pass_on_instruction",
    "pick_order",
    "plan_dispatch",
    "plan_replacement",
    "poll_carrier",
    "queue_message",
    "resolve_case",
    "send_messages",
    "split_order",
    "take_carrier_events",
    "take_notice",
    "tell_late_due",
    "void_due",
    "withdraw_dispatch",
]
