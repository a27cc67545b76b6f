"""What every route may ask for by name."""

from __future__ import annotations

from asyncio import Semaphore

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from entrypoints.api.paging import PageAsked
from entrypoints.container import Container
from socdomain.auth.authenticate import Caller
from socdomain.auth.session import Place
from socdomain.once import OnceKey
from socdomain.principal import Principal

# They are made here and not by the client, so there is nothing to validate.
UseCases = NamedDependency[SkipValidation[Container]]
"""As ``container``: the use cases."""
By = NamedDependency[SkipValidation[Principal]]
"""As ``by``: who is calling."""
From = NamedDependency[SkipValidation[Place]]
"""As ``place``: where the call comes from."""
ShownBy = NamedDependency[SkipValidation[Caller]]
"""As ``caller``: who is calling, with the session that was shown."""
Paged = NamedDependency[SkipValidation[PageAsked]]
"""As ``page``: which page is wanted."""
Expected = NamedDependency[SkipValidation[tuple[int, ...]]]
"""As ``versions``: those of which a change is meant for one."""
SignIns = NamedDependency[SkipValidation[Semaphore]]
"""As ``sign_ins``: the turns of those who sign in with a password, taken on the event loop."""
Once = NamedDependency[SkipValidation[OnceKey | None]]
"""As ``once``: the idempotency key."""
