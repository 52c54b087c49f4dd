"""No thread but the main one destroys a widget that lies in a circle of references."""

import gc
import weakref

from desktop.views.sweeping import WORTH_A_LOOK, Sweeping


class Ring:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.own = self


def test_while_a_window_lives_python_does_not_collect_by_itself(qapp):
    sweeping = Sweeping()
    assert not gc.isenabled()
    sweeping.close()
    assert gc.isenabled()
    gc.disable()  # as the fixture of these tests has it


def test_a_circle_is_gone_after_a_look_once_there_is_enough_to_look_for(qapp):
    sweeping = Sweeping()
    gone = weakref.ref(Ring())
    kept = [Ring() for _ in range(2 * WORTH_A_LOOK)]
    sweeping.look()
    assert gone() is None
    assert len(kept) == 2 * WORTH_A_LOOK
    sweeping.close()
    gc.disable()


def test_few_new_objects_are_not_looked_through(qapp):
    sweeping = Sweeping()
    gc.collect()
    there = weakref.ref(Ring())
    sweeping.look()
    assert there() is not None
    sweeping.close()
    gc.disable()


def test_what_is_loaded_is_not_looked_through_again(qapp):
    sweeping, before = Sweeping(), gc.get_freeze_count()
    kept = [Ring() for _ in range(100)]
    sweeping.spare_what_is_loaded()
    assert gc.get_freeze_count() >= before + len(kept)
    sweeping.close()
    gc.disable()
