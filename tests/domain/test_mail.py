"""An address becomes one form that mail servers take, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail import mask_mail, parse_mail
from domain.refused import Refused


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("hoa@example.vn", "hoa@example.vn"),
        ("  Hoa.Tran+1022@Example.VN\n", "Hoa.Tran+1022@example.vn"),
        ("hoa@ｅｘａｍｐｌｅ．vn", "hoa@example.vn"),
        ("hoa\u200b@example.vn", "hoa@example.vn"),
        ("hoa@mail.tayninh.gov.vn", "hoa@mail.tayninh.gov.vn"),
    ],
)
def test_an_address_is_trimmed_and_its_domain_made_lower(typed: str, address: str) -> None:
    assert parse_mail(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "@",
            "hoa",
            "hoa@",
            "@example.vn",
            "hoa@@example.vn",
            "hoa@example",
            "hoa tran@example.vn",
            "hoà@example.vn",
        ),
        *(
            "hoa@exa mple.vn",
            "hoa@-example.vn",
            "hoa@example..vn",
            ".hoa@example.vn",
            "hoa.@example.vn",
            "h..a@example.vn",
        ),
        *(
            "hoa@127.0.0.1",
            "hoa@example.v",
            "hoa@example.vn, lan@example.vn",
            "<hoa@example.vn>",
            "hoa@example.vn\r\nBcc: x@y.vn",
        ),
        *("a" * 65 + "@example.vn", "hoa@" + "a." * 130 + "vn", "hoa@" + "a" * 64 + ".vn", "hoa@" * 5_000),
    ],
)
def test_what_no_mail_server_takes_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as no:
        parse_mail(typed)
    assert no.value.key == "mail.unreadable"


@given(st.emails(domains=st.sampled_from(["example.vn", "tayninh.gov.vn"])))
def test_addresses_of_the_wide_world_are_read_and_stay_the_same(address: str) -> None:
    assert parse_mail(parse_mail(address)) == parse_mail(address) == address


@given(st.one_of(st.text(), st.text("ab@. \n\u200b")))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        parse_mail(text)
    except Refused as no:
        assert no.key == "mail.unreadable"


def test_a_masked_address_is_known_to_its_owner_alone() -> None:
    assert mask_mail("hoa@example.vn") == "h***@example.vn"
