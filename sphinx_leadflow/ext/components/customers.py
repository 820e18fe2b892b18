"""`leadflow:customers`: what needs attention first, then hubs, terms and renewals."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core import words
from sphinx_leadflow.core.views.customers import QUIET
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.components.agenda import concern, listed
from sphinx_leadflow.ext.directive import LeadflowDirective
from sphinx_leadflow.ext.rows import lead_table

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.customers import CustomersView

FIRST_CONCERNS = 12
"""So many concerns are shown at once, the rest below a line that opens."""


class CustomersDirective(LeadflowDirective):
    """Every customer: those first who need attention, then hubs, service, renewal, contact.

    A customer is a won lead that no other won lead has renewed. The term of the service is read
    from the fields `service_start` and `service_end`, the hubs from `hubs` (or the first list of
    records with a link), the contact from `contact` (or the first list of records with an e-mail
    address or a telephone number), the value from the last field that holds money.
    """

    known_options: ClassVar[dict[str, str]] = {
        "ahead": "A service that ends within so many days without a renewal needs attention: "
        "30 if it is left out.",
        "contact-within": "So many days may pass without a line in the history: 90 if it is "
        "left out.",
        "pipeline": "Only leads in these pipelines.",
        "owner": "Only leads of these people.",
    }

    def show(self) -> list[nodes.Node]:
        """How many there are, then two sections::

        paragraph .lf-lead-sub
        section: bullet_list .lf-attention
        section: table .lf-customers
        """
        view: CustomersView = self.reading.ask(
            "customers",
            self.number("ahead", 30),
            self.number("contact-within", QUIET),
            self.ids("pipeline", "pipeline"),
            self.ids("owner", "person"),
        )
        self.wide()
        if not view.customers:
            return [markup.para("There are no customers yet.", classes=["lf-empty"])]
        found: list[nodes.Node] = [markup.para(_count(view), classes=["lf-lead-sub"])]
        if view.concerns:
            rows = [markup.item(*concern(one, self.docname)) for one in view.concerns]
            found.append(
                markup.section(
                    "customers-attention",
                    [markup.text("Needs attention first")],
                    *listed(rows, FIRST_CONCERNS, "lf-attention", "more"),
                )
            )
        return [*found, _terms(view)]


def _terms(view: CustomersView) -> nodes.section:
    table = lead_table(
        view.table.columns,
        [(None, group.rows) for group in view.table.groups],
        ["lf-table", "lf-stack", "lf-customers"],
        named=True,
    )
    shown = markup.para(
        markup.inline(
            markup.strong(str(view.customers)),
            " customers" if view.customers != 1 else " customer",
            classes=["lf-shown-count"],
        ),
        classes=["lf-shown"],
    )
    return markup.section(
        "customers-terms",
        [markup.text("Hubs and terms" if view.hubs else "Terms")],
        markup.box(shown, table, classes=["lf-leads"]),
    )


def _count(view: CustomersView) -> str:
    """`11 customers, 12 hubs.` And why these are fewer than the leads that were won."""
    said = [words.count(view.customers, "customer")]
    if view.hubs:
        said.append(words.count(view.hubs, "hub"))
    renewed = view.won - view.customers
    if not renewed:
        return f"{', '.join(said)}."
    more = f"{words.count(view.won, 'lead')} were won, {renewed} of them renewed by a later one"
    return f"{', '.join(said)}. {more}."
