"""What of the machine is ours to use."""

import os


def count_cpus() -> int:
    """Return the CPUs this process may use."""
    return len(os.sched_getaffinity(0))
