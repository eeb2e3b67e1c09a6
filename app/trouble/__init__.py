"""Watching for trouble, and the quarantine of votes: for people to judge, never automatic."""
