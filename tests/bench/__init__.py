"""Speed, measured side by side; never asserted."""
