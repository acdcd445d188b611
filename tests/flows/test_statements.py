"""A turn is short: each statement is a hop to the database's thread."""

from statistics import median

from tests.flows.conftest import World

MOST = 12
STEPS = ("/theodoi", "Tân Biên", "4", "1", "Bỏ qua", "1")


async def test_an_ordinary_turn_takes_at_most_12_statements(here: World) -> None:
    taken: list[int] = []
    take = here.app.intake._take

    async def counted(*turn: object) -> None:
        before = here.app.store.statements
        await take(*turn)  # type: ignore[arg-type]
        taken.append(here.app.store.statements - before)

    here.app.intake._take = counted  # type: ignore[method-assign, assignment]
    hoa = here.sim.person(name="Lê Thị Hoa")
    for text in STEPS:
        await hoa.says(text)
    await hoa.hears("Đã đăng ký nhận cảnh báo")
    print(f"\nstatements a turn: {taken}")
    assert len(taken) == len(STEPS)
    between = taken[1:-1]
    assert median(between) <= MOST, "neither somebody's first word nor the deed at the end is an ordinary turn"
