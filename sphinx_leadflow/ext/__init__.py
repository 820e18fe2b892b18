"""How a pipeline looks in Sphinx: the only room that imports Sphinx and docutils."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import sphinx_leadflow
from sphinx_leadflow.ext import lifecycle, markup
from sphinx_leadflow.ext.anchors import Anchors
from sphinx_leadflow.ext.columns import style_columns
from sphinx_leadflow.ext.components.agenda import AgendaDirective
from sphinx_leadflow.ext.components.assets import AssetsDirective
from sphinx_leadflow.ext.components.board import BoardDirective
from sphinx_leadflow.ext.components.checklist import ChecklistDirective
from sphinx_leadflow.ext.components.customers import CustomersDirective
from sphinx_leadflow.ext.components.durations import DurationsDirective
from sphinx_leadflow.ext.components.events import EventsDirective
from sphinx_leadflow.ext.components.fields import FieldsDirective
from sphinx_leadflow.ext.components.flows import FlowsDirective
from sphinx_leadflow.ext.components.forecast import ForecastDirective
from sphinx_leadflow.ext.components.funnel import FunnelDirective
from sphinx_leadflow.ext.components.lead_page import LeadDirective
from sphinx_leadflow.ext.components.lead_table import LeadsDirective
from sphinx_leadflow.ext.components.notices import NoticesDirective
from sphinx_leadflow.ext.components.pipeline import PipelineDirective
from sphinx_leadflow.ext.components.process import ProcessDirective, StageDirective
from sphinx_leadflow.ext.components.rates import LessonsDirective, LookBackDirective, RatesDirective
from sphinx_leadflow.ext.components.roles import RolesDirective
from sphinx_leadflow.ext.components.timeline import TimelineDirective
from sphinx_leadflow.ext.config import add_settings
from sphinx_leadflow.ext.domain import KINDS, LeadflowDomain
from sphinx_leadflow.ext.feeds import announce_feed, place_links, write_feeds
from sphinx_leadflow.ext.man import WholeRows
from sphinx_leadflow.ext.odd_files import refuse_odd_files
from sphinx_leadflow.ext.parcels import Pack, Unpack, UnpackRest, parcel, visit_parcel
from sphinx_leadflow.ext.pictures import visit_picture
from sphinx_leadflow.ext.prose import setup_prose
from sphinx_leadflow.ext.roles import ThingRole, TitleRole
from sphinx_leadflow.ext.rows import StandardRows, lead_rows, visit_lead_rows
from sphinx_leadflow.ext.search import remember_stems, tidy_search

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

DIRECTIVES = {
    "process": ProcessDirective,
    "pipeline": PipelineDirective,
    "stage": StageDirective,
    "checklist": ChecklistDirective,
    "assets": AssetsDirective,
    "notices": NoticesDirective,
    "leads": LeadsDirective,
    "board": BoardDirective,
    "lead": LeadDirective,
    "events": EventsDirective,
    "agenda": AgendaDirective,
    "customers": CustomersDirective,
    "funnel": FunnelDirective,
    "flows": FlowsDirective,
    "durations": DurationsDirective,
    "timeline": TimelineDirective,
    "forecast": ForecastDirective,
    "look-back": LookBackDirective,
    "rates": RatesDirective,
    "lessons": LessonsDirective,
    "roles": RolesDirective,
    "fields": FieldsDirective,
}
"""Every directive by name, in the order of the reference."""


def setup_extension(app: Sphinx) -> ExtensionMetadata:
    """Everything that the extension adds to Sphinx."""
    add_settings(app)
    app.add_domain(LeadflowDomain)
    for name, directive in DIRECTIVES.items():
        app.add_directive_to_domain("leadflow", name, directive)
    for kind in KINDS:
        app.add_role_to_domain("leadflow", kind, ThingRole(kind))
    app.add_role_to_domain("leadflow", "process", TitleRole())
    for node, visit, depart in markup.HTML_NODES:
        app.add_node(node, html=(visit, depart))
    app.add_node(parcel, html=(visit_parcel, None))
    app.add_node(lead_rows, html=(visit_lead_rows, None))
    app.add_node(markup.picture, html=(visit_picture, None))
    app.add_transform(Pack)
    app.add_post_transform(Unpack)
    app.add_post_transform(UnpackRest)
    app.add_post_transform(StandardRows)
    setup_prose(app)
    app.add_post_transform(WholeRows)
    app.connect("config-inited", lifecycle.wait_for_others, priority=1)
    app.connect("config-inited", refuse_odd_files, priority=900)  # when suffixes are read
    app.connect("builder-inited", lifecycle.load_data)
    app.connect("env-get-outdated", lifecycle.outdated)
    app.connect("env-before-read-docs", lifecycle.read_once)
    app.connect("doctree-read", lifecycle.note_files, priority=900)  # behind Sphinx's collectors
    app.connect("env-updated", lifecycle.find_stale)
    app.connect("missing-reference", lifecycle.is_said, priority=900)  # others may resolve it
    app.connect("warn-missing-reference", lifecycle.say_unknown)
    app.connect("html-page-context", lifecycle.add_assets)
    app.connect("doctree-resolved", place_links)
    app.connect("html-page-context", style_columns)
    app.connect("html-page-context", announce_feed)
    app.connect("html-page-context", remember_stems)
    app.connect("html-collect-pages", tidy_search)
    app.connect("build-finished", write_feeds)
    app.connect("build-finished", lifecycle.finish)
    app.add_transform(Anchors)
    # Another version shows the same data differently: everything is read again.
    return {
        "version": sphinx_leadflow.__version__,
        "env_version": crc32(sphinx_leadflow.__version__.encode()),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
