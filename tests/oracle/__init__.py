"""An independent, slow and literal reading of the rulebook: expected values for property tests."""
