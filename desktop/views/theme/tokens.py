"""The colours of the window by what they are for; every pair that meets is measured in a test."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """One set of colours, each `#RRGGBB`."""

    name: str
    bg: str  # the window
    side: str  # sidebar and action bar
    card: str
    raised: str  # inputs, quiet buttons
    hover: str  # with the pointer over it
    pressed: str
    line: str  # decoration only
    edge: str  # anything that must be seen: the border of an input, a switch that is off
    text: str
    dim: str  # the second line
    faint: str  # placeholder, disabled
    primary: str  # the filled button
    primary_hover: str
    primary_pressed: str
    primary_fg: str
    accent: str  # graphics only
    accent2: str  # where a gradient ends
    accent_fg: str  # purple words
    soft: str  # what is chosen
    sel: str  # selected text
    focus: str  # the focus ring, the chosen tile
    ok: str
    warn: str
    err: str
    ok_soft: str
    warn_soft: str
    err_soft: str
    track: str  # the empty part of a meter
    thumb: str  # the handle of a scroll bar
    warn_g: str  # a meter that is nearly full
    knob: str
    shadow: str
    toast: str  # a toast is drawn in the colours of the other theme
    toast_text: str
    toast_action: str
    toast_edge: str


DARK = Tokens(
    name="dark",
    bg="#0F1014",
    side="#14151B",
    card="#191B22",
    raised="#22252E",
    hover="#2A2E39",
    pressed="#323744",
    line="#2A2D38",
    edge="#747A8D",
    text="#F2F3F7",
    dim="#A8ADBC",
    faint="#9297A9",
    primary="#6A47F2",
    primary_hover="#7350F5",
    primary_pressed="#5B39DC",
    primary_fg="#FFFFFF",
    accent="#7C5CFF",
    accent2="#FF5C8A",
    accent_fg="#B3A3FF",
    soft="#272142",
    sel="#4A33B8",
    focus="#B9A9FF",
    ok="#3DD68C",
    warn="#F5B94A",
    err="#FF7B7B",
    ok_soft="#163126",
    warn_soft="#332A17",
    err_soft="#38201F",
    track="#262A34",
    thumb="#4A4F5E",
    warn_g="#F5B94A",
    knob="#FFFFFF",
    shadow="#000000",
    toast="#F2F3F7",
    toast_text="#16171D",
    toast_action="#5A34E6",
    toast_edge="#7F8495",
)

LIGHT = Tokens(
    name="light",
    bg="#F6F6F9",
    side="#FFFFFF",
    card="#FFFFFF",
    raised="#F1F1F6",
    hover="#E8E8F0",
    pressed="#DEDEE9",
    line="#E2E3EB",
    edge="#7F8495",
    text="#16171D",
    dim="#555B6E",
    faint="#5F6577",
    primary="#6842FF",
    primary_hover="#5A34E6",
    primary_pressed="#4B28CC",
    primary_fg="#FFFFFF",
    accent="#6842FF",
    accent2="#E8356D",
    accent_fg="#5A34E6",
    soft="#ECE7FF",
    sel="#D9D0FF",
    focus="#5A34E6",
    ok="#0F6E43",
    warn="#805200",
    err="#BF2B2B",
    ok_soft="#E3F4EB",
    warn_soft="#FBF0DA",
    err_soft="#FDE9E9",
    track="#E8E9F0",
    thumb="#B9BDCA",
    warn_g="#C27803",
    knob="#FFFFFF",
    shadow="#3A3D55",
    toast="#16171D",
    toast_text="#F2F3F7",
    toast_action="#B3A3FF",
    toast_edge="#747A8D",
)

# For whom the system asks for more contrast: text at 7 or more, every border at 4.5 or more.
HIGH_CONTRAST_DARK = Tokens(
    name="high contrast, dark",
    bg="#000000",
    side="#000000",
    card="#000000",
    raised="#0D0D10",
    hover="#24242C",
    pressed="#34343F",
    line="#8A90A2",
    edge="#C9CDDA",
    text="#FFFFFF",
    dim="#E3E5EC",
    faint="#C9CDDA",
    primary="#C9BCFF",
    primary_hover="#DDD4FF",
    primary_pressed="#B3A3FF",
    primary_fg="#000000",
    accent="#B3A3FF",
    accent2="#FF8FB0",
    accent_fg="#D3C9FF",
    soft="#2B2058",
    sel="#4A33B8",
    focus="#FFE45C",
    ok="#6EF0B2",
    warn="#FFD27A",
    err="#FFA8A8",
    ok_soft="#0B2419",
    warn_soft="#2A210C",
    err_soft="#331614",
    track="#24242C",
    thumb="#C9CDDA",
    warn_g="#FFD27A",
    knob="#000000",
    shadow="#000000",
    toast="#FFFFFF",
    toast_text="#000000",
    toast_action="#3E1FB0",
    toast_edge="#3A3D4A",
)

HIGH_CONTRAST_LIGHT = Tokens(
    name="high contrast, light",
    bg="#FFFFFF",
    side="#FFFFFF",
    card="#FFFFFF",
    raised="#F7F7FA",
    hover="#E4E4EE",
    pressed="#D2D2E0",
    line="#6C7284",
    edge="#3A3D4A",
    text="#000000",
    dim="#2A2C36",
    faint="#3A3D4A",
    primary="#4B28CC",
    primary_hover="#3E1FB0",
    primary_pressed="#321893",
    primary_fg="#FFFFFF",
    accent="#4B28CC",
    accent2="#A8174B",
    accent_fg="#3E1FB0",
    soft="#E2DAFF",
    sel="#CFC4FF",
    focus="#0033CC",
    ok="#064A2B",
    warn="#573700",
    err="#8E1414",
    ok_soft="#E3F4EB",
    warn_soft="#FBF0DA",
    err_soft="#FDE9E9",
    track="#E4E4EE",
    thumb="#3A3D4A",
    warn_g="#7A4A00",
    knob="#FFFFFF",
    shadow="#000000",
    toast="#000000",
    toast_text="#FFFFFF",
    toast_action="#D3C9FF",
    toast_edge="#C9CDDA",
)
