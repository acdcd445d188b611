"""Hoa registers: consent, name, number, commune, code."""

from tests.flows.conftest import World


async def test_hoa_registers_with_a_code_from_her_sms(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.says("/taikhoan")
    card = await hoa.hears("Họ tên")
    assert "0912***678" in card.text
    assert "Xã Tân Biên" in card.text
