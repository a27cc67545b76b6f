"""What is said when something went wrong."""

from __future__ import annotations

from attrs import frozen


@frozen
class FailureText:
    """What is said of one kind of failure.

    Attributes:
        title: What happened.
        next: What to do now.
        link: Where that is.
    """

    title: str
    next: str
    link: str = "Go to the overview"


@frozen
class FailuresText:
    """What is said when something went wrong."""

    forbidden: FailureText = FailureText(
        "You may not do that",
        "Your role does not allow it. Whoever administers users can give you one that does.",
    )
    not_found: FailureText = FailureText(
        "There is no such thing here", "It may have been removed, or belong to a customer that you do not see."
    )
    signed_out: FailureText = FailureText(
        "You are signed out",
        "Sign in in another tab, come back, and reload this page. What you typed here was not sent.",
        "Sign in",
    )
    cross_site: FailureText = FailureText(
        "This page is of an earlier sign-in", "Nothing was changed. Reload the page, and do it once more."
    )
    led_here: FailureText = FailureText(
        "Another site has led you here",
        "Nothing was handed out, and nothing was written down. Look at what it is, and ask for it there.",
        "Look at it",
    )
    readable: FailureText = FailureText(
        "Others could read this on its way",
        "Open Watchfloor by https, or on the machine that it runs on. Type no password before.",
        "Try again",
    )
    stale: FailureText = FailureText(
        "Somebody changed this while you were looking",
        "Nothing of yours was saved. Open it anew to see how it stands now, and do it once more.",
        "Open it anew",
    )
    conflict: FailureText = FailureText(
        "That does not go together with how things stand", "Nothing was changed. Look again, and choose another way."
    )
    invalid: FailureText = FailureText(
        "Something in that cannot be understood", "Nothing was changed. Fix what is named here, and send it again."
    )
    busy: FailureText = FailureText(
        "Too much at once", "Nothing was changed. Wait a moment, and try again.", "Try again"
    )
    too_large: FailureText = FailureText(
        "That is more than fits", "Nothing of it was kept. How much may be sent is named below."
    )
    too_slow: FailureText = FailureText(
        "That took too long to arrive",
        "Nothing of it was kept. Large files are better sent with JavaScript, or by the command line: they go in "
        "parts, which can be taken up again.",
    )
    full: FailureText = FailureText(
        "There is no room left for that",
        "Nothing of it was kept. Whoever runs Watchfloor can make room, or allow more for the customer.",
    )
    unavailable: FailureText = FailureText(
        "Something that Watchfloor needs does not answer",
        "Nothing was changed. It is tried again with each request; whoever runs Watchfloor sees why in its log.",
        "Try again",
    )
    failed: FailureText = FailureText(
        "Watchfloor made a mistake",
        "It was written down. Tell whoever runs Watchfloor the number below; trying again may help.",
        "Try again",
    )
    number: str = "Number: {error_id}"

    def of_status(self, status: int) -> FailureText:
        """Returns what is said of a status (RFC 9110 section 15)."""
        by_status = {
            401: self.signed_out,
            403: self.forbidden,
            404: self.not_found,
            405: self.not_found,
            408: self.too_slow,
            409: self.conflict,
            412: self.stale,
            413: self.too_large,
            429: self.busy,
            503: self.unavailable,
            507: self.full,
        }
        return by_status.get(status, self.failed if status >= 500 else self.invalid)
