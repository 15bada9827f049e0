"""The fast tracer: the same events and states as the reference, found by looking only where a line can change them.

For each line of the program it is known from bytecode which names the line can bind, and from the syntax tree which
objects it can change (`effects`). Those are found before the line runs and compared after it (`plans`). Where code is
opaque, everything is compared. What could still slip through is noticed by audits, and then, as for programs that are
known beforehand to be of such a kind (`suitability`), the reference tracer records the run instead.
"""
