"""``/api/incident_alert/create``: alerts that no tool raised."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen
from litestar import Response, post
from litestar.di import Provide
from litestar.params import BodyKwarg, JSONBody

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, LOCATION_HEADER, SeverityWord, created
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.incidents.alert_shapes import AlertDetailOut, alert_detail_out
from entrypoints.api.once import once_key
from entrypoints.api.problem_docs import CREATES_ONCE, refusals
from entrypoints.api.wired import By, Once, UseCases
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.incidents.create_manual_alert import NewAlert
from socdomain.principal import Scope
from socdomain.sources.observables import Observable, ObservableType, normalise_observable


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


@post(
    "/create/manual",
    summary="Write an alert by hand",
    **needs(Scope.ALERTS_WRITE),
    dto=JsonBody[ManualAlertBody],
    dependencies={"once": Provide(once_key)},
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses=refusals(NotFoundError, *CREATES_ONCE),
    tags=["alerts"],
    sync_to_thread=True,
)
def create_manual_alert(
    data: JSONBody[ManualAlertBody], once: Once, by: By, container: UseCases
) -> Response[AlertDetailOut]:
    """Adds an alert that no tool raised; no event ever joins it."""
    detail = settled(container.create_manual_alert.execute, new_alert_of(data), by=by, once=once)
    location = f"/api/incident_management/alerts/{detail.alert.id}"
    return created(alert_detail_out(detail), location, detail.alert.version)


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
