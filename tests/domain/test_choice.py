"""Numbers in the place of buttons: what each means, and what becomes of one that comes late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.choice import (
    BACK,
    CROSSING,
    SHOWN_AT_ONCE,
    TO_MANY,
    Choice,
    Kind,
    Late,
    Offered,
    Stand,
    Wanted,
    add,
    begin,
    number_in,
    on_page,
    pick,
    pick_several,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(seconds=5), NOW + timedelta(seconds=5)


def press(name: str, stand: Stand = Stand.LISTED) -> Wanted:
    return Wanted(name=name, kind=Kind.PRESS, means=f"press {name}", stand=stand)


def back() -> Wanted:
    return Wanted(name="Quay lại", kind=Kind.PRESS, means="back", stand=Stand.BACK)


def offer(*wanted: Wanted, upon: Offered = Offered()) -> Offered:
    return add(begin(upon, now=NOW), wanted, now=NOW)[0]


def means(picked: Choice | Late | None) -> str:
    assert isinstance(picked, Choice)
    return picked.means


def test_a_number_means_what_stands_beside_it() -> None:
    offered = offer(press("Đồng ý"), press("Không"))
    assert means(pick(offered, "2", sent_at=AFTER, now=AFTER)) == "press Không"


def test_zero_leads_back_wherever_the_way_back_stands() -> None:
    offered = offer(back(), press("Hủy"))
    assert means(pick(offered, "0", sent_at=AFTER, now=AFTER)) == "back"
    assert means(pick(offered, "1", sent_at=AFTER, now=AFTER)) == "press Hủy"


def test_numbers_are_read_as_people_write_them() -> None:
    for typed in (
        "2",
        "２",
        "2.",
        "2)",
        " số 2 ",
        "so 2",
        "Chọn 2",
        "#2",
        "٢",
        "[2]",
        "(2)",
        "Dạ số 2 ạ",
        "em chọn 2 nhé",
    ):
        assert number_in(typed) == 2, typed
    for typed in ("2 con trâu", "năm", "ấp 2", "2 3", "1000", "-2", "2.5", ""):
        assert number_in(typed) is None, typed


def test_a_number_in_words_is_one_of_the_list_and_else_just_words() -> None:
    offered = offer(press("Đồng ý"), press("Không"), press("Hủy", Stand.ALWAYS))
    for typed in ("hai", "Hai.", "số hai"):
        assert means(pick(offered, typed, sent_at=AFTER, now=AFTER)) == "press Không", typed
    for typed in ("ba", "bà hai", "nam", "năm"):
        assert pick(offered, typed, sent_at=AFTER, now=AFTER) is None, typed


def test_several_numbers_are_all_of_the_list_or_none() -> None:
    offered = offer(press("Bão"), press("Lũ"), press("Mưa lớn"), press("Hủy", Stand.ALWAYS))
    for typed in ("1, 3", "1 3", "1 và 3", "1,3,1", "１ & ３"):
        assert [choice.name for choice in pick_several(offered, typed)] == ["Bão", "Mưa lớn"], typed
    for typed in ("1, 4", "1, 7", "13", "1", "1, 3 nhé bạn", "0912 345 678"):
        assert pick_several(offered, typed) == (), typed


def test_a_name_is_as_good_as_its_number() -> None:
    offered = offer(press("✅ Xong"), press("＋ Xã Tân Biên"))
    assert means(pick(offered, "xong", sent_at=AFTER, now=AFTER)) == "press ✅ Xong"
    assert means(pick(offered, "xa tan bien", sent_at=AFTER, now=AFTER)) == "press ＋ Xã Tân Biên"


def test_a_name_that_means_two_things_is_no_choice() -> None:
    assert pick(offer(press("Mở"), replace(press("Mở"), means="other")), "mở", sent_at=AFTER, now=AFTER) is None


def test_a_notice_is_counted_on_and_changes_no_number() -> None:
    first = offer(press("Đồng ý"), press("Không"))
    both, new = add(first, [press("Mở phản ánh")], now=AFTER)
    assert [choice.number for choice in new.live] == [3]
    assert means(pick(both, "1", sent_at=AFTER, now=AFTER)) == "press Đồng ý"
    assert means(pick(both, "3", sent_at=AFTER, now=AFTER)) == "press Mở phản ánh"


def test_a_number_that_crossed_the_new_list_on_its_way_is_late() -> None:
    old = offer(press("Có"), press("Không"))
    new = add(begin(old, now=AFTER), [press("Xóa hết")], now=AFTER)[0]
    assert pick(new, "1", sent_at=NOW, now=AFTER) == Late(number=1, name="Có")
    assert means(pick(new, "1", sent_at=AFTER + timedelta(seconds=1), now=AFTER)) == "press Xóa hết"


def test_a_channel_whose_clock_is_behind_locks_nobody_out() -> None:
    old = offer(press("Có"))
    new = add(begin(old, now=NOW), [press("Xong")], now=NOW)[0]
    assert means(pick(new, "1", sent_at=NOW - timedelta(hours=1), now=NOW)) == "press Xong"
    assert pick(new, "1", sent_at=BEFORE, now=NOW) == Late(number=1, name="Có")
    assert means(pick(new, "1", sent_at=BEFORE, now=NOW + CROSSING)) == "press Xong"


def test_a_number_of_the_list_before_is_late_whenever_it_comes() -> None:
    old = offer(*(press(f"Xã {n}") for n in range(5)))
    new = offer(press("Xong"), upon=old)
    assert pick(new, "4", sent_at=AFTER, now=AFTER) == Late(number=4, name="Xã 3")


def test_a_number_that_was_never_offered_is_just_words() -> None:
    assert pick(offer(press("Xong")), "77", sent_at=AFTER, now=AFTER) is None


@given(st.integers(0, 60), st.booleans(), st.integers(0, 40))
def test_every_choice_of_a_long_list_is_reached_by_paging(count: int, leads_back: bool, already: int) -> None:
    upon = offer(*(press(f"trước {n}") for n in range(already)))
    wanted = [press(f"Xã {n}") for n in range(count)] + ([back()] if leads_back else [])
    whole, new = add(upon, wanted, now=NOW)
    reached, page = list[str](), 0
    while True:
        shown = on_page(new.live, page)
        assert len([choice for choice in shown if choice.number != BACK]) <= SHOWN_AT_ONCE + 1
        reached += [choice.name for choice in shown if choice.kind is Kind.PRESS and choice.number != BACK]
        more = [choice for choice in shown if choice.kind is Kind.MORE]
        if not more:
            break
        assert means(pick(whole, str(more[0].number), sent_at=AFTER, now=AFTER)) == more[0].means
        page = int(more[0].means)
    assert reached == [f"Xã {n}" for n in range(count)]


def test_what_can_always_be_done_stands_on_every_page() -> None:
    new = add(Offered(), [*(press(f"Xã {n}") for n in range(20)), press("Hủy", Stand.ALWAYS), back()], now=NOW)[1]
    for page in range(3):
        assert [choice.name for choice in on_page(new.live, page)][-2:] == ["Hủy", "Quay lại"]


@given(st.lists(st.integers(1, 12), max_size=20))
def test_no_number_means_two_things_nor_one_of_the_messages_to_many(sizes: list[int]) -> None:
    offered = Offered()
    for size in sizes:
        offered = add(offered, [press(f"{n}") for n in range(size)], now=NOW)[0]
    numbers = [choice.number for choice in offered.live]
    assert len(numbers) == len(set(numbers))
    assert not set(numbers) & set(TO_MANY)


def test_the_list_before_is_kept_while_nothing_new_is_offered() -> None:
    old = offer(press("Có"))
    assert replace(begin(begin(old, now=NOW), now=AFTER), since=None).past == old.live
