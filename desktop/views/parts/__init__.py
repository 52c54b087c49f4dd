"""What views are built of: each part paints itself in the theme that is on."""
