"""TracePile: verified, versioned training data about what code does when it runs."""
