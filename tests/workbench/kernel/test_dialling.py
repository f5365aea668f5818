"""The address that dials: known schemes, a place for the number, and nothing that leads elsewhere."""

import pytest

from workbench.kernel.dialling import TEL, dial_address, why_not_template


@pytest.mark.parametrize(
    "template",
    [TEL, "sip:{number}@pbx.example", "callto:{number}", "https://pbx.example/dial?to={number}&ext={extension}"],
)
def test_templates_that_dial(template):
    assert why_not_template(template) is None


@pytest.mark.parametrize(
    "template",
    [
        "", "tel:", "tel:{number}{number}", "javascript:alert({number})", "http://pbx.example/{number}", "{number}",
        "https://{number}.example/", "https:///x?to={number}", 'tel:{number}" onclick="x', "tel:{number}{other}",
        "data:text/html,{number}",
    ],
)  # fmt: skip
def test_templates_that_are_refused(template):
    assert why_not_template(template) is not None


@pytest.mark.parametrize(
    ("template", "extension", "address"),
    [
        (TEL, None, "tel:+573005550123"),
        (TEL, "214,5", "tel:+573005550123;ext=214"),
        ("sip:{number}@pbx.example", "214", "sip:+573005550123@pbx.example"),
        ("https://pbx.example/?to={number}&x={extension}", "214", "https://pbx.example/?to=%2B573005550123&x=214"),
        ("https://pbx.example/?to={number}&x={extension}", None, "https://pbx.example/?to=%2B573005550123&x="),
    ],
)
def test_number_is_put_in_its_place(template, extension, address):
    assert dial_address(template, "+573005550123", extension) == address
