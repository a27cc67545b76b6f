"""A locker for files: the use cases of artifacts on memory, with agents and cases of two customers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from attrs import Factory, define, field

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.begin_upload import BeginUpload
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.complete_upload import CompleteUpload
from socdomain.artifacts.custody import CustodyEvent
from socdomain.artifacts.delete_artifact import DeleteArtifact
from socdomain.artifacts.end_upload import EndUpload
from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.lift_hold import LiftHold
from socdomain.artifacts.limits import ArtifactLimits
from socdomain.artifacts.link_artifact import LinkArtifact
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.place_hold import NewHold, PlaceHold
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.read_artifact import ReadArtifact
from socdomain.artifacts.store_artifact import StoreArtifact
from socdomain.artifacts.store_artifacts import StoreArtifacts
from socdomain.artifacts.upload_parts import UploadParts
from socdomain.artifacts.verify_artifact import VerifyArtifact
from socdomain.auth.local_principal import local_principal
from socdomain.customers.customer import Customer
from socdomain.ids import AgentId, ArtifactId, CaseId
from socdomain.memory import CountingIds, FixedClock, MemoryObjectStore, MemoryPlatform, MemoryWorks
from socdomain.pages import PageRequest
from socdomain.principal import Principal
from tests.builders import EVERYONE, NOW, a_case, a_customer, an_agent, an_alert

CONTENT = b"MZ\x90\x00" * 1_000


@define
class Locker:
    """Use cases on memory, with an agent and a case of two customers each."""

    platform: MemoryPlatform = field(factory=MemoryPlatform)
    clock: FixedClock = field(factory=lambda: FixedClock(NOW))
    objects: MemoryObjectStore = field(default=Factory(lambda self: MemoryObjectStore(self.clock), takes_self=True))
    ids: CountingIds = field(factory=CountingIds)
    me: Principal = field(factory=lambda: local_principal("analyst"))
    most_bytes: int = 1_000_000
    most_bytes_of_customer: int = 10_000_000
    agents: dict[str, AgentId] = field(factory=dict)
    cases: dict[str, CaseId] = field(factory=dict)
    customers: dict[str, Customer] = field(factory=dict)

    @property
    def works(self) -> MemoryWorks:
        """Makes units of work."""
        return self.platform.works()

    def open(self) -> Locker:
        """Adds customers, agents and cases."""
        for bucket in Buckets().all:
            self.objects.ensure_bucket(bucket)
        with self.works(EVERYONE) as work:
            for code in ("ACME", "GLOBEX"):
                customer = self.customers[code] = a_customer(code)
                work.customers.add(customer)
                agent = an_agent(f"{code}-ws", customer_id=customer.id)
                alert = an_alert(customer)
                work.agents.add_all([agent])
                work.alerts.add(alert)
                case = a_case(alert)
                work.cases.add(case)
                self.agents[code], self.cases[code] = agent.id, case.id
            nobodys = an_agent("stray")
            work.agents.add_all([nobodys])
            self.agents["nobody"] = nobodys.id
            work.commit()
        return self

    @property
    def limits(self) -> ArtifactLimits:
        """How much may be stored."""
        return ArtifactLimits(self.most_bytes, self.most_bytes_of_customer, 1_000, timedelta(hours=24))

    @property
    def use_case(self) -> StoreArtifact:
        """The use case."""
        return StoreArtifact(self.several)

    @property
    def several(self) -> StoreArtifacts:
        """The use case of several files."""
        return StoreArtifacts(
            self.works.reading, self.works, self.objects, self.clock, self.ids, Buckets(), self.limits
        )

    def store(self, name: str = "evil.exe", *, content: bytes = CONTENT, by: Principal | None = None) -> Artifact:
        """Stores a file in ACME's case."""
        return self.keep(NewArtifact(name, case_id=self.cases["ACME"]), content, by)

    def keep(self, wanted: NewArtifact, content: bytes = CONTENT, by: Principal | None = None) -> Artifact:
        """Stores a file."""
        chunks = [content[at : at + 999] for at in range(0, len(content), 999)]
        return self.use_case.execute(wanted, chunks, by=by or self.me)

    def artifacts(self) -> list[Artifact]:
        """Returns all records."""
        with self.works(EVERYONE) as work:
            return list(work.artifacts.page(ArtifactFilter(), PageRequest(200), reach=EVERYONE).items)

    def stored(self) -> list[str]:
        """Returns the keys of all objects."""
        buckets = ("copilot-cases", "velociraptor-artifacts")
        return [f"{bucket}/{one.key}" for bucket in buckets for one in self.objects.list(bucket)]

    def begin(self, size_bytes: int, **fields: Any) -> ArtifactId:
        """Begins to send a file of ACME's case by parts."""
        wanted = NewArtifact("disk.img", case_id=self.cases["ACME"], **fields)
        use_case = BeginUpload(self.works, self.objects, self.clock, self.ids, Buckets(), self.limits)
        return use_case.execute(wanted, size_bytes, by=self.me)[0].id

    @property
    def parts(self) -> UploadParts:
        """The use case of parts."""
        return UploadParts(self.works.reading, self.objects, self.clock, self.limits)

    def put(self, artifact_id: ArtifactId, number: int, content: bytes, by: Principal | None = None) -> None:
        """Sends a part."""
        self.parts.put(artifact_id, number, [content], by=by or self.me)

    def complete(self, artifact_id: ArtifactId, sha256: bytes | None = None, by: Principal | None = None) -> Artifact:
        """Makes a file out of its parts."""
        use_case = CompleteUpload(self.works, self.objects, self.clock, self.ids, self.parts)
        return use_case.execute(artifact_id, sha256, by=by or self.me)

    @property
    def ending(self) -> EndUpload:
        """The use case of giving up."""
        return EndUpload(self.works, self.objects, self.clock, self.ids)

    def link(self, artifact: Artifact, case_id: CaseId, by: Principal | None = None) -> Artifact:
        """Makes a file part of a case."""
        return LinkArtifact(self.works, self.clock, self.ids).execute(artifact.id, case_id, by=by or self.me)

    def read(self, artifact: Artifact, by: Principal | None = None) -> bytes:
        """Downloads a file."""
        use_case = ReadArtifact(self.works.reading, self.works, self.objects, self.clock, self.ids)
        return b"".join(use_case.execute(artifact.id, by=by or self.me)[1])

    def verify(self, artifact: Artifact, by: Principal | None = None) -> Artifact:
        """Reads a file again."""
        return VerifyArtifact(self.works, self.objects, self.clock, self.ids).execute(artifact.id, by=by or self.me)

    def delete(self, artifact: Artifact, reason: str = "asked for", by: Principal | None = None) -> Artifact:
        """Removes a file."""
        use_case = DeleteArtifact(self.works, self.objects, self.clock, self.ids)
        return use_case.execute(artifact.id, reason, by=by or self.me)

    def hold(self, by: Principal | None = None, **on: Any) -> LegalHold:
        """Places a legal hold."""
        wanted = NewHold(**{"reason": "SEC v. ACME", **on})
        return PlaceHold(self.works, self.clock, self.ids).execute(wanted, by=by or self.me)

    def lift(self, hold: LegalHold, reason: str = "settled", by: Principal | None = None) -> LegalHold:
        """Lifts it."""
        return LiftHold(self.works, self.clock, self.ids).execute(hold.id, reason, by=by or self.me)

    def custody(self, artifact_id: ArtifactId) -> list[CustodyEvent]:
        """Returns what was done with a file, the first first."""
        with self.works(EVERYONE) as work:
            return list(reversed(work.artifacts.custody(artifact_id, PageRequest(200), reach=EVERYONE).items))
