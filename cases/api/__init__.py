"""The machines' face: DRF over the same selectors and services as the desk."""
