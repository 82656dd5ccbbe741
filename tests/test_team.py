"""Processes that train together."""

from pathlib import Path

import pytest

from policyextract.training.team import Broken, Team, together


@pytest.mark.parametrize("size", [1, 2, 3])
def test_all_are_told_what_each_has_made(size: int, tmp_path: Path) -> None:
    def work(team: Team) -> None:
        for turn in range(3):
            told = team.every((team.me, turn, "x" * 100_000))
            assert [one[:2] for one in told] == [(k, turn) for k in range(size)]
        (tmp_path / str(team.me)).touch()

    together(work, size)
    assert {path.name for path in tmp_path.iterdir()} == {str(k) for k in range(size)}


@pytest.mark.parametrize("size", [1, 2, 3, 9])
def test_each_thing_is_the_share_of_one(size: int) -> None:
    work = [3, 3, 8, 0, 1, 5]
    shares = [Team(me, size).share(work) for me in range(size)]
    assert sorted(i for share in shares for i in share) == [*range(len(work))]


@pytest.mark.parametrize("asks", [True, False])
def test_when_one_fails_all_do(asks: bool, capfd: pytest.CaptureFixture[str]) -> None:
    """While the first waits for the other, and after its own work is done."""

    def work(team: Team) -> None:
        if team.me:
            raise ValueError("no such thing")
        if asks:
            team.every(1)

    with pytest.raises(Broken):
        together(work, 2)
    assert "no such thing" in capfd.readouterr().err


def test_when_the_first_fails_it_says_why() -> None:
    def work(team: Team) -> None:
        if not team.me:
            raise ValueError("no such thing")
        team.every(1)

    with pytest.raises(ValueError, match="no such thing"):
        together(work, 2)
