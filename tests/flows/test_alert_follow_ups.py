"""What follows an alert: each kind asks for what it changes, and comes as a reply to those who had the first."""

import pytest

from simulator.person import Person
from tests.flows.alerts import approve, preview, submit, told
from tests.flows.conftest import Leader, World


@pytest.mark.parametrize(
    ("change", "asked", "answer", "heard"),
    [
        ("Gia hạn", "Thời gian kết thúc?", "Sau 24 giờ", "GIA HẠN"),
        ("Rút ngắn", "Thời gian kết thúc?", "sau 2 tiếng", "RÚT NGẮN"),
        ("Cập nhật", "Nguy cơ", "Mưa tăng lên 200 mm.", "CẬP NHẬT"),
        ("Tin cuối cùng", "", "", "TIN CUỐI CÙNG"),
    ],
)
async def test_each_message_that_follows_asks_only_for_what_changes(
    here: World, lan: Leader, minh: Leader, tu: Person, change: str, asked: str, answer: str, heard: str
) -> None:
    await told(lan, minh, tu)
    await lan.person.says("/quanlycanhbao")
    await lan.person.hears("Cảnh báo gần đây")
    await lan.person.presses("Mưa lớn")
    await lan.person.hears("Đang có hiệu lực")
    await lan.person.presses("Tin nối tiếp")
    await lan.person.hears("Tin nối tiếp")
    await lan.person.presses(change)
    if asked:
        await lan.person.hears(asked)
        if answer.startswith("Sau "):
            await lan.person.presses(answer)
        else:
            await lan.person.says(answer)
    if change == "Cập nhật":
        await lan.person.hears("Số bản tin")
        await lan.person.says("13")
        await lan.person.hears("Bản tin phát lúc nào")
        await lan.person.presses("Vừa xong")
    await lan.person.hears("Xem lại trước khi xem")
    await preview(lan.person)
    await submit(lan.person)
    await approve(minh)
    later = await tu.hears(heard)
    assert later.reply_to is not None
    assert later.silent == (change == "Tin cuối cùng")
