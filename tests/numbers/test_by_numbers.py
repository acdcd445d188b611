"""Conversations on a channel that has neither buttons nor a keyboard: by numbers and words alone."""

import asyncio
import re
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.message import Button, Say
from domain.choice import KEPT_MOST
from handlers.router import Router
from services.speaking import post
from storage import choices
from tests.numbers.conftest import Reader
from tests.reports.conftest import NOW, TEXT, a_cast


async def test_a_first_word_is_answered_with_a_welcome_and_a_numbered_menu(hoa: Reader) -> None:
    said = await hoa.types("Xin chào")
    assert "1. " in said
    assert "Gửi phản ánh" in said
    assert "Trả lời một số từ 1 đến" in said


async def test_a_number_of_the_menu_begins_the_form(hoa: Reader) -> None:
    menu = await hoa.types("Xin chào")
    number = next(line.split(".")[0] for line in menu.splitlines() if "Đăng ký tài khoản" in line)
    assert "Có đồng ý không?" in await hoa.types(number)


async def test_zero_goes_back_a_step(hoa: Reader) -> None:
    await hoa.types("/theodoi")
    await hoa.types("Tân Biên")
    done = await hoa.types("xong")
    assert "cấp độ rủi ro nào" in done
    assert "0 để quay lại" in done
    assert "Muốn nhận cảnh báo của những xã" in await hoa.types("0")


async def test_somebody_subscribes_by_numbers_alone(hoa: Reader) -> None:
    await hoa.types("/theodoi")
    await hoa.types("Tân Biên")
    await hoa.types("Xong")
    await hoa.types("1")
    await hoa.types("bỏ qua")
    said = await hoa.types("1")
    assert "Đã đăng ký nhận cảnh báo" in said


async def test_an_old_number_that_comes_late_is_explained_and_the_list_shown_again(hoa: Reader) -> None:
    await hoa.types("Xin chào")
    await hoa.types("/theodoi")
    said = await hoa.types("5", written_at=hoa.at - timedelta(seconds=1))
    assert "là của danh sách trước" in said
    assert "1. " in said


async def test_a_long_list_is_paged_by_number(hoa: Reader) -> None:
    first = await hoa.types("/theodoi")
    by_district = next(line.split(".")[0] for line in first.splitlines() if "huyện cũ" in line)
    page = await hoa.types(by_district)
    more = next(line.split(".")[0] for line in page.splitlines() if "Xem tiếp" in line)
    following = await hoa.types(more)
    assert "Huyện Đức Huệ" in page
    assert "Huyện Đức Huệ" not in following
    tan_hung = next(line.split(".")[0] for line in following.splitlines() if "Huyện Tân Hưng" in line)
    assert "Xã Tân Hưng" in await hoa.types(tan_hung)


async def test_several_numbers_at_once_choose_them_all_where_several_may_be_chosen(hoa: Reader) -> None:
    await hoa.types("/theodoi")
    for typed in ("Tân Biên", "Xong", "1"):
        await hoa.types(typed)
    said = await hoa.types("1, 4 và 6")
    assert [line for line in said.splitlines() if "✓" in line] == ["1. ✓ Bão", "4. ✓ Mưa lớn", "6. ✓ Ngập lụt"]
    assert "✓ Lũ\n" in await hoa.types("Lũ, Ngập lụt")


async def test_several_communes_of_a_list_are_chosen_at_once(hoa: Reader) -> None:
    for typed in ("/theodoi", "một", "ba"):
        await hoa.types(typed)
    assert "Đã chọn <b>2</b>" in await hoa.types("2, 3")


async def test_several_numbers_where_one_is_wanted_choose_nothing(hoa: Reader) -> None:
    for typed in ("/theodoi", "Tân Biên", "Xong"):
        await hoa.types(typed)
    said = await hoa.types("1, 2")
    assert "cấp độ rủi ro nào" in said
    assert "Vui lòng chọn" in said


async def test_numbers_outlive_a_restart(tmp_path: Path) -> None:
    async with a_cast(tmp_path) as cast:
        await Reader(store=cast.store, router=Router(cast.house)).types("/theodoi")
        again = Reader(store=cast.store, router=Router(cast.house), at=NOW.replace(minute=30))
        assert "Tân Biên" in await again.types("Tân Biên")
        assert "cấp độ rủi ro" in await again.types("Xong")


async def test_nothing_that_only_a_button_can_do_is_said(hoa: Reader) -> None:
    for typed in ("Xin chào", "/phananh", "/dangky", "/taikhoan", "/canhbao", "/help", "/cuatoi", "/ngonngu"):
        await hoa.types(typed)
    assert all(heard.strip() for heard in hoa.heard)


async def test_notices_are_counted_on_and_none_of_them_grows_the_list_for_ever(hoa: Reader) -> None:
    await hoa.types("/theodoi")
    for count in range(60):
        async with hoa.store.transaction() as tx:
            row = (
                Button(text=f"Mở {count}", data=f"report.show:{count}:0"),
                Button(text="Khác", data=f"rate.not:{count}:0"),
            )
            await post(tx, [(hoa.channel, hoa.address, Say(text="Có tin", buttons=(row,)))], now=hoa.at)
        said = await hoa.reads()
    async with hoa.store.reading() as session:
        found = await choices.find(session, hoa.channel, hoa.address)
    assert found
    assert len(found[1].live) <= KEPT_MOST + 2
    assert "Mở 59" in said
    assert "Đã chọn" in await hoa.types("Tân Biên")


TYPED = st.lists(
    st.sampled_from(
        (
            "0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "8",
            "9",
            "17",
            "91",
            "93",
            "99",
            "1, 2",
            "ba",
            "[2]",
            "tiếp",
            "bỏ qua",
            "quay lại",
            "hủy",
            "xong",
        )
    )
    | st.sampled_from(("/phananh", "/theodoi", "/dangky", "/taikhoan", "/canhbao", TEXT, "Tân Biên", "0912345678"))
    | st.text(max_size=30),
    min_size=1,
    max_size=25,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(TYPED)
def test_every_typed_thing_is_answered_whatever_is_typed(typed: list[str]) -> None:
    async def story() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with a_cast(Path(folder)) as cast:
                reader = Reader(store=cast.store, router=Router(cast.house))
                for each in typed:
                    assert await reader.types(each), each

    asyncio.run(story())


SHOWN = re.compile(r"^(\d{1,3})\. |\[(\d{1,3})\] ", re.MULTILINE)
WORDS = ("Lê Thị Hoa", "0912345678", "Tân Biên", "Ổ gà lớn trước cổng chợ Tân Biên.", "hoa@example.vn", "PHOTO")
BEGINNINGS = ("/phananh", "/theodoi", "/dangky", "/taikhoan", "/dangnhap", "/canhbao", "/cuatoi")
UNUSABLE = ("không còn dùng", "thuộc bước cũ", "Vui lòng chọn một nút")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(BEGINNINGS), st.lists(st.integers(0, 1_000), min_size=5, max_size=25))
def test_whatever_number_is_shown_can_be_answered(beginning: str, picks: list[int]) -> None:
    """A walk through the forms: now a number that the last message shows, now words, as somebody might."""

    async def story() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with a_cast(Path(folder)) as cast:
                reader = Reader(store=cast.store, router=Router(cast.house))
                said = await reader.types(beginning)
                for pick in picks:
                    shown = [first or second for first, second in SHOWN.findall(said)]
                    answer = shown[pick % len(shown)] if shown and pick % 4 else WORDS[pick % len(WORDS)]
                    said = await (reader.sends_a_photo() if answer == "PHOTO" else reader.types(answer))
                    assert said, answer
                    assert answer in WORDS or not any(words in said for words in UNUSABLE), f"{answer} → {said}"

    asyncio.run(story())
