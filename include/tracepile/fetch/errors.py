"""What goes wrong with a source as a whole."""


class SourceError(Exception):
    """A source cannot be read; the message is one sentence that says what is wrong and what to do."""
