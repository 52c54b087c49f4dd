"""Create: words, choices and media of one draft, its storyboard, its price, and Generate."""
