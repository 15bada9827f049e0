"""Asking a model that SGLang serves: the client, its request cache, and the prompts.

Nothing is paid twice: every answer is kept from the moment it comes, and a task that runs again asks only for what is
missing. What goes wrong with one request is a `Failure` of its row; what makes all requests fail is an exception.
"""

from tracepile.llm.client import Client
from tracepile.llm.errors import DeploymentError, ServerNotReadyError
from tracepile.llm.model import Failure, Message, Prices, Reply, Request, Totals, Usage
from tracepile.llm.prompts import Prompt, load_prompt
from tracepile.llm.server import is_ready, root_of

__all__ = [
    "Client",
    "DeploymentError",
    "Failure",
    "Message",
    "Prices",
    "Prompt",
    "Reply",
    "Request",
    "ServerNotReadyError",
    "Totals",
    "Usage",
    "is_ready",
    "load_prompt",
    "root_of",
]
