"""What ends a task that asks a model; all else ends a row only (`Failure`)."""


class DeploymentError(Exception):
    """The server or the settings are wrong; the message names the setting. Trying again changes nothing."""


class ServerNotReadyError(Exception):
    """The server is starting, restarting or gone: wait until it is ready and run again; answers so far are kept."""
