"""The sandbox's own timed work joins the store's when the sandbox is on."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """The demo's warehouse works at the cut-off, as the people of a real one would; its carrier
    brings back what nobody collected."""

    name = "encrier.sandbox"

    def ready(self) -> None:
        from encrier.reactions import schedule
        from encrier.sandbox import returning, warehouse

        schedule.join(
            schedule.TimedJob("hand_over", warehouse.hand_over_due, warehouse.next_hand_over)
        )
        schedule.join(
            schedule.TimedJob("bring_back", returning.bring_back_due, returning.next_return)
        )
