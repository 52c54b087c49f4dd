"""How everything looks: colours, letters, icons, and the one style they make."""
