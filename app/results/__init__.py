"""What came of the votes."""
