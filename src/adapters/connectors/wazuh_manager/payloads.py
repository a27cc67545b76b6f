"""What Wazuh's manager API answers (4.x and 5.x), as far as it is used.

Lists come in an envelope that says what failed beside what was found, with status 200 for both.
"""

from __future__ import annotations

import re
from typing import Any, Final

from attrs import field, frozen

from adapters.connector_kit.errors import refusal_of
from adapters.connector_kit.payloads import called
from socdomain.connectors.capabilities import Named
from socdomain.connectors.verification import ConnectorAnswerError

NO_SUCH_AGENT: Final = 1701
NOT_PERMITTED: Final = 4000
"""Numbers of errors of one item of a list (`framework/wazuh/core/exception.py` of Wazuh)."""

FIRST_WITHOUT_RULES: Final = 5

RULE_FIELDS: Final = ("id", "level", "description", "groups", "mitre", "filename", "status")
"""Those that are asked for."""

_VERSION: Final = re.compile(r"v?([0-9]{1,4})\.[0-9.]+.*")


@frozen
class Token:
    """What signing in gives."""

    token: str = field(repr=False)


@frozen
class TokenAnswer:
    """``POST /security/user/authenticate``."""

    data: Token


@frozen
class ApiInfo:
    """What the API says of itself."""

    api_version: str

    @property
    def version(self) -> str:
        """The version, without the ``v`` that some releases begin it with."""
        return self.api_version.removeprefix("v")

    @property
    def major(self) -> int | None:
        """The first number of the version; None where it cannot be read, as with a server that makes its answers up."""
        found = _VERSION.fullmatch(self.api_version)
        return None if found is None else int(found[1])

    @property
    def is_since_5(self) -> bool:
        """Whether it is Wazuh 5 or later, as far as can be read."""
        return self.major is not None and self.major >= FIRST_WITHOUT_RULES


@frozen
class ApiInfoAnswer:
    """``GET /``; in ``data``, as its schema has it and its example has not."""

    data: ApiInfo


@frozen
class PoliciesAnswer:
    """``GET /security/users/me/policies``: effects by resource by action, and how what is not said is judged."""

    data: dict[str, Any] = field(factory=dict)

    @property
    def are_said(self) -> bool:
        """Whether it says what the user may; its specification leaves all of it out."""
        return self.data.get("rbac_mode") in ("white", "black")

    def allows(self, action: str) -> bool:
        """Whether an action is allowed on anything."""
        said = self.data.get(action)
        effects = said if isinstance(said, dict) else {}
        if "allow" in effects.values():
            return True
        # Where RBAC is black, all is allowed but what is denied.
        is_denied = any(effect == "deny" and place.endswith(":*") for place, effect in effects.items())
        return self.data.get("rbac_mode") == "black" and not is_denied


@frozen
class ItemError:
    """Why an item of a list failed; its words are not read."""

    code: int = 0


@frozen
class FailedItem:
    """Items that failed for one reason."""

    error: ItemError = field(factory=ItemError)


@frozen(kw_only=True)
class Page:
    """``data`` of an answer with a list, beside its items.

    Attributes:
        total: How many there are, on all pages.
        total_failed: How many failed that were asked for.
        failed: Why.
    """

    total: int = field(metadata=called("total_affected_items"))
    total_failed: int = field(default=0, metadata=called("total_failed_items"))
    failed: tuple[FailedItem, ...] = field(default=(), metadata=called("failed_items"))

    @property
    def has_failed(self) -> bool:
        """Whether something failed that was asked for."""
        # What has failed has a number: whoever makes answers up from the specification, which has none, says any total.
        return self.total_failed > 0 and (not self.failed or any(one.error.code for one in self.failed))


def refuse_failure(page: Page, items: tuple[object, ...], error: int) -> None:
    """Refuses an answer that says that something failed, and has nothing that can be used.

    Args:
        page: What it says of itself.
        items: What it has.
        error: 0 where all succeeded, 1 where nothing did, 2 where some did.

    Raises:
        ConnectorError: Nothing came.
    """
    if items or not (error or page.has_failed):
        return
    if any(one.error.code == NOT_PERMITTED for one in page.failed):
        raise refusal_of(403, None)
    raise ConnectorAnswerError("It answers that all that was asked for failed: look at the manager's own log.")


@frozen
class Rule:
    """An entry of ``GET /rules``."""

    id: int
    level: int = 0
    description: str = ""
    groups: tuple[str, ...] = ()
    mitre: tuple[str, ...] = ()
    filename: str = ""
    status: str = ""

    def named(self) -> Named:
        """Returns it as the domain has it."""
        detail = {
            "level": str(self.level),
            "groups": ", ".join(self.groups),
            "mitre": ", ".join(self.mitre),
            "file": self.filename,
            "status": self.status,
        }
        return Named(str(self.id), self.description, {name: value for name, value in detail.items() if value})


@frozen(kw_only=True)
class RulePage(Page):
    """``data`` of ``GET /rules``."""

    items: tuple[Rule, ...] = field(metadata=called("affected_items"))


@frozen
class RulesAnswer:
    """``GET /rules``, of 4.x alone."""

    data: RulePage
    error: int = 0

    def found(self) -> tuple[int, tuple[Rule, ...]]:
        """Returns how many there are, and those of this page.

        Raises:
            ConnectorError: It failed with all of them.
        """
        refuse_failure(self.data, self.data.items, self.error)
        return self.data.total, self.data.items
