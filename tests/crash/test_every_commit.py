"""Whatever commits is killed over it: a new function that does has to be named where the bot dies there."""

from tests.crash import (
    test_command_kills,
    test_door_kills,
    test_points,
    test_renewal_kills,
    test_restore_kills,
    test_rotation_kills,
    test_slow_points,
)
from tests.stage.doom import committing

ALSO = (test_command_kills, test_door_kills, test_renewal_kills, test_restore_kills, test_rotation_kills)


def test_every_function_that_commits_is_a_place_where_the_bot_dies() -> None:
    slow = {point.place for point in test_slow_points.POINTS if point.what == "commit"}
    named = slow.union(*(each.COMMITTING for each in ALSO))
    assert named == committing(fast=False)
    assert {point.place for point in test_points.POINTS if point.what == "commit"} == committing(fast=True)
