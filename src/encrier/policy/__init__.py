"""The store's promises as typed, dated data, read from one TOML; nothing else knows a figure.

Words: an *edition* is every figure in force from a day on; an *amendment* changes some figures from
its day; a *place* is an area, known by its postcodes, where the country's rule does not hold.
``policy.toml`` documents each figure beside the promise it belongs to; ``PROMISES`` says which
figures a promise stands on. An operator's own file is named by ``ENCRIER_POLICY``.
"""

from encrier.policy import business_days
from encrier.policy.promises import PROMISES
from encrier.policy.reading import PolicyError, Problem, load
from encrier.policy.types import Edition, Outcome, Policy
from encrier.policy.using import current, is_open, next_opening, use

__all__ = [
    "PROMISES",
    "Edition",
    "Outcome",
    "Policy",
    "PolicyError",
    "Problem",
    "business_days",
    "current",
    "is_open",
    "load",
    "next_opening",
    "use",
]
