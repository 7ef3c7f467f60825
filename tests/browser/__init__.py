"""The desk in real Chromium: accessibility, layout at both widths, keys, input methods, and no script."""
