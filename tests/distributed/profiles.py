"""How much work the tests give: enough for several shards and both workers, little enough to be done often."""

CHAIN_PROGRAMS = 40
FAULT_PROGRAMS = 12
BATCH = 10
