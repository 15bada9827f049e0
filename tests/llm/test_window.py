"""The window grows while the server has nothing waiting, shrinks when too much waits, and halves on refusals."""

from tracepile.llm.window import Load, Window


def test_it_grows_to_its_maximum_while_it_is_full_and_nothing_waits() -> None:
    window = Window(64, 256)
    seen = [window.limit]
    for _ in range(6):
        window.adapt(Load(n_running=window.limit, n_waiting=0), window.limit)
        seen.append(window.limit)
    assert seen[0] == 64
    assert seen == sorted(seen)
    assert seen[-1] == 256


def test_it_stays_when_it_is_not_used_up_or_when_enough_waits() -> None:
    window = Window(64, 256)
    window.adapt(Load(20, 0), 20)
    assert window.limit == 64
    window.adapt(Load(40, 40), 64)
    assert window.limit == 64


def test_it_shrinks_to_its_minimum_when_others_fill_the_server() -> None:
    window = Window(8, 256)
    window.limit = 200
    for _ in range(60):
        window.adapt(Load(16, 300), window.limit)
    assert window.limit == 8


def test_a_burst_of_refusals_halves_it_once_and_it_recovers() -> None:
    window = Window(64, 256)
    for moment in (10.0, 10.1, 10.9):
        window.refuse(moment)
    assert window.limit == 32
    window.refuse(11.5)
    assert window.limit == 16
    for moment in range(20, 40):
        window.refuse(float(moment))
    assert window.limit == 1
    for _ in range(20):
        window.adapt(Load(window.limit, 0), window.limit)
    assert window.limit == 256


def test_without_a_load_it_grows_until_it_is_refused() -> None:
    window = Window(4, 32)
    window.adapt(None, 4)
    assert window.limit == 6


def test_a_minimum_above_the_maximum_is_cut() -> None:
    assert Window(64, 16).limit == 16
