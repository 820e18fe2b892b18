"""What leaves the house as text: pages in Markdown, issue forms, prepared messages."""
