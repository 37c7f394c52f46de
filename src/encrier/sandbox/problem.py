"""What the outside world does not do."""


class Problem(Exception):
    """Something that cannot be done: an HTTP status, a stable code and a sentence (RFC 9457)."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
