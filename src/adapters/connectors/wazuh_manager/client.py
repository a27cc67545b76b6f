"""Asks Wazuh's manager."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Final

from attrs import define, field

from adapters.connector_kit.errors import UnknownFormError
from adapters.connector_kit.http import segment
from adapters.connector_kit.http_answer import Answer
from adapters.connectors.wazuh_manager.agent_payloads import (
    MANAGER,
    Agent,
    AgentsAnswer,
    GroupConfigurationAnswer,
    agent_fields,
)
from adapters.connectors.wazuh_manager.pages import all_entries
from adapters.connectors.wazuh_manager.payloads import (
    RULE_FIELDS,
    ApiInfo,
    ApiInfoAnswer,
    PoliciesAnswer,
    Rule,
    RulesAnswer,
)
from adapters.connectors.wazuh_manager.session import OLDEST_MAJOR, Session, too_old
from socdomain.connectors.capabilities import AgentSeen, Named
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome, ProductFound

PAGE_SIZE: Final = 500
"""As many as the manager's documentation advises at most."""

NEEDED_RIGHTS: Final = ("agent:read", "group:read")
RIGHT_OF_RULES: Final = "rules:read"

_AGENT_ID: Final = re.compile(r"[0-9]{3,18}")
_NO_CONFIGURATION: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)
"""A group that went meanwhile, or one whose file its agents cannot read either."""


@define
class WazuhManagerClient:
    """Asks one manager, as ``ListsAgents`` and ``ListsRules``; the rights that it needs are in the guide.

    Attributes:
        session: Asks it as the user.
    """

    session: Session
    _labels: dict[str, dict[str, str]] = field(factory=dict, init=False, repr=False)

    def verify(self) -> ProductFound:
        """Signs in, reads the version, then what the user may, and an agent.

        Whoever may read no agent is answered as if there were none, therefore the rights are asked for too.
        """
        info = self._info()
        rights = self._rights()
        self.session.get("/agents", {"limit": 1, "select": "id,name"}).read_as(AgentsAnswer).found()
        return ProductFound(info.version, _remark(info, rights))

    def agents(self) -> Iterator[AgentSeen]:
        """Yields every agent but the manager itself, by number, a page in memory at a time.

        In 4.x that one stands among them, as 000. It is no agent: it is in no group, so that no customer could be told
        for it, and nothing that is done to agents can be done to it.

        Raises:
            ConnectorError: It cannot be asked, would say that there are none to a user who may read none, or, after all
                others were named, failed to name some.
        """
        fields = agent_fields(self._info().major)

        failed_at: list[int] = []

        def ask(offset: int) -> tuple[int, tuple[Agent, ...]]:
            answer = self._page("/agents", fields, offset).read_as(AgentsAnswer)
            if answer.data.has_failed:
                failed_at.append(offset)
            return answer.found()

        has_named = False
        for one in all_entries(ask, lambda agent: agent.number, PAGE_SIZE):
            has_named = True
            if one.id != MANAGER:
                yield one.seen(self._labels_of(one))
        if not has_named:
            self._rights()
        if failed_at:
            raise ConnectorAnswerError("It failed to name some of its agents: look at the manager's own log.")

    def agent(self, vendor_id: str) -> AgentSeen | None:
        """Returns an agent; None where there is none, and for the manager itself."""
        if vendor_id == MANAGER or not _AGENT_ID.fullmatch(vendor_id):
            return None
        select = ",".join(agent_fields(self._info().major))
        answer = self.session.get("/agents", {"agents_list": vendor_id, "select": select}).read_as(AgentsAnswer)
        if answer.knows_none:
            return None
        _, found = answer.found()
        return next((one.seen(self._labels_of(one)) for one in found if one.id == vendor_id), None)

    def rules(self) -> Iterator[Named]:
        """Yields every rule, by number; of those that have the same, the one in force, which comes last.

        Raises:
            ConnectorError: It is Wazuh 5, whose manager has no rules.
        """
        if self._info().is_since_5:
            raise ConnectorError(Outcome.UNSUPPORTED_VERSION, "From 5.0 on Wazuh's manager has no rules to tell.")

        def ask(offset: int) -> tuple[int, tuple[Rule, ...]]:
            return self._page("/rules", RULE_FIELDS, offset).read_as(RulesAnswer).found()

        for rule in all_entries(ask, lambda rule: rule.id, PAGE_SIZE):
            yield rule.named()

    def _rights(self) -> PoliciesAnswer:
        """Returns what the user may, which is all that is needed for agents, or is not said."""
        rights = self.session.get("/security/users/me/policies").read_as(PoliciesAnswer)
        for right in NEEDED_RIGHTS:
            if rights.are_said and not rights.allows(right):
                raise ConnectorError(
                    Outcome.FORBIDDEN,
                    f"It knows the user, who has no right {right}: give the user the roles of the guide.",
                )
        return rights

    def _info(self) -> ApiInfo:
        info = self.session.get("/").read_as(ApiInfoAnswer).data
        if not info.version.strip():
            raise UnknownFormError("$.data.api_version", "is no version")
        if info.major is not None and info.major < OLDEST_MAJOR:
            raise too_old()
        return info

    def _page(self, path: str, fields: Sequence[str], offset: int) -> Answer:
        # Without a sign, which means upwards; a plus would have to be escaped, and is read as a space by some.
        return self.session.get(path, {"offset": offset, "limit": PAGE_SIZE, "sort": "id", "select": ",".join(fields)})

    def _labels_of(self, agent: Agent) -> dict[str, str]:
        """Returns what an agent's groups give it; where they differ, what the last one does, as with the agent."""
        return {name: value for group in agent.groups for name, value in self._labels_of_group(group).items()}

    def _labels_of_group(self, group: str) -> dict[str, str]:
        if group not in self._labels:
            path = f"/groups/{segment(group)}/configuration"
            answer = self.session.get(path, allowed=(*_NO_CONFIGURATION, HTTPStatus.FORBIDDEN))
            if answer.status == HTTPStatus.FORBIDDEN:
                # Without the label that names its customer, an agent could be taken for another one's.
                advice = "It does not let its user read every group of these agents: give the user group:read for them."
                raise ConnectorError(Outcome.FORBIDDEN, advice)
            has_one = answer.status not in _NO_CONFIGURATION
            self._labels[group] = answer.read_as(GroupConfigurationAnswer).data.labels() if has_one else {}
        return self._labels[group]


def _remark(info: ApiInfo, rights: PoliciesAnswer) -> str:
    if info.major is None:
        return "It says no version that can be read."
    if not rights.are_said:
        return "It does not say what its user may."
    lacks_rules = not info.is_since_5 and not rights.allows(RIGHT_OF_RULES)
    return f"Its user has no right {RIGHT_OF_RULES}." if lacks_rules else ""
