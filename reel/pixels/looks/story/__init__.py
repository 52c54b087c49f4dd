"""Story: dusk over five ridges, and a sun that travels from scene to scene."""
