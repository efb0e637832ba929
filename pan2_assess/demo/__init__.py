"""The demonstration: an invented store in which everything the tool does can be looked at."""
