"""Whoever carries the parcels: one module a carrier, behind one port."""

from typing import Protocol

from encrier.fulfilment.types import Intercept, Label, Papers, Reported, Shipment


class Carrier(Protocol):
    """What the store asks of a carrier.

    Every call leaves the store, so it stands outside of any transaction. Each raises
    ``CarrierUnavailable`` when it can be made again, ``CarrierRefused`` when that is of no use.
    """

    def make_label(self, wanted: Shipment) -> Label:
        """Register a shipment under the parcel's number, with signature, and print its label."""
        ...

    def recover_label(self, wanted: Shipment) -> Label | None:
        """The label of an earlier call for the same parcel, if that call got through."""
        ...

    def void(self, tracking_number: str) -> None:
        """Take a shipment back that will not leave; void already, it is void."""
        ...

    def intercept(self, tracking_number: str, wanted: Intercept) -> None:
        """Deliver elsewhere, on another day, hold for collection, or bring back."""
        ...

    def papers(self, tracking_number: str) -> Papers:
        """Proof of delivery, as far as there is one."""
        ...

    def track(self, tracking_number: str) -> list[Reported]:
        """All that has been reported of a parcel."""
        ...


def carrier(name: str) -> Carrier:
    """The carrier of a name. Its client is loaded only where parcels move (a second and a half)."""
    if name != "ups":
        raise LookupError(f"no carrier is called {name}")
    from encrier.fulfilment.carriers.ups import Ups

    return Ups.from_settings()
