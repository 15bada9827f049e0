"""What people must mend."""


class DedupError(Exception):
    """The corpus or the options will not do; the message is one sentence that says what is wrong and what to do."""
