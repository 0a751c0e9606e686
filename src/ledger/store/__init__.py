"""Where facts are kept: an `eventsourcing` application over a recorder of our own."""
