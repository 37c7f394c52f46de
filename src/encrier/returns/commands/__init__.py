"""What can be done about returns and claims: one module a verb."""

from encrier.returns.commands.authorise_return import (
    authorise_return,
    expire_due,
    give_up_return,
    note_sent,
)
from encrier.returns.commands.claim_goods import (
    add_pictures,
    ask_goods_back,
    claim_damage,
    claim_guarantee,
    decide_claim,
    note_carrier_claim,
    note_file_seen,
    picture_goods,
    report_not_working,
)
from encrier.returns.commands.clocks import alarm_due, stop_clock, warn_due, watch_refund
from encrier.returns.commands.going_back import note_gone_back
from encrier.returns.commands.judging import judge_line, note_finding, send_to_maker
from encrier.returns.commands.receive_parcel import receive_parcel, send_back_parcel, take_in_held
from encrier.returns.commands.withdraw_contract import (
    match_notice,
    verify_withdrawal,
    withdraw_contract,
)

__all__ = [
    "add_pictures",
    "alarm_due",
    "ask_goods_back",
    "authorise_return",
    "claim_damage",
    "claim_guarantee",
    "decide_claim",
    "expire_due",
    "give_up_return",
    "judge_line",
    "match_notice",
    "note_carrier_claim",
    "note_file_seen",
    "note_finding",
    "note_gone_back",
    "note_sent",
    "picture_goods",
    "receive_parcel",
    "report_not_working",
    "send_back_parcel",
    "send_to_maker",
    "stop_clock",
    "take_in_held",
    "verify_withdrawal",
    "warn_due",
    "watch_refund",
    "withdraw_contract",
]
