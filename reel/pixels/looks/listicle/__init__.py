"""List: flat colour, a giant cropped numeral, stacked capitals."""
