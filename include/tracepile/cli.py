"""The command line, `tracepile`: the stage functions for one file, and the store, without Airflow.

Exit codes: 0 finished; 1 finished and the answer is no; 2 usage, unreadable file, unknown version; 130 interrupted.
"""

import sys

import typer

from tracepile.commands import (
    ask,
    decontaminate,
    dedup,
    doctor,
    equivalent,
    inspect,
    narrate,
    releases,
    rewrite,
    store,
    trace,
    verify,
)
from tracepile.commands.common import CommandError

app = typer.Typer(
    name="tracepile",
    help="Verified, versioned training data about what code does when it runs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("doctor")(doctor.doctor)
app.command("trace")(trace.trace)
app.command("narrate")(narrate.narrate)
app.command("verify")(verify.verify)
app.command("ask")(ask.ask)
app.command("rewrite")(rewrite.rewrite)
app.command("equivalent")(equivalent.equivalent)
app.command("dedup")(dedup.dedup)
app.command("decontaminate")(decontaminate.decontaminate)
app.command("inspect")(inspect.inspect)
app.add_typer(releases.app, name="releases")
app.add_typer(store.app, name="store")


def main() -> None:
    """Run the command line; a user's mistake is one sentence on standard error, never a traceback."""
    try:
        app()
    except CommandError as error:
        sys.stderr.write(f"tracepile: {error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has gone: nothing is left to say, and nothing may be flushed.
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
