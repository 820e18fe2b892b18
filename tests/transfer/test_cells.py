"""Amounts as people write them: never in a currency that nobody said."""

from __future__ import annotations

import pytest

from sphinx_leadflow.transfer.cells import CellError, Habits, money


@pytest.mark.parametrize(
    ("text", "declared", "means"),
    [
        ("$5", "EUR", ""),
        ("£7", "EUR", ""),
        ("7 kr.", "EUR", ""),
        ("¥7", "EUR", ""),
        ("$5", "GBP", ""),
        ("$5", "", ""),
        ("$5 EUR", "", ""),
        ("US$ 4 €", "", ""),
        ("US$ 4", "EUR", "4 USD"),
        ("US$4", "", "4 USD"),
        ("A$4", "EUR", "4 AUD"),
        ("€24,000", "USD", "24000 EUR"),
        ("$5", "USD", "5 USD"),
        ("$5", "CAD", "5 CAD"),
        ("CAD $5", "EUR", "5 CAD"),
        ("£7", "GBP", "7 GBP"),
        ("300 kr", "SEK", "300 SEK"),
        ("300 Kr.", "NOK", "300 NOK"),
        ("5", "EUR", "5 EUR"),
    ],
)
def test_an_amount_is_in_the_currency_that_it_says_or_is_refused(
    text: str, declared: str, means: str
) -> None:
    habits = Habits(currency=declared)
    if means:
        assert money(text, habits) == means
        return
    with pytest.raises(CellError) as why:
        money(text, habits)
    assert "currenc" in str(why.value) or "is no sign for" in str(why.value)
