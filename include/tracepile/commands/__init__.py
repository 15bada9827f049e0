"""The commands of the command line, one file each, thin over the library."""
