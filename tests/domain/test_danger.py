"""Danger to life and complaints are heard, also without marks; everyday words are not mistaken for them."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.danger import complaint, danger_to_life

WORDS = "tôi không khiếu nại to cao tố cáo cây cháy nhà"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Cháy nhà ở ấp 3, xã Tân Bình",
            "CHAY NHA ROI",
            "Nhà hàng xóm đang cháy",
            "Xe cháy giữa đường",
            "có hoả hoạn",
        ),
        *("Có cháu bé đuối nước", "be gai duoi nuoc o kenh", "nước cuốn trôi người, lũ cuốn", "Vỡ đê rồi"),
        *("Dây điện đứt rơi xuống đường", "bi dien giat", "Nhà sập, có người mắc kẹt", "Cây đổ đè trúng người"),
        *("Vừa xảy ra tai nạn ở ngã tư", "ông ấy bất tỉnh", "CỨU VỚI!!!", "sos", "Có người muốn tự tử", "tự tử"),
        *("Thấy quả bom ngoài ruộng", "chém nhau trước quán", "Nguy hiểm đến tính mạng người dân"),
    ],
)
def test_danger_to_life_is_heard(text: str) -> None:
    assert danger_to_life(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "Bóng đèn đường bị cháy",
            "Nước chảy tràn ra đường",
            "Xe chạy quá tốc độ",
            "xe dang chay nhanh",
            "từ từ",
            "tu tu",
        ),
        *("Ổ gà dễ gây tai nạn", "Đề nghị kiểm tra phòng cháy chữa cháy", "Cây chết khô", "Ống cống nằm dưới nước"),
        *("Hội cựu chiến binh", "nghiên cứu", "Máy bơm hỏng", "Trạm y tế phục vụ chậm", "Để người dân biết"),
    ],
)
def test_everyday_words_are_no_danger(text: str) -> None:
    assert not danger_to_life(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Tôi khiếu nại quyết định thu hồi đất",
            "toi muon khieu nai",
            "ĐƠN TỐ CÁO",
            "don to cao can bo",
            "toi to cao ong A",
        ),
        *("Nếu không giải quyết tôi sẽ khiếu nại", "Chưa giải quyết khiếu nại của tôi", "Họ ghi “tố cáo” lên tường"),
        *("Tôi không khiếu nại mà tố cáo", "khiếu kiện kéo dài", "Nha toi to cao ong A", "khiê\u0301u na\u0323i"),
    ],
)
def test_a_complaint_is_heard(text: str) -> None:
    assert complaint(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "Đèn đường hỏng",
            "Tôi không khiếu nại",
            "Đây không phải là khiếu nại, chỉ là phản ánh",
            "toi khong to cao ai",
        ),
        *(
            "Không khiếu nại, tố cáo gì",
            "Tôi không khiếu nại hay tố cáo ai",
            "Cây bàng to cao sắp đổ",
            "cay bang to cao",
        ),
        *("tổ cáo", "báo cáo", "Khiêu vũ ồn ào"),
    ],
)
def test_what_denies_a_complaint_or_only_looks_like_one_is_none(text: str) -> None:
    assert not complaint(text)


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split())).map(" ".join)))
def test_every_text_has_an_answer(text: str) -> None:
    assert danger_to_life(text) in (True, False)
    assert complaint(text) in (True, False)


@pytest.mark.parametrize("text", ["cay to cao " * 1_000, "không khiếu nại " * 600, "ấ " * 5_000, "x" * 10_000])
def test_a_long_text_is_heard_quickly(text: str) -> None:
    began = process_time()
    danger_to_life(text)
    complaint(text)
    assert process_time() - began < 0.5
