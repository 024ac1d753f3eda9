"""The browser app; it computes no model quantity."""
