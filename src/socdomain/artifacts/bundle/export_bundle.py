"""Hand out everything that is evidence of a case, so that others can prove what it is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.bundle.bundle_stream import BundleStream, Exported
from socdomain.artifacts.bundle.ports import BundleWork
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.custody_log import CustodyLog
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.read_artifact import close
from socdomain.audit.chain import ChainHead, chain_of
from socdomain.audit.ports import AuditKeys
from socdomain.audit.sign_audit_heads import SignAuditHeads, sign_all
from socdomain.canonical import canonical_json
from socdomain.errors import ConflictError, NotFoundError
from socdomain.ids import CaseId, Ids
from socdomain.incidents.views import CaseDetail
from socdomain.object_store import ObjectStore
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.principal import Principal, Reach, Scope

MOST_FILES: Final = 10_000
"""Of a bundle: each is named in the manifest, which is held in memory, here and by whoever verifies."""
MOST_NAME_BYTES: Final = 16 * 1024 * 1024
"""What the names of all files, and the reasons why they are not there, may take in the manifest."""


class CannotBundleError(ConflictError):
    """A case that has no file, or more of them than a bundle can name."""


@frozen
class Bundle:
    """A bundle that is ready to go out.

    Attributes:
        id: Its identifier.
        file_name: How its file may be called; ASCII.
        content: Its bytes, made as they are asked for. Where they end with an error, it is no bundle.
    """

    id: UUID
    file_name: str
    content: Iterator[bytes]


def case_to_export(work: BundleWork, case_id: CaseId, *, by: Principal) -> CaseDetail:
    """Returns a case of which somebody may export the evidence; nothing is written down by that.

    Args:
        work: A unit of work that has not begun.
        case_id: Which case.
        by: Who asks; needs ``artifacts:read``.

    Raises:
        NotFoundError: There is no such case within reach.
    """
    by.require_any_scope(Scope.ARTIFACTS_READ)
    with work:
        return work.cases.detail(case_id, reach=by.reach)


@frozen
class ExportBundle:
    """Makes an evidence bundle of a case.

    Attributes:
        work: Makes units of work that write; none is open while the bundle goes out.
        reading: Makes units of work that only read.
        objects: Keeps files.
        ids: Makes identifiers.
        sign: Signs where chains end.
        make_keys: Returns what signs the bundle, and knows what was signed.
        most_files: How many files a bundle may have.
        most_name_bytes: How many bytes of the manifest their names may take.
    """

    work: Callable[[Reach], BundleWork]
    reading: Callable[[Reach], BundleWork]
    objects: ObjectStore
    ids: Ids
    sign: SignAuditHeads
    make_keys: Callable[[], AuditKeys]
    most_files: int = MOST_FILES
    most_name_bytes: int = MOST_NAME_BYTES

    def execute(self, case_id: CaseId, *, by: Principal) -> Bundle:
        """Returns a bundle, of which nothing has been read yet.

        That it was exported is written down first, in the custody of each file: what was begun may have been read.

        Args:
            case_id: Which case.
            by: Who asks; needs ``artifacts:read``.

        Raises:
            NotFoundError: There is no such case within reach.
            CannotBundleError: It has no file, or more of them than a bundle can name.
            StorageUnavailableError: The store fails; nothing is written down. The content raises it too, where it fails
                later.
        """
        detail = case_to_export(self.reading(by.reach), case_id, by=by)
        artifacts = self._artifacts(case_id, by.reach)
        self._ask_store(artifacts)
        exported = Exported(self.ids.new(), detail.case, detail.customer_code, artifacts, self.sign.clock.now(), by)
        exported, last = self._write_down(exported)
        until = self._signed_end(detail, last, by)
        stream = BundleStream(self.reading, self.objects, self.make_keys(), exported, until)
        return Bundle(exported.id, f"evidence-case-{detail.case.number}-{exported.id}.zip", stream.content())

    def _artifacts(self, case_id: CaseId, reach: Reach) -> tuple[Artifact, ...]:
        found, name_bytes = list[Artifact](), 0
        page = PageRequest(LARGEST_PAGE)
        while True:
            with self.reading(reach) as work:
                some = work.artifacts.page(ArtifactFilter(case_id=case_id), page, reach=reach)
            found.extend(some.items)
            name_bytes += sum(len(canonical_json([one.file_name, one.reason])) for one in some.items)
            if len(found) > self.most_files or name_bytes > self.most_name_bytes:
                raise CannotBundleError(
                    f"the case has more files, or longer names, than a bundle can list: {len(found)}"
                )
            if some.next is None:
                break
            page = PageRequest(LARGEST_PAGE, some.next)
        if not found:
            raise CannotBundleError("the case has no files")
        return tuple(reversed(found))

    def _ask_store(self, artifacts: tuple[Artifact, ...]) -> None:
        """Finds out whether the store answers; nobody is told that they got what never came."""
        one = next((one for one in artifacts if one.status.has_object), None)
        if one is not None:
            # One byte: to tell what an object is, a store may have to read all of it.
            with contextlib.suppress(NotFoundError), only_objects_are_gone():
                close(self.objects.get(one.bucket, one.key, first_byte=0, last_byte=0))

    def _write_down(self, exported: Exported) -> tuple[Exported, UUID]:
        """Writes down the export, and returns it with the files as they are then, and its last event.

        A file that has not come yet may come at this moment. It stays as it is here until the export is written down,
        and what is done with it later is of a later place in the chain.
        """
        detail = {"bundle_id": str(exported.id), "case_id": str(exported.case.id)}
        with self.work(exported.by.reach) as work:
            log = CustodyLog(work, self.sign.clock, self.ids, exported.by)
            present = {one.id: one for one in exported.artifacts}
            # In one order, so that two who export the same case do not wait in a circle.
            for one in sorted(present):
                if present[one].status is ArtifactStatus.PENDING:
                    present[one] = work.artifacts.for_change(one, reach=exported.by.reach)
            *_, last = (log.note(one, CustodyAct.EXPORTED, detail) for one in present.values())
            work.commit()
        return evolve(exported, artifacts=tuple(present.values())), last

    def _signed_end(self, detail: CaseDetail, last: UUID, by: Principal) -> ChainHead:
        """Returns the place of the last event in the customer's chain, which may have gone on, and signs it."""
        chain = chain_of(detail.case.customer_id)
        with self.reading(by.reach) as work:
            place = work.audit_trail.places(chain, [last]).get(last, 0)
            record = work.audit_trail.records_at(chain, [place]).get(place)
            # Somebody may have taken it out again; what is missing shows in the bundle.
            head = record.head if record else work.audit_trail.head(chain) or ChainHead(chain)
            signed = work.audit_trail.signatures(chain, after=head.sequence - 1, until=head.sequence, limit=1)
        if not signed:
            # Signing is the platform's doing, whoever it is that asked for a bundle.
            sign_all(self.sign, [head], by=by)
        return head
