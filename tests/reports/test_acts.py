"""What acts bring beside a move: a result's proof, a leader's word, an original, more time, the time of an answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.attachment import Attachment
from domain.office import Office, ReportPolicy
from domain.refused import Refused
from domain.report import IN_HAND, Outcome, Report, State
from services import reporting, triaging
from services.reporting import Filing
from services.triaging import Seen
from storage import reports
from storage.engine import Tx
from tests.reports.conftest import NOW, TEXT, UNIT, Cast

PROOF = Attachment(kind="photo", held="x", distinct="proof", size=9, name=None)


async def filed(cast: Cast, tx: Tx, *, text: str = TEXT, field: str = "chieu_sang") -> Report:
    filing = Filing(field=cast.house.province.fields.get(field), text=text, area=UNIT)
    hoa = await cast.person(tx, "hoa")
    return (await reporting.file(tx, hoa, filing, office=cast.house.office, now=NOW)).report


async def seen(cast: Cast, tx: Tx, name: str, report: Report) -> Seen:
    return Seen(report=report, version=report.version, person=await cast.person(tx, name))


async def in_progress(cast: Cast, tx: Tx) -> Report:
    report, office = await filed(cast, tx), cast.house.office
    for to in (State.ACCEPTED, State.IN_PROGRESS):
        done = await triaging.move(tx, await seen(cast, tx, "binh", report), to, office=office, now=NOW)
        report = done.report
    return report


async def test_a_result_needs_proof_unless_the_configuration_says_otherwise(cast: Cast) -> None:
    async with cast.store.transaction() as tx:
        report = await in_progress(cast, tx)
        by = await seen(cast, tx, "binh", report)
        with pytest.raises(Refused, match="proof_needed"):
            await triaging.conclude(tx, by, Outcome.ANSWERED, "Đã trả lời.", [], office=cast.house.office, now=NOW)
        lenient = Office(province=cast.house.province, policy=ReportPolicy(proof_needed=False))
        done = await triaging.conclude(tx, by, Outcome.ANSWERED, "Đã trả lời.", [], office=lenient, now=NOW)
    assert done.report.state is State.AWAITING_APPROVAL


async def test_a_unit_that_needs_no_leader_answers_the_citizen_itself(cast: Cast) -> None:
    own_word = Office(province=cast.house.province, policy=ReportPolicy(without_leader=frozenset({UNIT})))
    async with cast.store.transaction() as tx:
        report = await in_progress(cast, tx)
        by = await seen(cast, tx, "binh", report)
        done = await triaging.conclude(tx, by, Outcome.FIXED, "Đã vá.", [PROOF], office=own_word, now=NOW)
    assert done.report.state is State.RESOLVED
    assert done.report.resolved_at == NOW


async def test_what_the_citizen_takes_to_answer_is_not_the_offices_time(cast: Cast) -> None:
    async with cast.store.transaction() as tx:
        report = await filed(cast, tx)
        due_at = report.due_at
        by = await seen(cast, tx, "binh", report)
        asked = await triaging.move(
            tx, by, State.NEED_INFO, reason="Ở đâu ạ?", office=cast.house.office, now=NOW + timedelta(hours=1)
        )
        assert asked.report.state not in IN_HAND
        hoa = await cast.person(tx, "hoa")
        answered = await reporting.add_information(
            tx, report.id, hoa, words="Trước chợ.", attachments=(), now=NOW + timedelta(days=3, hours=1)
        )
    assert due_at
    assert answered.report.due_at == due_at + timedelta(days=3)


async def test_a_duplicates_citizen_follows_the_original_and_none_leads_to_itself(cast: Cast) -> None:
    async with cast.store.transaction() as tx:
        original, copy = await filed(cast, tx), await filed(cast, tx)
        by = await seen(cast, tx, "thao", copy)
        with pytest.raises(Refused, match="no_original"):
            await triaging.mark_duplicate(tx, by, copy.code, office=cast.house.office, now=NOW)
        done = await triaging.mark_duplicate(tx, by, original.code, office=cast.house.office, now=NOW)
        assert done.report.duplicate_of == original.id
        back = await seen(cast, tx, "thao", original)
        with pytest.raises(Refused, match="no_original"):
            await triaging.mark_duplicate(tx, back, copy.code, office=cast.house.office, now=NOW)


async def test_only_the_units_leader_gives_more_time_and_only_once(cast: Cast) -> None:
    office = cast.house.office
    async with cast.store.transaction() as tx:
        report = await in_progress(cast, tx)
        by = await seen(cast, tx, "binh", report)
        with pytest.raises(Refused, match="leader_only"):
            await triaging.extend(tx, by, 3, "Chờ vật liệu.", office=office, now=NOW)
        done = await triaging.extend(tx, await seen(cast, tx, "chau", report), 3, "Chờ.", office=office, now=NOW)
        assert report.due_at
        assert done.report.due_at
        assert office.calendar.between(report.due_at, done.report.due_at) == office.calendar.day * 3
        with pytest.raises(Refused, match="extended_already"):
            await triaging.extend(tx, await seen(cast, tx, "chau", done.report), 3, "Nữa.", office=office, now=NOW)


async def test_an_urgent_report_is_due_in_hours(cast: Cast) -> None:
    async with cast.store.transaction() as tx:
        report = await filed(cast, tx, text="Cháy nhà dân ở ấp 3, có người mắc kẹt.", field="thien_tai")
    assert report.urgent
    assert report.due_at == NOW + timedelta(hours=1)


async def test_a_save_over_an_older_version_is_refused(cast: Cast) -> None:
    async with cast.store.transaction() as tx:
        report = await filed(cast, tx)
        await reports.save(tx, replace(report, version=2), over=1)
        with pytest.raises(Refused, match="changed_meanwhile"):
            await reports.save(tx, replace(report, version=2), over=1)
