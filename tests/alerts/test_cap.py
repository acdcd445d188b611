"""CAP 1.2: every message is valid against the OASIS schema, by a validator that is not ours."""

from dataclasses import replace
from datetime import timedelta

import pytest
from capvalidator import check_schema
from lxml import etree

from domain.alert import Alert, Change, State
from domain.alert_content import Kind
from tests.alerts.conftest import NOW, ZONE, content, province
from texts import cap
from texts.words import Catalogues

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
TABLES = province()
WORDS = Catalogues(ZONE)


def alert(**changes: object) -> Alert:
    said = content(**{k: v for k, v in changes.items() if k in ("kind", "level", "hazard", "areas", "starts_at")})
    standing = Alert(
        id=1,
        code="CB-7K3F-92",
        state=State.APPROVED,
        unit="UBND tỉnh Tây Ninh",
        content=said,
        revision=1,
        version=3,
        created_by=1,
        touched_by=frozenset({1}),
        approved_at=NOW,
    )
    return replace(standing, **{k: v for k, v in changes.items() if hasattr(standing, k)})  # type: ignore[arg-type]


def written(each: Alert, earlier: Alert | None = None) -> etree._Element:
    document = cap.document(each, WORDS, TABLES, earlier=earlier)
    checked = check_schema(document)
    assert checked.passed, checked.message
    return etree.fromstring(document)


def texts(root: etree._Element, name: str) -> list[str | None]:
    return [each.text for each in root.iter(f"{CAP}{name}")]


def test_an_alert_is_one_message_with_an_info_a_language() -> None:
    root = written(alert())
    assert texts(root, "msgType") == ["Alert"]
    assert texts(root, "language") == ["en-US", "vi-VN"]
    assert texts(root, "severity") == ["Severe", "Severe"]
    assert texts(root, "sent") == ["2026-11-18T09:00:00+07:00"]
    assert texts(root, "value")[-1] == "25516"


@pytest.mark.parametrize(
    ("level", "severity"), [(1, "Minor"), (2, "Moderate"), (3, "Severe"), (4, "Extreme"), (5, "Extreme")]
)
def test_severity_follows_the_level_of_a_natural_hazard(level: int, severity: str) -> None:
    assert set(texts(written(alert(level=level)), "severity")) == {severity}


def test_a_level_of_the_provinces_own_is_no_severity() -> None:
    root = written(alert(hazard="mat_dien"))
    assert set(texts(root, "severity")) == {"Unknown"}


@pytest.mark.parametrize(("hours", "urgency"), [(0, "Immediate"), (5, "Expected"), (10, "Future")])
def test_urgency_follows_the_time_until_the_start(hours: int, urgency: str) -> None:
    assert set(texts(written(alert(starts_at=NOW + timedelta(hours=hours))), "urgency")) == {urgency}


def test_an_update_refers_to_what_it_follows() -> None:
    root = written(alert(code="CB-9BYU-9V", change=Change.UPDATE, updates=1), earlier=alert())
    assert texts(root, "msgType") == ["Update"]
    assert texts(root, "references") == ["1022.tayninh.gov.vn,1022.tayninh.gov.vn.CB-7K3F-92,2026-11-18T09:00:00+07:00"]


def test_the_final_bulletin_is_an_update_that_says_all_clear() -> None:
    root = written(alert(code="CB-9BYU-9V", change=Change.FINAL, updates=1), earlier=alert())
    assert texts(root, "msgType") == ["Update"]
    assert set(texts(root, "responseType")) == {"AllClear"}
    assert set(texts(root, "urgency")) == {"Past"}


def test_a_cancelled_alert_is_a_cancel_that_refers_to_it() -> None:
    root = written(alert(state=State.CANCELLED, closed_at=NOW, reason="Nhầm khu vực"))
    assert texts(root, "msgType") == ["Cancel"]
    assert texts(root, "note") == ["Nhầm khu vực"]
    assert "CB-7K3F-92" in (texts(root, "references")[0] or "")


@pytest.mark.parametrize(("kind", "status"), [(Kind.EXERCISE, "Exercise"), (Kind.TEST, "Test")])
def test_a_drill_is_never_actual(kind: Kind, status: str) -> None:
    assert texts(written(alert(kind=kind)), "status") == [status]


def test_the_whole_province_and_marks_that_xml_minds() -> None:
    whole = alert(areas=("80",))
    root = written(replace(whole, content=replace(whole.content, text='Nước < 2 m & "rút" dần')))
    assert texts(root, "description")[0] == 'Nước < 2 m & "rút" dần'
    assert set(texts(root, "valueName")) >= {"VN-NSO-tinh", "level"}
