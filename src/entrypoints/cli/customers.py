"""``watchfloor customers``: the tenants."""

from __future__ import annotations

import click

from entrypoints.cli.console import Exit, out, write_json, write_json_list, write_table
from entrypoints.cli.listing import walked
from entrypoints.cli.named import customer_code
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.artifacts.hold_queries import get_retention
from socdomain.customers.create_customer import NewCustomer
from socdomain.customers.queries import list_customers
from socdomain.errors import InvalidInputError


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
@click.pass_context
def customers(context: click.Context, as_json: bool) -> int:
    """List customers, add one, or say for how long files of one are kept."""
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


@customers.command()
@click.argument("code")
@click.option("--days", type=int, help="Keep files for so many days after they were stored.")
@click.option("--for-ever", is_flag=True, help="Keep files for ever.")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
def retention(code: str, days: int | None, for_ever: bool, as_json: bool) -> int:
    """Show for how long files of the customer CODE are kept, or say so with --days or --for-ever.

    The job expire_artifacts removes what is older, once a day, but for what is under a legal hold.
    """
    if days is not None and for_ever:
        raise InvalidInputError("--days", "must not be given beside --for-ever")
    by = person_here()
    with opened(current_settings()) as platform:
        customer = customer_code(platform, code) or code
        if days is None and not for_ever:
            found = get_retention(platform.container.reading(by.reach), customer, by=by)
        else:
            use_case = platform.container.artifacts.set_retention
            found = use_case.execute(customer, days, expected_version=None, by=by)
    if as_json:
        from entrypoints.api.artifacts.retention import retention_out

        write_json(retention_out(found))
    else:
        kept = "for ever" if found.keep_days is None else f"for {found.keep_days:,} days"
        out.print(f"Files of {customer} are kept {kept}.")
    return Exit.DONE
