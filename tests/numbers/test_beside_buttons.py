"""Numbers on a channel that shows a few buttons: whoever types one there means the button in that place."""

from tests.numbers.conftest import Reader


def on_the_account(hoa: Reader) -> Reader:
    """Hoa, where up to five choices are buttons and more are a numbered list."""
    return Reader(store=hoa.store, router=hoa.router, channel="zalo_oa")


async def test_a_number_is_the_button_in_that_place_not_what_an_older_list_had_there(hoa: Reader) -> None:
    reader = on_the_account(hoa)
    menu = await reader.types("Xin chào")
    assert "1. Đăng ký tài khoản" in menu
    assert "2. Gửi phản ánh" in menu
    assert "Có đồng ý không?" in await reader.types("1")
    assert "Đã hủy đăng ký" in await reader.types("2")


async def test_a_number_of_the_list_before_is_explained(hoa: Reader) -> None:
    reader = on_the_account(hoa)
    await reader.types("Xin chào")
    await reader.types("1")
    assert "là của danh sách trước" in await reader.types("7")


async def test_a_form_is_filled_in_by_numbers_alone_where_some_of_its_steps_have_buttons(hoa: Reader) -> None:
    reader = on_the_account(hoa)
    await reader.types("/theodoi")
    assert "Đã chọn <b>1</b>" in await reader.types("Tân Biên")
    assert "cấp độ rủi ro nào" in await reader.types("4")
    assert "loại thiên tai" in await reader.types("2")
    await reader.types("Bỏ qua")
    assert "Đã đăng ký nhận cảnh báo" in await reader.types("1")


async def test_a_notice_with_a_button_changes_no_number(hoa: Reader) -> None:
    reader = on_the_account(hoa)
    await reader.types("/dangky")
    await reader.is_told("Có tin", "report.show:1:0")
    assert "Họ và tên" in await reader.types("1")
