"""Everything that a door may use, made once for a process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import frozen

from entrypoints.artifact_use_cases import ArtifactUseCases
from entrypoints.audit_use_cases import AuditUseCases
from entrypoints.collection_use_cases import CollectionUseCases
from entrypoints.connector_use_cases import ConnectorUseCases
from entrypoints.job_use_cases import JobUseCases
from entrypoints.platform_work import WorkFactory
from entrypoints.triage_use_cases import TriageUseCases
from entrypoints.view_use_cases import ViewUseCases
from socdomain.agents.change_agent import ChangeAgent
from socdomain.artifacts.bundle.export_bundle import ExportBundle
from socdomain.auth.authenticate import Authenticate
from socdomain.auth.authenticate_browser import AuthenticateBrowser
from socdomain.auth.change_password import ChangePassword
from socdomain.auth.change_user import ChangeUser
from socdomain.auth.create_key import CreateKey
from socdomain.auth.create_user import CreateUser
from socdomain.auth.end_sessions import EndSessions
from socdomain.auth.passwords import RatesPasswords
from socdomain.auth.ports import PasswordHasher, PasswordMaker, TokenSigner
from socdomain.auth.refresh_session import RefreshSession
from socdomain.auth.reset_password import ResetPassword
from socdomain.auth.revoke_key import RevokeKey
from socdomain.auth.session_starter import SessionStarter
from socdomain.auth.sign_in import SignIn
from socdomain.auth.sign_in_browser import SignInBrowser
from socdomain.auth.still_stands import StillStands
from socdomain.auth.tokens import SecretMaker
from socdomain.beside import Begin, in_turn
from socdomain.customers.change_customer import ChangeCustomer
from socdomain.customers.create_customer import CreateCustomer
from socdomain.incidents.collection.collect_alerts import USUAL_OVERLAP
from socdomain.incidents.ingest_documents import IngestDocuments
from socdomain.incidents.preview_arrival import PreviewArrival
from socdomain.incidents.prune_events import PruneEvents
from socdomain.incidents.replay_rejected_events import ReplayRejectedEvents
from socdomain.sources.preview_document import PreviewDocument
from socdomain.sources.save_source import SaveSource


@frozen
class Container(TriageUseCases):
    """The use cases of one process, wired to its adapters.

    Attributes:
        reading: Makes units of work that only read; for ``queries``.
        hasher: Hashes passwords.
        rating: Tells how hard passwords are to guess.
        passwords: Makes passwords.
        secrets: Makes secrets.
        make_signer: Returns what signs access tokens, always the same; most commands need none.
        audit: The use cases of the audit log.
        jobs: The use cases of jobs.
        connectors: The use cases of connectors.
        artifacts: The use cases of stored files.
        max_document_bytes: The largest document that is parsed.
        event_retention: For how long the bytes of events are kept.
        collect_overlap: How much of the time before is collected once more.
        begin: How something is done beside something else.
    """

    reading: WorkFactory
    hasher: PasswordHasher
    rating: RatesPasswords
    passwords: PasswordMaker
    secrets: SecretMaker
    make_signer: Callable[[], TokenSigner]
    audit: AuditUseCases
    jobs: JobUseCases
    connectors: ConnectorUseCases
    artifacts: ArtifactUseCases
    max_document_bytes: int = 1_048_576
    event_retention: timedelta = timedelta(days=365)
    collect_overlap: timedelta = USUAL_OVERLAP
    begin: Begin = in_turn

    @property
    def signer(self) -> TokenSigner:
        """Signs access tokens."""
        return self.make_signer()

    @property
    def sign_in(self) -> SignIn:
        """Signs in with a password."""
        return SignIn(self.work, self.clock, self.ids, self.hasher, self._starter)

    @property
    def sign_in_browser(self) -> SignInBrowser:
        """Signs in with a password, in a browser."""
        return SignInBrowser(self.work, self.clock, self.ids, self.hasher, self.secrets, self.signer)

    @property
    def refresh_session(self) -> RefreshSession:
        """Prolongs a session."""
        return RefreshSession(self.work, self.clock, self.ids, self._starter)

    @property
    def end_sessions(self) -> EndSessions:
        """Signs out."""
        return EndSessions(self.work, self.clock, self.ids)

    @property
    def change_password(self) -> ChangePassword:
        """Replaces one's own password."""
        return ChangePassword(self.work, self.clock, self.ids, self.hasher, self.rating)

    @property
    def create_user(self) -> CreateUser:
        """Adds a user."""
        return CreateUser(self.work, self.clock, self.ids, self.hasher, self.passwords)

    @property
    def change_user(self) -> ChangeUser:
        """Changes a user."""
        return ChangeUser(self.work, self.clock, self.ids)

    @property
    def reset_password(self) -> ResetPassword:
        """Gives a user a new password."""
        return ResetPassword(self.work, self.clock, self.ids, self.hasher, self.passwords)

    @property
    def create_key(self) -> CreateKey:
        """Makes a key for a machine."""
        return CreateKey(self.work, self.clock, self.ids, self.secrets)

    @property
    def revoke_key(self) -> RevokeKey:
        """Takes back a key."""
        return RevokeKey(self.work, self.clock, self.ids)

    @property
    def _starter(self) -> SessionStarter:
        return SessionStarter(self.ids, self.signer, self.secrets)

    @property
    def authenticate(self) -> Authenticate:
        """Finds out who shows a token."""
        return Authenticate(self.reading, self.work, self.clock, self.signer)

    @property
    def still_stands(self) -> StillStands:
        """Asks again about a caller who takes long."""
        return StillStands(self.reading, self.clock)

    @property
    def authenticate_browser(self) -> AuthenticateBrowser:
        """Finds out who shows the secret of a browser's session."""
        return AuthenticateBrowser(self.reading, self.work, self.clock)

    @property
    def create_customer(self) -> CreateCustomer:
        """Adds a customer."""
        return CreateCustomer(self.work, self.clock, self.ids)

    @property
    def change_customer(self) -> ChangeCustomer:
        """Changes a customer."""
        return ChangeCustomer(self.work, self.clock, self.ids)

    @property
    def change_agent(self) -> ChangeAgent:
        """Changes an agent."""
        return ChangeAgent(self.work, self.clock, self.ids)

    @property
    def save_source(self) -> SaveSource:
        """Adds or changes a source."""
        return SaveSource(self.work, self.clock, self.ids)

    @property
    def preview_document(self) -> PreviewDocument:
        """Shows what a document would become."""
        return PreviewDocument(self.reading)

    @property
    def preview_arrival(self) -> PreviewArrival:
        """Shows what would become of a document."""
        return PreviewArrival(self.reading, self.clock, self.max_document_bytes)

    @property
    def ingest_documents(self) -> IngestDocuments:
        """Takes in documents."""
        return IngestDocuments(self.work, self.clock, self.ids, self.max_document_bytes, self.begin)

    @property
    def replay_rejected_events(self) -> ReplayRejectedEvents:
        """Tries again what was rejected."""
        return ReplayRejectedEvents(self.work, self.clock, self.ids, self.max_document_bytes)

    @property
    def collection(self) -> CollectionUseCases:
        """Collects what other tools have found."""
        return CollectionUseCases(self.work, self.connectors, self.max_document_bytes, self.collect_overlap, self.begin)

    @property
    def views(self) -> ViewUseCases:
        """The use cases of saved views."""
        return ViewUseCases(self.work, self.clock, self.ids)

    @property
    def export_bundle(self) -> ExportBundle:
        """Hands out everything that is evidence of a case."""
        objects, audit = self.artifacts.objects, self.audit
        return ExportBundle(self.work, self.reading, objects, self.ids, audit.sign, audit.make_keys)

    @property
    def prune_events(self) -> PruneEvents:
        """Removes the bytes of old events."""
        return PruneEvents(self.work, self.clock, self.ids, self.event_retention)
