"""``watchfloor customers``: the tenants."""

from __future__ import annotations

from collections.abc import Iterator

import click

from entrypoints.bootstrap import Platform
from entrypoints.cli.console import Exit, out, printable, write_json, write_table
from entrypoints.cli.platform import opened, person_here
from entrypoints.settings import Settings
from socdomain.customers.create_customer import NewCustomer
from socdomain.customers.customer import Customer
from socdomain.customers.queries import list_customers
from socdomain.pages import LARGEST_PAGE, PageRequest, Position


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
@click.pass_context
def customers(context: click.Context, as_json: bool) -> int:
    """List customers, or add one."""
    if context.invoked_subcommand is not None:
        return Exit.DONE
    settings: Settings = context.obj
    with opened(settings) as platform:
        found = list(_all(platform))
    if as_json:
        write_json([_json(customer) for customer in found])
    else:
        rows = [[one.code, printable(one.name), printable(", ".join(one.further_codes))] for one in found]
        write_table(["code", "name", "further codes"], rows)
    return Exit.DONE


@customers.command()
@click.argument("code")
@click.option("--name", help="What people call it.  [default: the code]")
@click.option(
    "--further-code", "further_codes", multiple=True, help="Another code that documents know it by; can be repeated."
)
@click.pass_obj
def add(settings: Settings, code: str, name: str | None, further_codes: tuple[str, ...]) -> int:
    """Add the customer CODE."""
    with opened(settings) as platform:
        request = NewCustomer(code, name or code, further_codes)
        customer = platform.container.create_customer.execute(request, by=person_here())
    out.print(f"Added {customer.code}.", markup=False)
    return Exit.DONE


def _all(platform: Platform) -> Iterator[Customer]:
    after: Position | None = None
    while True:
        page = list_customers(platform.container.reading(), PageRequest(LARGEST_PAGE, after), by=person_here())
        yield from page.items
        after = page.next
        if after is None:
            return


def _json(customer: Customer) -> dict[str, object]:
    return {"code": customer.code, "name": customer.name, "further_codes": list(customer.further_codes)}
