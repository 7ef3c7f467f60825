"""The heap of a process that serves for weeks and now and then goes through a whole county."""

import gc

NEW_OBJECTS = 50_000  # a county makes millions, and none of them in a circle: looking every 700 cost a sixth of the time


def settle() -> None:
    """What is loaded now stays and is not looked through again; what is new is looked through seldom."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
