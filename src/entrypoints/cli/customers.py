"""``watchfloor customers``: the tenants."""

from __future__ import annotations

import click

from entrypoints.cli.console import Exit, out, write_json_list, write_table
from entrypoints.cli.listing import walked
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.customers.create_customer import NewCustomer
from socdomain.customers.queries import list_customers


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
@click.pass_context
def customers(context: click.Context, as_json: bool) -> int:
    """List customers, or add one."""
    if context.invoked_subcommand is not None:
        return Exit.DONE
    with opened(current_settings()) as platform:
        reading, by = platform.container.reading, person_here()
        found = walked(lambda page: list_customers(reading(by.reach), page, by=by), limit=None)
        if as_json:
            # What API and scripts have in common loads the web framework, which nothing else here needs.
            from entrypoints.api.customers import customer_out

            write_json_list(map(customer_out, found))
        else:
            rows = [[one.code, one.name, ", ".join(one.further_codes)] for one in found]
            write_table(["code", "name", "further codes"], rows)
    return Exit.DONE


@customers.command()
@click.argument("code")
@click.option("--name", help="What people call it.  [default: the code]")
@click.option(
    "--further-code", "further_codes", multiple=True, help="Another code that documents know it by; can be repeated."
)
def add(code: str, name: str | None, further_codes: tuple[str, ...]) -> int:
    """Add the customer CODE."""
    with opened(current_settings()) as platform:
        request = NewCustomer(code, name or code, further_codes)
        customer = platform.container.create_customer.execute(request, by=person_here())
    out.print(f"Added {customer.code}.")
    return Exit.DONE
