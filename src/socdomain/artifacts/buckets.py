"""Which files are kept where."""

from __future__ import annotations

from attrs import frozen


@frozen
class Buckets:
    """Names of buckets, each for one kind of file.

    Attributes:
        of_cases: Files of cases.
        of_agents: Files about agents that belong to no case.
        of_templates: Templates of reports about cases.
        of_sysmon: Configurations of Sysmon.
    """

    of_cases: str = "copilot-cases"
    of_agents: str = "velociraptor-artifacts"
    of_templates: str = "copilot-case-report-templates"
    of_sysmon: str = "sysmon-configs"

    @property
    def all(self) -> tuple[str, ...]:
        """Every one of them."""
        return (self.of_cases, self.of_agents, self.of_templates, self.of_sysmon)
