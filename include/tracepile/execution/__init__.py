"""Running untrusted programs and recording what they did.

The modules that run inside the sandboxed child (`harness`, `reference`, `canonical` and what they import) use the
standard library only, so this package imports nothing by itself. Start at `model` (the shapes), `recording` (the
recorded run) and `executor` (running cases).
"""
