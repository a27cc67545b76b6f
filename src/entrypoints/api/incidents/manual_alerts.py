"""``/api/incident_alert/create/manual``: an alert that no tool raised, or one of a document that is named."""

from __future__ import annotations

from typing import Annotated, Any

from attrs import frozen
from litestar import Response, post
from litestar.di import Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import BodyKwarg, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, LOCATION_HEADER, SeverityWord, created
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.incidents.alert_shapes import AlertDetailOut, alert_detail_out
from entrypoints.api.once import once_key
from entrypoints.api.problem_docs import CREATES_ONCE, refusals
from entrypoints.api.strict_converter import structured
from entrypoints.api.wired import By, Once, UseCases
from socdomain.connectors.verification import ConnectorError
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.incidents.collection.take_document import DocumentRejectedError, IndexedDocument
from socdomain.incidents.create_manual_alert import NewAlert
from socdomain.principal import Scope
from socdomain.sources.observables import Observable, ObservableType, normalise_observable

_WAS_THERE = ResponseSpec(
    AlertDetailOut, generate_examples=False, description="The alert that the document joins, or is in already."
)


@frozen
class ObservableBody:
    """An observable as an analyst writes it."""

    type: ObservableType
    value: Annotated[str, BodyKwarg(description="Defanged or not.")]


@frozen
class ManualAlertBody:
    """What an analyst saw."""

    customer: Annotated[str, BodyKwarg(description="Code of the customer.")]
    title: Annotated[str, BodyKwarg(description="1 to 300 characters.")]
    severity: SeverityWord
    description: Annotated[str, BodyKwarg(description="At most 4,000 characters.")] = ""
    tags: Annotated[tuple[str, ...], BodyKwarg(description="Words to find it by.")] = ()
    observables: Annotated[tuple[ObservableBody, ...], BodyKwarg(description="What it shows; at most 200.")] = ()
    asset_name: Annotated[str | None, BodyKwarg(description="The host, user or mailbox that it happened to.")] = None


@frozen
class IndexedAlertBody:
    """A document in an index that a connector leads to."""

    index_name: Annotated[str, BodyKwarg(description="The index that holds it, such as `wazuh-alerts-4.x-2026.03.01`.")]
    alert_id: Annotated[str, BodyKwarg(description="Its identifier there: `_id`.")]


class ManualBody(JsonBody[ManualAlertBody]):
    """Reads either body; one that names a document is told by that."""

    def decode_bytes(self, value: bytes) -> Any:
        """Reads a body."""
        given = self.decoded(value)
        names_document = isinstance(given, dict) and not given.keys().isdisjoint(("index_name", "alert_id"))
        return structured(given, IndexedAlertBody if names_document else ManualAlertBody)


@post(
    "/create/manual",
    summary="Write an alert by hand, or make one of a document",
    **needs(Scope.ALERTS_WRITE),
    dto=ManualBody,
    dependencies={"once": Provide(once_key)},
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses={**refusals(NotFoundError, DocumentRejectedError, ConnectorError, *CREATES_ONCE), 200: _WAS_THERE},
    tags=["alerts"],
    sync_to_thread=True,
)
def create_manual_alert(
    data: JSONBody[ManualAlertBody | IndexedAlertBody], once: Once, by: By, container: UseCases
) -> Response[AlertDetailOut]:
    """Adds an alert that no tool raised, which no event ever joins; or takes in a document of an index.

    The document is looked for at each connector that keeps events, and taken whatever its severity. The answer is 201
    where it begins an alert, and 200 where it joins one, or is in one already.
    """
    if isinstance(data, IndexedAlertBody):
        wanted = IndexedDocument(data.index_name, data.alert_id)
        detail, is_new = settled(container.collection.take_document.execute, wanted, by=by)
    else:
        detail, is_new = settled(container.create_manual_alert.execute, new_alert_of(data), by=by, once=once), True
    location = f"/api/incident_management/alerts/{detail.alert.id}"
    answer = created(alert_detail_out(detail), location, detail.alert.version)
    answer.status_code = HTTP_201_CREATED if is_new else HTTP_200_OK
    return answer


def new_alert_of(data: ManualAlertBody) -> NewAlert:
    """Returns the alert that a body describes."""
    return NewAlert(
        customer=data.customer,
        title=data.title,
        severity=data.severity.severity,
        description=data.description,
        tags=data.tags,
        observables=tuple(_observable(position, one) for position, one in enumerate(data.observables)),
        asset_name=data.asset_name,
    )


def _observable(position: int, body: ObservableBody) -> Observable:
    observable = normalise_observable(body.type, body.value)
    if observable is None:
        raise InvalidInputError(f"observables[{position}].value", f"is no {body.type.value}")
    return observable
