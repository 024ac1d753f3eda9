"""What the code promises about itself: declarations, registries, layers, docs."""
