"""Where reels are exported to, called what, which files; then how far that is, and how it ended."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from contract.problems import Code, Problem
from desktop.exporting.names import PLACES, stem_of
from desktop.exporting.reels import ENDINGS, Export, Item, Outcome, Step
from desktop.settings import AppSettings
from desktop.views.doors import Doors
from desktop.views.library.exports import Exports, folder_of, kinds_of, pattern_of
from desktop.views.parts.banner import Banner
from desktop.views.parts.bar import Bar
from desktop.views.parts.buttons import Button
from desktop.views.parts.chip import Chip
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.inputs import LineInput
from desktop.views.parts.label import Label
from desktop.views.problem_words import words_of
from desktop.views.words import tr

WIDE_PX = 560


class ExportDialog(QDialog):
    """Exports `items` when a person says so. It may be closed meanwhile: the export goes on."""

    def __init__(
        self, doors: Doors, exports: Exports, items: Sequence[Item], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._doors, self._exports, self._items = doors, exports, tuple(items)
        settings = doors.settings()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Export {n} reel|Export {n} reels", n=len(self._items)))
        self.setFixedWidth(WIDE_PX)
        self.folder = LineInput(tr("Folder"), parent=self)
        self.folder.set_text(str(folder_of(settings)))
        self.browse = Button(tr("Choose ..."), "quiet", "folder", parent=self)
        self.browse.clicked.connect(self._browse)
        self.pattern = LineInput(
            tr("Name"), note=" ".join(f"{{{place}}}" for place in PLACES), parent=self
        )
        self.pattern.set_text(pattern_of(settings))
        self.pattern.edited.connect(lambda _: self._show_example())
        self.example = ElidedLabel("", "small", "dim", parent=self)
        self.kinds = {kind: Chip(_kind_words(kind), checkable=True) for kind in ENDINGS}
        for kind, chip in self.kinds.items():
            chip.setChecked(kind in kinds_of(settings))
            chip.toggled.connect(lambda _: self._show_example())
        self.banner = Banner("ok", "", parent=self)
        self.banner.hide()
        self.bar = Bar(tr("Export"), parent=self)
        self.step = ElidedLabel("", "small", "dim", parent=self)
        self.go = Button(self.windowTitle(), "primary", "share", parent=self)
        self.go.clicked.connect(self._start)
        self.close_button = Button(tr("Cancel"), "quiet", parent=self)
        self.close_button.clicked.connect(self._cancel)
        self._lay_out()
        self._connect()
        self._show_example()

    # --- inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addWidget(Label(self.windowTitle(), "h2", parent=self))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.folder, 1)
        line.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)
        column.addWidget(self.pattern)
        column.addWidget(self.example)
        kinds = QWidget(self)
        policy = kinds.sizePolicy()
        policy.setHeightForWidth(True)
        kinds.setSizePolicy(policy)
        flow = FlowLayout(kinds, gap_px=8)
        for chip in self.kinds.values():
            flow.addWidget(chip)
        column.addWidget(kinds)
        column.addWidget(self.banner)
        column.addWidget(self.bar)
        column.addWidget(self.step)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.go)
        column.addLayout(foot)
        self._show_running(False)
        self.go.setDefault(True)

    def _fit(self) -> None:
        """As high as what it shows now: lines of chips depend on the width."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(WIDE_PX, layout.totalHeightForWidth(WIDE_PX))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 Qt's name
        """Letters have their size by now."""
        super().showEvent(event)
        self._fit()

    def _connect(self) -> None:
        self._exports.stepped.connect(self._stepped)
        self._exports.ended.connect(self._ended)
        self._exports.failed.connect(self._failed)

    def _wanted(self) -> tuple[str, ...]:
        return tuple(kind for kind, chip in self.kinds.items() if chip.isChecked())

    def _show_example(self) -> None:
        """What the first file will be called, or why it cannot be."""
        try:
            stem = stem_of(self.pattern.text(), self._items[0].named)
        except Problem as problem:
            words = words_of(problem)
            self.pattern.set_error(tr("{says} {remedy}", says=words.says, remedy=words.remedy))
            self.go.set_reason(words.says)
            return
        self.pattern.set_error(None)
        kinds = self._wanted()
        self.go.set_reason(None if kinds else tr("Choose at least one kind of file."))
        endings = " ".join(ENDINGS[kind] for kind in kinds)
        self.example.setText(tr("{name} with {endings}", name=stem, endings=endings))

    def _browse(self) -> None:
        dialog = QFileDialog(self, tr("Export to"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder.set_text)
        dialog.open()

    def _start(self) -> None:
        if self._exports.running is not None:
            return
        folder, pattern, kinds = self.folder.text().strip(), self.pattern.text(), self._wanted()
        if not folder or not Path(folder).expanduser().is_absolute():
            self.folder.set_error(tr("Choose a folder."))
            return
        self.folder.set_error(None)

        def kept(settings: AppSettings) -> AppSettings:
            return replace(
                settings, export_folder=folder, export_pattern=pattern, export_kinds=kinds
            )

        self._doors.change_settings(kept)
        self._show_running(True)
        self.bar.set_fraction(None)
        self.step.setText(tr("Getting ready ..."))
        self._exports.start(Export(self._items, Path(folder).expanduser(), pattern, kinds))

    def _cancel(self) -> None:
        if self._exports.running is not None:
            self._exports.stop()
        else:
            self.close()

    def _show_running(self, is_running: bool) -> None:
        for widget in (self.folder, self.browse, self.pattern, *self.kinds.values()):
            widget.setEnabled(not is_running)
        self.bar.setVisible(is_running)
        self.step.setVisible(is_running)
        self.go.setVisible(not is_running)
        self.close_button.setText(tr("Stop") if is_running else tr("Cancel"))
        if is_running:
            self.banner.hide()
        self.close_button.updateGeometry()
        if self.isVisible():
            self._fit()

    def _stepped(self, step: Step) -> None:
        done = step.done + (step.share or 0.0)
        self.bar.set_fraction(done / max(step.files, 1))
        facts = {"name": step.name, "place": min(step.done + 1, step.files), "files": step.files}
        self.step.setText(
            tr("Fetching {name}, file {place} of {files}", **facts)
            if step.share is None
            else tr("Writing and checking {name}, file {place} of {files}", **facts)
        )

    def _ended(self, outcome: Outcome) -> None:
        self._show_running(False)
        self.close_button.setText(tr("Close"))
        folder = self.folder.text()
        reveal = (tr("Reveal"), lambda: open_file(Path(folder)))
        if not outcome.failed:
            count = len(outcome.exported)
            says = tr("{n} reel exported and verified.|{n} reels exported and verified.", n=count)
            self._say("ok", says, folder, reveal)
            self.go.hide()
            return
        first = outcome.failed[0]
        words = words_of(first.problem)
        says = tr("{n} reel was not exported.|{n} reels were not exported.", n=len(outcome.failed))
        why = tr(
            "{title}: {says} {remedy}", title=first.title, says=words.says, remedy=words.remedy
        )
        self._say("warn", says, why)
        self.go.setText(tr("Export again"))

    def _failed(self, problem: Problem) -> None:
        self._show_running(False)
        if problem.code is Code.CANCELLED:
            self._say("info", tr("Stopped."), tr("What stands in the folder is whole."))
            return
        words = words_of(problem)
        self._say("err", words.says, words.remedy)
        self.go.setText(tr("Export again"))

    def _say(self, tone: str, bold: str, dim: str, *actions: object) -> None:
        self.banner.set_words(tone, bold, dim, actions)  # type: ignore[arg-type]
        self.banner.show()
        self._fit()


def open_file(path: Path) -> None:
    """Open it as the system does: a folder in its window for files, a video in its player."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _kind_words(kind: str) -> str:
    words = {
        "video": tr("Video (MP4)"),
        "captions": tr("Captions (SRT)"),
        "vtt": tr("Captions (VTT)"),
        "cover": tr("Cover (JPG)"),
        "text": tr("Post text (TXT)"),
    }
    return words[kind]
