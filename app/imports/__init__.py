"""Conversations from elsewhere, brought in as rounds."""
