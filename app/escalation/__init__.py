"""Illegal content and urgent harm: words under lock, and the one person who may open them."""
