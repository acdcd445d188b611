"""A file comes into being whole or not at all, whatever stops it and however many make it at once."""

from pathlib import Path

import pytest

from storage import swap, whole


async def test_while_one_is_being_made_another_in_its_place_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "copy"
    async with whole.making(path) as part:
        part.write_text("the first")
        with pytest.raises(FileExistsError):
            async with whole.making(path):
                pass
        assert not path.exists()
    assert path.read_text() == "the first"
    async with whole.making(path) as part:
        part.write_text("the next")
    assert path.read_text() == "the next"


async def test_a_disk_that_is_full_is_given_back_what_was_filled(tmp_path: Path) -> None:
    path = tmp_path / "copy"
    path.write_text("the one before")
    with pytest.raises(OSError, match="full"):
        async with whole.making(path) as part:
            part.write_text("half")
            raise OSError("the disk is full")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["the one before"]


def test_a_database_whose_log_is_still_beside_it_takes_nobodys_place(tmp_path: Path) -> None:
    database, beside = tmp_path / "bot.db", tmp_path / "bot.db.restoring"
    for file in (database, beside, tmp_path / "bot.db.restoring-wal"):
        file.write_text(file.name)
    with pytest.raises(OSError, match="full"):
        swap.put_in_place(database, beside)
    swap.finish(database)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"bot.db": "bot.db"}
