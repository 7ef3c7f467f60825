"""What an act answers in every room: done, or refused with reasons a person can act on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is refused: a stable code and one Chinese sentence that says what to do."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The act was done; `version` is the subject's new version."""

    version: int

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """The act was not done and nothing was written."""

    reasons: tuple[Reason, ...]

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "；".join(reason.text for reason in self.reasons)


def refused(code: str, text: str) -> Refused:
    """A refusal with one reason."""
    return Refused((Reason(code, text),))
