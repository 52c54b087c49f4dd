"""The one style sheet: what Qt's own controls look like. Our parts paint themselves."""

from dataclasses import asdict
from string import Template

from PySide6.QtGui import QColor, QPalette

from desktop.views.theme.tokens import Tokens

# `text-align: left` is mirrored by Qt where it should be; no rule may say "right".
SHEET = Template("""
* { outline: none; }
QMainWindow, QDialog, QWidget[ground="bg"] { background: $bg; }
QWidget[ground="side"] { background: $side; }
QWidget[ground="card"] { background: $card; }
QFrame[ground="rule"] { background: $line; border: 0; }
QLabel { background: transparent; border: 0; }
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox {
  background: $raised; color: $text; border: 1px solid $edge; border-radius: 10px;
  selection-background-color: $sel; selection-color: $text; placeholder-text-color: $faint; }
QLineEdit { padding: 0 11px; min-height: 34px; lineedit-password-character: 8226; }
QPlainTextEdit, QTextEdit { padding: 5px 7px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: $focus; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] { border-color: $err; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: $faint; border: 1px dashed $edge;
  background: transparent; }
QLineEdit[bare="true"], QPlainTextEdit[bare="true"] { background: transparent; border: 0;
  padding: 0; min-height: 0; }
QLineEdit > QToolButton { background: transparent; border: 0; }
QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView { background: $card; color: $text; border: 1px solid $edge;
  border-radius: 10px; padding: 4px; outline: 0; selection-background-color: $soft;
  selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 32px; padding: 0 8px; border-radius: 8px; }
QComboBox QAbstractItemView::item:selected, QComboBox QAbstractItemView::item:hover {
  background: $soft; color: $text; }
QFileDialog QPushButton { background: $raised; color: $text; border: 1px solid $edge;
  border-radius: 8px; padding: 6px 14px; }
QFileDialog QPushButton:hover { background: $hover; }
QFileDialog QPushButton:focus { border: 2px solid $focus; }
QFileDialog QPushButton:disabled { color: $faint; border: 1px dashed $edge; }
QMenu { background: $card; color: $text; border: 1px solid $edge; border-radius: 12px;
  padding: 6px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 8px; margin: 1px 0; }
QMenu::item:selected { background: $soft; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 6px 8px; }
QMenu::icon { padding-left: 10px; }
QMenuBar { background: $side; color: $text; border-bottom: 1px solid $line; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: $soft; }
QScrollArea, QScrollArea > QWidget > QWidget[ground="clear"], QAbstractScrollArea::corner {
  background: transparent; border: 0; }
QListView, QTreeView, QTableView { background: transparent; border: 0; color: $text;
  selection-background-color: $soft; selection-color: $text; }
QHeaderView { background: transparent; }
QHeaderView::section { background: transparent; color: $dim; border: 0;
  border-bottom: 1px solid $line; padding: 6px 8px; font-size: 12px; font-weight: 600; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px 1px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 1px 2px; }
QScrollBar::handle { background: $thumb; border-radius: 4px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: 5px 8px; }
QSplitter::handle { background: transparent; }
""")
# What words may be coloured with.
TONES = ("text", "dim", "faint", "ok", "warn", "err", "accent_fg", "primary_fg", "toast_text")


def make_style_sheet(tokens: Tokens) -> str:
    """The sheet in these colours."""
    tones = (f'QLabel[tone="{name}"] {{ color: {getattr(tokens, name)}; }}\n' for name in TONES)
    return SHEET.substitute(asdict(tokens)) + "".join(tones)


def make_palette(tokens: Tokens) -> QPalette:
    """What Fusion paints with, and what a part hears of when the theme changes."""
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.raised,
        role.AlternateBase: tokens.card,
        role.Text: tokens.text,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.err,
        role.Light: tokens.hover,
        role.Midlight: tokens.line,
        role.Mid: tokens.line,
        role.Dark: tokens.edge,
        role.Shadow: tokens.shadow,
        role.Highlight: tokens.sel,
        role.HighlightedText: tokens.text,
        role.Accent: tokens.primary,
        role.PlaceholderText: tokens.faint,
        role.Link: tokens.accent_fg,
        role.LinkVisited: tokens.accent_fg,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
    }.items():
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.faint))
    return palette
