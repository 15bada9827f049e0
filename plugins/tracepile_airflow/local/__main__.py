"""`python -m tracepile_airflow.local run|up [--port N]`."""

import argparse
import io
import signal
import sys

import httpx
from pydantic import ValidationError

from tracepile.settings import load_settings
from tracepile_airflow.local.environment import DEFAULT_PORT
from tracepile_airflow.local.run import run_chain
from tracepile_airflow.local.supervisor import PlatformError
from tracepile_airflow.local.up import stay_up

_COMMANDS = {"run": run_chain, "up": stay_up}


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _interrupt(*_: object) -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # ending everything takes seconds and must not be broken off
    raise KeyboardInterrupt


def main() -> int:
    """Run a command; return its exit code."""
    parser = argparse.ArgumentParser(prog="tracepile_airflow.local", description=__doc__)
    parser.add_argument("command", choices=_COMMANDS, help="run: the whole chain once; up: the platform until Ctrl-C")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port of the UI (another one if it is taken)")
    options = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 shows `?` for our marks
    # A background job of a script ignores Ctrl-C unless told otherwise, and a closed terminal must end us in order.
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    try:
        return _COMMANDS[options.command](load_settings(), options.port)
    except KeyboardInterrupt:
        print("\nStopped; what was committed stays in the store, and `make run` goes on from there.", file=sys.stderr)
        return 130
    except (PlatformError, ValidationError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except httpx.HTTPError as error:
        print(f"\nAirflow's API failed: {error}. Its log is in the home directory under airflow/logs.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
