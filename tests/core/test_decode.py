"""What every key of the format means in the model: one sentence per test."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from sphinx_leadflow.core import model
from sphinx_leadflow.core.keys import LEAD_KEYS, PROCESS, STAGE
from sphinx_leadflow.core.model import ANYWHERE, NOWHERE, Audience, Duration, Kind, Money
from tests.core.sample import lead, pipeline, process, project, read, step

PUBLIC = Audience.PUBLIC


class TestShorthands:
    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("roles", "roles: {x: A title}"),
            ("notices", "notices: {x: A title}"),
            ("assets", "assets: {x: A title}"),
            ("fields", "fields: {x: A title}"),
            ("checklists", "checklists: {x: A title}"),
            ("pipelines", "pipelines: {x: A title}"),
        ],
    )
    def test_a_plain_string_is_the_title(self, kind: str, text: str) -> None:
        assert getattr(process(text), kind)["x"].title == "A title"

    def test_a_plain_string_is_the_title_of_stages_steps_items_and_options_too(self) -> None:
        found = process(
            """
            fields: {size: {type: choice, options: {s: Small}}}
            checklists: {fit: {items: {need: Their need}}}
            stages: {one: {steps: {do: Do it}}, two: Stage two}
            """
        )
        only = found.pipelines[""]
        assert found.fields["size"].options["s"].title == "Small"
        assert found.checklists["fit"].items["need"].title == "Their need"
        assert (only.steps["do"].title, only.stages[1].title) == ("Do it", "Stage two")

    def test_a_plain_string_is_the_name_of_a_person(self) -> None:
        people = process("people: {a: Amara Okafor, b: {title: Bo Lind}, c: }").people
        assert [one.name for one in people.values()] == ["Amara Okafor", "Bo Lind", "C"]

    def test_a_plain_string_that_is_a_type_is_the_type_of_a_field(self) -> None:
        fields = process("fields: {price: money, note: About them}").fields
        assert (fields["price"].type, fields["price"].title) == ("money", "Price")
        assert (fields["note"].type, fields["note"].title) == ("text", "About them")

    def test_a_plain_string_that_is_a_kind_is_the_kind_of_an_outcome(self) -> None:
        outcome = pipeline("outcomes: {gone-away: lost}").outcomes["gone-away"]
        assert (outcome.kind, outcome.title) == (Kind.LOST, "Gone away")

    def test_in_a_record_a_plain_string_is_the_type(self) -> None:
        field = process("fields: {hubs: {type: list, of: {url: url, launched: date}}}").fields[
            "hubs"
        ]
        assert [(part.id, part.type) for part in field.parts] == [
            ("url", "url"),
            ("launched", "date"),
        ]

    def test_of_with_a_single_word_is_a_list_of_plain_values(self) -> None:
        fields = process("fields: {a: {type: list, of: date}, b: list, c: {of: text}}").fields
        assert [(one.type, one.item) for one in fields.values()] == [
            ("list", "date"),
            ("list", "text"),
            ("list", "text"),
        ]

    def test_a_single_value_is_a_list_of_one(self) -> None:
        found = step(
            """
            fields: {price: money}
            roles: {sales: Sales}
            assets: {quote: Quote}
            checklists: {fit: Fit}
            stages: {do: {role: sales, fills: price, assets: quote, checklist: fit, tell: sales,
              limits: {after: 7 days, to: lost}, next: lost, renamed_from: did}}
            outcomes: {lost: lost}
            """,
            "do",
        )
        assert found.raci.responsible == ("sales",)
        assert [one.field for one in found.fills] == ["price"]
        assert (found.assets, found.checklists) == (("quote",), ("fit",))
        assert [one.role for one in found.tell] == ["sales"]
        assert [one.to for one in found.limits] == ["lost"]
        assert [one.target for one in found.exits] == ["lost"]
        assert found.renamed_from == ("did",)

    def test_a_single_value_is_a_list_of_one_in_leads_too(self) -> None:
        found = lead(
            """
            fields: {tags: list, hubs: {type: list, of: {url: url, users: number}}}
            """,
            """
            aliases: Star
            tags: coast
            hubs: {url: "https://a.example.org", users: 3}
            history: {date: 2026-09-01, note: they called}
            waive: {rule: stale-lead, because: they are on a ship}
            """,
        )
        assert found.aliases == ("Star",)
        assert found.fields["tags"].data == ("coast",)
        assert found.fields["hubs"].data == ({"url": "https://a.example.org", "users": Decimal(3)},)
        assert [event.note for event in found.history] == ["they called"]
        assert [waiver.rule for waiver in found.waive] == ["stale-lead"]

    def test_a_plain_value_in_a_list_of_records_is_their_first_part(self) -> None:
        found = lead("fields: {hubs: {type: list, of: {url: url}}}", "hubs: https://a.example.org")
        assert found.fields["hubs"].data == ({"url": "https://a.example.org"},)

    @pytest.mark.parametrize("key", [key.name for key in PROCESS.keys if key.name != "title"])
    def test_a_section_with_nothing_in_it_is_no_mistake(self, key: str) -> None:
        assert process(f"{key}:\n").title == "Leads"

    @pytest.mark.parametrize("key", [key.name for key in STAGE.keys])
    def test_a_key_of_a_stage_with_nothing_behind_it_is_as_good_as_absent(self, key: str) -> None:
        blank = pipeline(f"stages:\n  one:\n    {key}:\n")
        bare = pipeline("stages:\n  one:\n")
        assert blank.stages == bare.stages

    @pytest.mark.parametrize("key", ["price", *(k.name for k in LEAD_KEYS if k.name != "name")])
    def test_a_key_of_a_lead_with_nothing_behind_it_is_as_good_as_absent(self, key: str) -> None:
        assert lead("fields: {price: money}", f"{key}:\n") == lead("fields: {price: money}", "")

    def test_title_and_text_are_allowed_on_everything_with_an_id(self) -> None:
        both = "{title: T, text: X}"
        process(
            f"""
            people: {{a: {both}}}
            roles: {{a: {both}}}
            notices: {{a: {both}}}
            assets: {{a: {both}}}
            fields: {{a: {both}, b: {{type: choice, options: {{a: {both}}}}},
              c: {{type: list, of: {{a: {both}}}}}}}
            checklists: {{a: {{title: T, text: X, items: {{a: {both}}}}}}}
            pipelines:
              a: {{title: T, text: X, stages: {{a: {{title: T, text: X, steps: {{b: {{
                title: T, text: X, messages: {{a: {both}}}}}}}}}}}}}
            outcomes: {{c: {{title: T, text: X, kind: lost, reasons: {{a: {both}}}}}}}
            """
        )

    def test_without_a_title_the_id_is_made_readable(self) -> None:
        found = process("fields: {quote_sent: date}\nstages: {send-quote: }")
        assert found.fields["quote_sent"].title == "Quote sent"
        assert found.pipelines[""].steps["send-quote"].title == "Send quote"


class TestProcess:
    def test_a_title_is_a_process(self) -> None:
        found = process("")
        assert (found.title, found.single, list(found.steps())) == ("Leads", True, [])

    def test_a_text_knows_its_first_line(self) -> None:
        found = process("purpose: |\n  What it is for.\nnotices: {a: {text: 'in one line'}}")
        assert found.purpose is not None
        assert (found.purpose.value, found.purpose.first_line) == ("What it is for.", 3)
        text = found.notices["a"].text
        assert text is not None
        assert (text.value, text.first_line) == ("in one line", 4)

    def test_a_role_carries_the_name_of_its_organisation(self) -> None:
        found = process(
            """
            roles:
              icsi-finance: {title: finance, part_of: sponsor}
              icsi: {title: ICSI, external: true, contact: "mailto:a@example.org",
                     renamed_from: sponsor}
            """
        ).roles
        assert found["icsi-finance"].title == "ICSI finance"
        assert found["icsi-finance"].part_of == "icsi"
        assert (found["icsi"].external, found["icsi"].contact) == (True, "mailto:a@example.org")

    def test_a_notice_knows_when_it_ends(self) -> None:
        found = process(
            """
            roles: {sales: Sales}
            notices:
              x: {title: Out of date!, kind: warning, text: T, until: U, owner: sales,
                  since: 2021-08-20, review_by: 2021-11-20}
            """
        ).notices["x"]
        assert (found.kind, found.owner) == ("warning", "sales")
        assert (found.since, found.review_by) == (dt.date(2021, 8, 20), dt.date(2021, 11, 20))
        assert found.until is not None
        assert found.until.value == "U"

    def test_an_asset_names_the_field_of_a_leads_own_copy(self) -> None:
        found = process(
            """
            fields: {quote: {type: url, renamed_from: offer}}
            assets:
              price-quote: {url: "https://x.example.org", kind: template, own: offer,
                            name: "{name}: quote", group: Sales}
            """
        ).assets["price-quote"]
        assert (found.own, found.kind, found.group) == ("quote", "template", "Sales")
        assert found.name == "{name}: quote"

    def test_own_true_declares_the_field(self) -> None:
        found = lead(
            "assets: {notes: {own: true, renamed_from: minutes, visibility: team}}",
            "minutes: https://x.example.org",
        )
        assert found.fields["notes"].data == "https://x.example.org"
        field = process("assets: {notes: {own: true, visibility: team}}").fields["notes"]
        assert (field.type, field.private) == ("url", True)

    def test_rules_have_severities(self) -> None:
        assert process("rules: {stale-lead: off}").rules["stale-lead"].level == "off"

    def test_a_checklist_is_advice_unless_it_must(self) -> None:
        found = process("checklists: {a: {must: true}, b: B}").checklists
        assert (found["a"].must, found["b"].must) == (True, False)


class TestFields:
    def test_email_phone_and_money_are_for_the_team_unless_they_say_otherwise(self) -> None:
        fields = process(
            """
            fields:
              a: email
              b: phone
              c: money
              d: {type: list, of: email}
              e: {type: money, visibility: public}
              f: text
              g: {type: text, visibility: team}
              h: {type: list, of: {mail: email, since: date}}
            """
        ).fields
        assert [one.id for one in fields.values() if one.private] == ["a", "b", "c", "d", "g"]
        assert [part.private for part in fields["h"].parts] == [True, False]

    @pytest.mark.parametrize("wrong", ["visibility: tema", "visibilty: team", "visibility: [team]"])
    def test_a_misspelt_visibility_hides_rather_too_much(self, wrong: str) -> None:
        loaded = read(f"title: Leads\nfields:\n  a: {{type: text, {wrong}}}\n")
        assert loaded.project.process.fields["a"].private
        assert loaded.diagnostics

    @pytest.mark.parametrize(
        ("declared", "written", "value"),
        [
            ("text", "no", "no"),
            ("text", "012", "012"),
            ("text", "1:30", "1:30"),
            ("text", "2026-02-30", "2026-02-30"),
            ("text", "null", "null"),
            ("markdown", "|\n    a\n    b", "a\nb"),
            ("number", "012", Decimal(12)),
            ("number", "-1.50", Decimal("-1.50")),
            ("boolean", "true", True),
            ("boolean", "false", False),
            ("date", "2028-02-29", dt.date(2028, 2, 29)),
            ("date", "'2026-09-01'", dt.date(2026, 9, 1)),
            ("url", "https://a.example.org/x?y#z", "https://a.example.org/x?y#z"),
            ("email", "ada@example.org", "ada@example.org"),
            ("phone", "(020) 7946 0000", "(020) 7946 0000"),
            ("money", "15000 USD", Money(Decimal(15000), "USD")),
            ("{type: money, currency: EUR}", "15000.50", Money(Decimal("15000.50"), "EUR")),
            ("{type: money, currency: EUR}", "1 CHF", Money(Decimal(1), "CHF")),
            ("{type: choice, options: [a, b]}", "b", "b"),
            ("{type: list, of: choice, options: [a, b]}", "[b, a]", ("b", "a")),
            (
                "{type: list, of: money, currency: EUR}",
                "[1, 2 USD]",
                (Money(Decimal(1), "EUR"), Money(Decimal(2), "USD")),
            ),
            ("person", "amara", "amara"),
            ("lead", "a", "a"),
            ("list", "[x, 'y']", ("x", "y")),
        ],
    )
    def test_a_value_is_read_by_its_declared_type(
        self, declared: str, written: str, value: object
    ) -> None:
        found = lead(f"people: {{amara: Amara}}\nfields:\n  x: {declared}", f"x: {written}")
        assert found.fields["x"].data == value

    @pytest.mark.parametrize("written", ["''", "' '", ""])
    @pytest.mark.parametrize("declared", ["text", "url", "email", "money", "person", "list"])
    def test_an_empty_value_is_no_value(self, declared: str, written: str) -> None:
        assert lead(f"fields: {{x: {declared}}}", f"x: {written}").fields == {}

    def test_an_empty_list_is_no_value(self) -> None:
        assert lead("fields: {x: list}", "x: []").fields == {}

    def test_a_former_name_of_a_field_keeps_working_everywhere(self) -> None:
        found = project(
            """
            fields:
              health: {type: choice, options: [green, red], tracked: true, renamed_from: state}
              signed: {type: date, renamed_from: signature}
              price: {type: number, renamed_from: cost, required: {when: {state: red}}}
              before: {type: lead, renamed_from: previous}
            checklists: {fit: {items: {need: {when: {state: green}}}}}
            stages:
              one:
                needs: state
                fills: [cost, {field: cost, when: {state: red}}]
                when: {cost: true}
                due: {before: signature, by: 3 days}
                limits: {after: 3 days, since: signature, to: won}
                messages: {m: {to: state}}
            outcomes: {won: {kind: won, spawns: {link: previous, copy: cost}}}
            """,
            a="""
            name: Aster
            state: green
            cost: 3
            history: [{date: 2026-09-01, set: {state: red}}]
            """,
        )
        one, aster = found.process.pipelines[""].steps["one"], found.leads["a"]
        assert [need.field for need in one.needs] == ["health"]
        assert [fill.field for fill in one.fills] == ["price", "price"]
        assert one.fills[1].when[0].field == "health"
        assert one.when[0].field == "price"
        assert one.due is not None
        assert (one.due.anchor, one.limits[0].since) == ("signed", "signed")
        assert one.messages[0].to == "health"
        spawns = found.process.pipelines[""].outcomes["won"].spawns
        assert spawns is not None
        assert (spawns.link, spawns.copy) == ("before", ("price",))
        assert found.process.fields["price"].required_when[0].field == "health"
        assert set(aster.fields) == {"health", "price"}
        assert aster.history[0].changes["health"].data == "red"

    def test_a_tracked_field_changes_by_history_lines(self) -> None:
        found = lead(
            "fields: {health: {type: choice, options: [green, amber], tracked: true}}",
            "history: [{date: 2026-09-01, set: {health: amber}}]",
        )
        assert {key: value.data for key, value in found.history[0].changes.items()} == {
            "health": "amber"
        }

    def test_required_is_true_or_a_condition(self) -> None:
        fields = process("fields: {a: {required: true}, b: {required: {when: {a: x}}}}").fields
        assert fields["a"].required
        assert not fields["b"].required
        assert [one.field for one in fields["b"].required_when] == ["a"]


class TestConditions:
    FIELDS = """
    fields:
      a: text
      b: number
      c: {type: choice, options: [low, mid, high]}
      d: {type: list, of: text}
      e: boolean
    """

    def fills(self, text: str) -> list[object]:
        return list(step(f"{self.FIELDS}\n    stages: {{one: {{fills: {text}}}}}", "one").fills)

    @pytest.mark.parametrize(
        ("written", "field", "test"),
        [
            ("a", "a", model.Test("filled")),
            ("{field: a}", "a", model.Test("filled")),
            ("{field: a, is: x}", "a", model.Test("is", ("x",))),
            ("{field: b, is: 3}", "b", model.Test("is", (Decimal(3),))),
            ("{field: c, is: {one_of: [low, high]}}", "c", model.Test("one_of", ("low", "high"))),
            ("{field: c, is: [low, high]}", "c", model.Test("one_of", ("low", "high"))),
            ("{field: c, is: {at_least: mid}}", "c", model.Test("at_least", ("mid",))),
            ("{field: b, is: {at_most: 4}}", "b", model.Test("at_most", (Decimal(4),))),
            ("{field: d, is: {at_least: 2}}", "d", model.Test("at_least", (Decimal(2),))),
            ("{field: e, is: false}", "e", model.Test("is", (False,))),
            ("{field: a, is: true}", "a", model.Test("filled")),
            ("{field: a, is: false}", "a", model.Test("empty")),
        ],
    )
    def test_a_requirement_is_a_field_and_a_test(
        self, written: str, field: str, test: model.Test
    ) -> None:
        (found,) = self.fills(written)
        assert (found.mode, found.field, found.test) == ("field", field, test)  # type: ignore[attr-defined]

    def test_fields_any_and_all_hold_several(self) -> None:
        several, any_, all_ = self.fills(
            "[{fields: [a, b]}, {any: [a, {field: b, is: 1}]}, {all: [a, {any: [b, c]}]}]"
        )
        assert (several.mode, list(several.fields())) == ("all", ["a", "b"])  # type: ignore[attr-defined]
        assert (any_.mode, list(any_.fields())) == ("any", ["a", "b"])  # type: ignore[attr-defined]
        assert (all_.mode, list(all_.fields())) == ("all", ["a", "b", "c"])  # type: ignore[attr-defined]

    def test_when_holds_conditions_on_other_fields(self) -> None:
        (found,) = self.fills("{field: a, when: {b: {at_least: 2}, c: low, e: true, d: }}")
        assert [(one.field, one.test.op) for one in found.when] == [  # type: ignore[attr-defined]
            ("b", "at_least"),
            ("c", "is"),
            ("e", "is"),
            ("d", "filled"),
        ]

    def test_when_stands_on_steps_notifications_limits_questions_and_exits(self) -> None:
        found = process(
            f"""{self.FIELDS}
    roles: {{sales: Sales}}
    checklists: {{fit: {{items: {{need: {{when: {{a: x}}}}}}}}}}
    stages:
      one:
        when: {{a: x}}
        tell: {{role: sales, when: {{a: x}}}}
        limits: {{after: 1 day, to: two, when: {{a: x}}}}
        next: {{go: {{to: two, when: {{a: x}}}}}}
      two: Two
    """
        )
        one = found.pipelines[""].steps["one"]
        places = [one.when, one.tell[0].when, one.limits[0].when, one.exits[0].when]
        places.append(found.checklists["fit"].items["need"].when)
        assert [when[0].test for when in places] == [model.Test("is", ("x",))] * 5

    @pytest.mark.parametrize("name", ["go on", "two", "dos", "stage", "etapa"])
    def test_for_takes_a_label_a_target_a_former_id_or_a_stage(self, name: str) -> None:
        found = step(
            f"""
            fields: {{a: text}}
            stages:
              one:
                fills: {{any: [{{field: a, for: {name}}}]}}
                next: {{go on: stage, stop: lost}}
              stage: {{renamed_from: etapa, steps: {{two: {{renamed_from: dos}}}}}}
            outcomes: {{lost: lost}}
            """,
            "one",
        )
        assert found.fills[0].parts[0].exits == ("go on" if name == "go on" else "two",)

    def test_for_takes_the_step_that_follows(self) -> None:
        found = step(
            "fields: {a: text}\nstages: {one: {fills: {field: a, for: two}}, two: }", "one"
        )
        assert found.fills[0].exits == ("two",)

    def test_for_may_name_the_exit_of_a_step_beside(self) -> None:
        found = step(
            """
            fields: {a: text}
            stages:
              one: {fills: {field: a, for: good}}
              two: {beside: one, next: {good: three, bad: lost}}
              three: Three
            outcomes: {lost: lost}
            """,
            "one",
        )
        assert found.fills[0].exits == ("good",)

    def test_what_a_stage_asks_for_an_exit_must_fit_one_of_its_steps(self) -> None:
        found = pipeline(
            """
            fields: {a: text}
            stages:
              s:
                fills: {field: a, for: stop}
                steps: {one: {next: {on: two, back: one}}, two: {next: {on: three, stop: lost}}}
              three: Three
            outcomes: {lost: lost}
            """
        )
        assert found.steps["two"].fills[0].exits == ("stop",)


class TestSteps:
    def test_a_step_has_every_key_of_the_format(self) -> None:
        found = step(
            """
            people: {amara: Amara}
            roles: {sales: Sales, boss: Boss, team: Team, money: Money, news: News}
            fields: {a: text, b: text, end: date}
            assets: {quote: Quote}
            checklists: {fit: Fit}
            stages:
              first: First
              send-quote:
                title: Send a quote
                trigger: a quote is ready
                text: |
                  Send it.
                role: sales
                accountable: boss
                with: team
                consulted: money
                informed: [news, boss]
                needs: a
                fills: [b]
                assets: [quote]
                checklist: fit
                messages: {quote: {to: a, subject: Your quote, text: Here it is}}
                tell: [{role: [money, news], at: leave, because: a price was sent}]
                within: 2 weeks
                limits: [{after: 90 days, since: activity, to: lost, tell: sales}]
                due: {before: end, by: 60 days}
                next: {agreed: last, declined: lost, "another  round": first}
                repeats: true
                optional: true
                won: true
                stub: true
                start: true
                from: any
                renamed_from: send-offer
              last: {beside: send-quote, from: [first, send-offer]}
            outcomes: {lost: lost}
            """,
            "send-quote",
        )
        assert (found.title, found.trigger) == ("Send a quote", "a quote is ready")
        raci = found.raci
        assert (raci.responsible, raci.accountable, raci.helping) == (
            ("sales",),
            ("boss",),
            ("team",),
        )
        assert (raci.consulted, raci.informed) == (("money",), ("news", "boss"))
        assert (raci.letters("boss"), raci.letters("team")) == ("AI", "S")
        message = found.messages[0]
        assert (message.id, message.to, message.subject) == ("quote", "a", "Your quote")
        assert [(one.role, one.at, one.because) for one in found.tell] == [
            ("money", "leave", "a price was sent"),
            ("news", "leave", "a price was sent"),
        ]
        assert found.within == Duration(2, "weeks")
        limit = found.limits[0]
        assert (limit.after, limit.since, limit.to, limit.tell) == (
            Duration(90, "days"),
            "activity",
            "lost",
            "sales",
        )
        assert found.due is not None
        assert (found.due.anchor, found.due.before, found.due.by) == (
            "end",
            True,
            Duration(60, "days"),
        )
        assert [(one.label, one.target) for one in found.exits] == [
            ("agreed", "last"),
            ("declined", "lost"),
            ("another round", "first"),
        ]
        assert found.repeats and found.optional and found.won and found.stub and found.start
        assert (found.from_any, found.renamed_from) == (True, ("send-offer",))

    def test_from_spells_out_steps_and_stages_by_any_of_their_names(self) -> None:
        found = pipeline(
            """
            stages:
              s: {renamed_from: t, steps: {one: {renamed_from: uno}, two: Two}}
              three: {from: [t, uno]}
              four: {from: uno}
            """
        ).steps
        assert (found["three"].origins, found["four"].origins) == (("one", "two"), ("one",))

    def test_the_ways_in_of_a_stage_are_those_of_its_first_step(self) -> None:
        found = pipeline(
            """
            stages:
              one: One
              s: {start: true, repeats: true, from: any, steps: {two: Two, three: Three}}
            """
        ).steps
        assert (found["two"].start, found["two"].repeats, found["two"].from_any) == (True,) * 3
        assert (found["three"].start, found["three"].repeats, found["three"].from_any) == (
            False,
        ) * 3

    def test_the_way_on_of_a_stage_is_that_of_its_last_step(self) -> None:
        found = pipeline(
            "stages: {s: {next: four, steps: {one: One, two: Two}}, three: Three, four: Four}"
        ).steps
        assert [one.target for one in found["two"].exits] == ["four"]
        assert found["one"].exits == ()

    def test_a_stage_adds_to_its_steps_and_lends_what_they_do_not_say(self) -> None:
        found = pipeline(
            """
            roles: {sales: Sales, team: Team, boss: Boss}
            fields: {a: text, b: text}
            assets: {x: X, y: Y}
            stages:
              s:
                role: sales
                accountable: boss
                within: 7 days
                optional: true
                needs: a
                fills: a
                assets: x
                tell: boss
                when: {a: x}
                steps:
                  one: One
                  two: {role: team, accountable: [], within: 1 day, optional: false, needs: b,
                        fills: b, assets: [y, x], tell: sales, when: {b: y}}
            """
        ).steps
        one, two = found["one"], found["two"]
        assert (one.raci.responsible, two.raci.responsible) == (("sales",), ("team",))
        assert (one.raci.accountable, two.raci.accountable) == (("boss",), ())
        assert (one.within, two.within) == (Duration(7, "days"), Duration(1, "days"))
        assert (one.optional, two.optional) == (True, False)
        assert [need.field for need in two.needs] == ["a", "b"]
        assert [fill.field for fill in two.fills] == ["a", "b"]
        assert (one.assets, two.assets) == (("x",), ("x", "y"))
        assert [tell.role for tell in two.tell] == ["boss", "sales"]
        assert [when.field for when in two.when] == ["a", "b"]

    def test_a_stage_without_steps_is_itself_a_step(self) -> None:
        found = pipeline("stages: {s: {title: S, role: [], won: true, next: s, text: T}}")
        assert (found.stages[0].bare, found.steps["s"].won) == (True, True)
        assert found.steps["s"].title == found.stages[0].title == "S"

    def test_a_stage_has_words_of_its_own(self) -> None:
        found = pipeline(
            """
            stages:
              s: {group: Sales, lead_is: prospect, probability: 0.4, trigger: they call,
                  stub: true, text: T, renamed_from: t, steps: {one: One}}
            """
        ).stages[0]
        assert (found.group, found.lead_is, found.probability) == (
            "Sales",
            "prospect",
            Decimal("0.4"),
        )
        assert (found.trigger, found.stub, found.renamed_from) == ("they call", True, ("t",))

    @pytest.mark.parametrize(
        ("written", "ways"),
        [
            ("two", [("", "two")]),
            ("[two, lost]", [("", "two"), ("", "lost")]),
            ("{to: two, when: {a: x}}", [("", "two")]),
            ("{yes: two, to: lost}", [("yes", "two"), ("to", "lost")]),
            ("{yes: {to: two}}", [("yes", "two")]),
            ("stage", [("", "two")]),
            ("dos", [("", "two")]),
        ],
    )
    def test_next_is_a_target_a_list_or_labels(
        self, written: str, ways: list[tuple[str, str]]
    ) -> None:
        found = step(
            f"""
            fields: {{a: text}}
            stages: {{one: {{next: {written}}}, stage: {{steps: {{two: {{renamed_from: dos}}}}}}}}
            outcomes: {{lost: lost}}
            """,
            "one",
        )
        assert [(one.label, one.target) for one in found.exits] == ways

    @pytest.mark.parametrize(
        ("written", "anchor", "by", "before"),
        [
            ("{before: end, by: 60 days}", "end", "60 days", True),
            ("{after: end, by: 1 week}", "end", "1 week", False),
            ("{after: entry, by: 3 months}", "entry", "3 months", False),
            ("end", "end", "None", False),
        ],
    )
    def test_a_due_date_hangs_on_a_date(
        self, written: str, anchor: str, by: str, before: bool
    ) -> None:
        due = step(f"fields: {{end: date}}\nstages: {{one: {{due: {written}}}}}", "one").due
        assert due is not None
        assert (due.anchor, str(due.by), due.before) == (anchor, by, before)

    def test_a_due_date_comes_again_in_every_period(self) -> None:
        due = step("stages: {one: {due: {every: month, at: end}}}", "one").due
        assert due is not None
        assert (due.anchor, due.every, due.at_end) == ("", "month", True)

    def test_steps_beside_each_other_name_one_of_them(self) -> None:
        found = pipeline(
            "stages: {one: , two: {beside: uno}, uno2: }".replace(
                "one: ,", "one: {renamed_from: uno},"
            )
        ).steps
        assert found["two"].beside == ("one",)

    def test_a_renamed_step_is_found_under_its_former_ids(self) -> None:
        only = pipeline(
            "stages: {s: {renamed_from: t, steps: {new: {renamed_from: [old, older]}}}}"
        )
        assert {only.place(name) for name in ("new", "old", "older", "s", "t")} == {
            only.steps["new"]
        }
        assert only.place("oldest") is None


class TestOutcomes:
    def test_an_outcome_has_every_key_of_the_format(self) -> None:
        found = pipeline(
            """
            roles: {sales: Sales}
            fields: {note: text, price: money}
            stages: {triage: {steps: {one: One, two: Two}}}
            outcomes:
              customer: {title: Customer, kind: won, tell: sales, needs: [note],
                         renamed_from: client, spawns: {at: two, link: renews, copy: [note, price]}}
              lost: {kind: lost, reasons: [price, no-decision], from: triage}
              later: {kind: parked, from: any}
              double: {kind: void, reasons: {a: A reason}}
            """
        ).outcomes
        customer = found["customer"]
        assert (customer.kind, customer.title) == (Kind.WON, "Customer")
        assert [one.role for one in customer.tell] == ["sales"]
        assert [one.field for one in customer.needs] == ["note"]
        assert customer.spawns is not None
        assert (customer.spawns.at, customer.spawns.link) == ("two", "renews")
        assert customer.spawns.copy == ("note", "price")
        assert list(found["lost"].reasons) == ["price", "no-decision"]
        assert found["lost"].origins == ("one", "two")
        assert found["later"].origins == (ANYWHERE,)
        assert found["double"].reasons["a"].title == "A reason"
        assert [one.kind.value for one in found.values()] == ["won", "lost", "parked", "void"]


class TestPipelines:
    TEXT = """
    roles: {community: Community}
    pipelines:
      hubs:
        title: Hubs
        role: community
        stages: {welcome: {next: {grant: funds/draft, join: grants/prep}}}
        outcomes: {closed: lost}
      grants:
        renamed_from: funds
        stages:
          prep: {steps: {find: {from: [hubs/welcome]}, draft: Draft}}
          done: {from: draft}
    outcomes:
      won: {kind: won, spawns: {pipeline: funds, at: draft}}
      declined: {kind: lost, from: [welcome]}
      again: {kind: won, spawns: {at: draft}}
    """

    def test_several_pipelines_share_the_outcomes_at_the_top(self) -> None:
        found = process(self.TEXT).pipelines
        assert list(found["hubs"].outcomes) == ["won", "declined", "again", "closed"]
        assert list(found["grants"].outcomes) == ["won", "declined", "again"]
        assert found["grants"].outcomes["won"].pipeline == "grants"

    def test_a_pipeline_lends_its_role(self) -> None:
        found = process(self.TEXT).pipelines
        assert found["hubs"].steps["welcome"].raci.responsible == ("community",)
        assert found["grants"].steps["find"].raci.responsible == ()

    def test_a_way_may_lead_into_another_pipeline_by_any_of_its_names(self) -> None:
        exits = process(self.TEXT).pipelines["hubs"].steps["welcome"].exits
        assert [one.target for one in exits] == ["grants/draft", "grants/find"]

    def test_a_step_may_be_reached_from_another_pipeline(self) -> None:
        assert process(self.TEXT).pipelines["grants"].steps["find"].origins == ("hubs/welcome",)

    def test_a_shared_outcome_counts_only_the_origins_in_its_own_pipeline(self) -> None:
        found = process(self.TEXT).pipelines
        assert found["hubs"].outcomes["declined"].origins == ("welcome",)
        assert found["grants"].outcomes["declined"].origins == (NOWHERE,)

    def test_a_new_lead_is_proposed_in_a_pipeline(self) -> None:
        found = process(self.TEXT).pipelines
        won, again = found["hubs"].outcomes["won"].spawns, found["grants"].outcomes["again"].spawns
        assert won is not None and again is not None
        assert (won.pipeline, won.at) == ("grants", "draft")
        assert (again.pipeline, again.at) == ("grants", "draft")

    def test_a_lead_moves_between_pipelines_and_bare_ids_follow_it(self) -> None:
        found = project(
            self.TEXT,
            a="""
            name: Aster
            pipeline: hubs
            history:
              - {date: 2026-01-01, to: welcome}
              - {date: 2026-01-02, note: they called}
              - {date: 2026-01-03, to: funds/draft}
              - {date: 2026-01-04, to: done}
              - {date: 2026-01-05, to: hubs/closed}
            """,
            b="name: Borage\npipeline: funds",
            c="name: Clover",
        ).leads
        assert [event.pipeline for event in found["a"].history] == [
            "hubs",
            "hubs",
            "grants",
            "grants",
            "hubs",
        ]
        assert [event.to.id if event.to else "" for event in found["a"].history] == [
            "welcome",
            "",
            "draft",
            "done",
            "closed",
        ]
        assert [found[name].pipeline for name in "abc"] == ["hubs", "grants", "hubs"]


class TestLeads:
    PROCESS = """
    people: {amara: {name: Amara, role: boss}}
    roles: {sales: {renamed_from: selling}, boss: Boss}
    checklists:
      fit: {renamed_from: fits, items: {need: Need, money: Money, time: Time, size: Size}}
    stages: {one: {renamed_from: uno}, two: Two}
    outcomes: {lost: {kind: lost, reasons: [price], renamed_from: gone}}
    """

    def test_a_lead_has_every_word_of_the_format(self) -> None:
        found = project(
            self.PROCESS,
            a="""
            name: Aster
            owner: amara
            action: Call them
            aliases: [Star, Stella]
            visibility: team
            renews: b
            probability: 0.7
            due: 2026-11-30
            waiting: {until: 2026-12-15, for: the grant decision}
            history:
              - {date: 2026-09-01, to: uno, by: amara, note: met}
              - {date: 2026-09-02, to: gone, by: selling, reason: price}
            waive: [{rule: missing-field, because: they pay in cash, until: 2027-01-31}]
            """,
            b="name: Borage",
        ).leads["a"]
        assert (found.name, found.owner, found.action) == ("Aster", "amara", "Call them")
        assert (found.aliases, found.private, found.renews) == (("Star", "Stella"), True, "b")
        assert (found.probability, found.due) == (Decimal("0.7"), dt.date(2026, 11, 30))
        assert found.waiting is not None
        assert (found.waiting.until, found.waiting.reason) == (
            dt.date(2026, 12, 15),
            "the grant decision",
        )
        first, last = found.history
        assert first.to is not None and last.to is not None
        assert (first.to.id, first.by, first.note) == ("one", "amara", "met")
        assert (last.to.id, last.by, last.reason) == ("lost", "sales", "price")
        assert [(one.rule, one.because, one.until) for one in found.waive] == [
            ("missing-field", "they pay in cash", dt.date(2027, 1, 31))
        ]

    def test_answers_have_a_short_form(self) -> None:
        found = lead(
            self.PROCESS,
            """
            checklists:
              fits:
                need: {done: true, answer: yes}
                money: {answer: not yet asked, done: false}
                time: true
                size: They are many
            """,
        ).checklists["fit"]
        assert {key: (one.done, one.text) for key, one in found.items()} == {
            "need": (True, "yes"),
            "money": (False, "not yet asked"),
            "time": (True, ""),
            "size": (True, "They are many"),
        }

    def test_waiting_for_a_day_alone(self) -> None:
        found = lead("", "waiting: 2026-12-15").waiting
        assert found is not None
        assert (found.until, found.reason) == (dt.date(2026, 12, 15), "")

    def test_a_broken_lead_is_shown_as_broken(self) -> None:
        loaded = read("title: Leads", a="name: 'Aster", b="", c=b"\xff", d="name: Dill")
        assert [(lead.id, lead.broken) for lead in loaded.project.leads.values()] == [
            ("a", True),
            ("b", True),
            ("c", True),
            ("d", False),
        ]

    def test_leads_come_in_the_order_of_their_ids(self) -> None:
        assert list(project("", b="name: A", a="name: C", a_b="name: B").leads) == ["a", "a-b", "b"]


class TestVisibility:
    PROCESS = """
    people: {amara: Amara}
    fields:
      price: money
      contact: {type: list, of: {name: text, mail: email}}
      cv: {type: url, visibility: team}
      mood: {type: text, tracked: true, visibility: team}
      other: lead
    assets: {x: {url: "https://secret.example.org", visibility: team}, y: {url: "https://a.example.org"}}
    checklists:
      a: {visibility: team, items: {q: Q}}
      b: {items: {q: Q}}
    stages: {one: One}
    """
    LEAD = """
    name: Aster
    action: SECRET
    price: 15000 USD
    contact: [{name: Ingrid, mail: secret@example.org}]
    cv: https://secret.example.org/cv
    other: hidden
    renews: hidden
    waiting: {until: 2026-12-15, for: SECRET}
    history:
      - {date: 2026-09-01, to: one, by: amara, note: SECRET}
      - {date: 2026-09-02, note: SECRET}
      - {date: 2026-09-03, set: {mood: SECRET}}
    checklists: {a: {q: {done: true, answer: SECRET}}, b: {q: {done: true, answer: SECRET}}}
    waive: {rule: missing-field, because: SECRET}
    """
    HIDDEN = "name: SECRET\nvisibility: team\n"

    def test_the_team_sees_everything(self) -> None:
        found = project(self.PROCESS, a=self.LEAD, hidden=self.HIDDEN)
        assert set(found.leads) == {"a", "hidden"}
        assert set(found.leads["a"].fields) == {"price", "contact", "cv", "other"}
        assert found.leads["a"].renews == "hidden"

    def test_in_public_what_is_for_the_team_does_not_exist(self) -> None:
        found = project(self.PROCESS, PUBLIC, a=self.LEAD, hidden=self.HIDDEN)
        aster = found.leads["a"]
        assert (list(found.leads), found.withheld, found.public) == (["a"], 1, True)
        assert {key: value.data for key, value in aster.fields.items()} == {
            "contact": ({"name": "Ingrid"},)
        }
        assert [(event.date.day, event.note) for event in aster.history] == [(1, "")]
        assert (list(aster.checklists), aster.checklists["b"]["q"].text) == (["b"], "")
        assert aster.waiting is not None
        assert (aster.action, aster.waiting.reason, aster.waive[0].because) == ("", "", "")
        assert (aster.renews, found.process.assets["x"].url) == ("", "")
        assert "secret" not in repr(found).lower()

    def test_public_notes_are_shown_to_everybody(self) -> None:
        found = project(
            f"notes: public\n{self.PROCESS}".replace("\n    ", "\n"),
            PUBLIC,
            a=self.LEAD,
            hidden=self.HIDDEN,
        ).leads["a"]
        assert (found.action, found.history[0].note) == ("SECRET", "SECRET")
        assert found.checklists["b"]["q"].text == "SECRET"

    @pytest.mark.parametrize(
        "text",
        [
            "visibility: team",
            "visibility: 'team'",
            "visibility: Team",
            "visibility: [public]",
            "visibilty: team",
            "Visibility: team",
            '"visib\\u0069lity": team',
            "? visibility\n: team",
            "visibility: team\nowner: 'broken",
            "owner: 'broken\nvisibility: team",
            "visibility: team\n\tbroken",
            "visibility: privat",
        ],
    )
    def test_where_in_doubt_a_lead_is_withheld(self, text: str) -> None:
        loaded = read("title: Leads", PUBLIC, a=f"name: SECRET\n{text}\n")
        assert (dict(loaded.project.leads), loaded.project.withheld) == ({}, 1)
        assert loaded.diagnostics == ()

    @pytest.mark.parametrize("text", ["visibility: public", "visibility:", "other: visibility"])
    def test_a_public_lead_is_shown(self, text: str) -> None:
        loaded = read("title: Leads\nfields: {other: text}", PUBLIC, a=f"name: Aster\n{text}\n")
        assert list(loaded.project.leads) == ["a"]

    def test_a_public_build_keeps_no_lines_of_leads(self) -> None:
        assert list(read("title: Leads", PUBLIC, a="name: Aster").sources) == ["data/process.yaml"]
        assert len(read("title: Leads", a="name: Aster").sources) == 2
