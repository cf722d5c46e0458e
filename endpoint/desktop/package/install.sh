#!/bin/sh
# Installs Lollipop's helper on this computer.
#   install.sh ADDRESS PORT CODE SCHOOL.PEM     the first time
#   install.sh                                  again: renews the programs, and keeps what is set
# PYTHON names the Python to use (3.12 or later); ROOT another place than /, for trying it.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=${ROOT:-}
python=${PYTHON:-python3}
place=$root/opt/lollipop-helper
settings=$root/etc/lollipop-helper

fail() { echo "$1" >&2; exit 1; }

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "Only root can install the helper."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' || fail "The helper needs Python 3.12 or later: set PYTHON."
"$python" -c 'import tkinter' || fail "The helper needs Tk: install the package python3-tk."
"$python" -c 'import ctypes; ctypes.CDLL("libxkbcommon-x11.so.0")' 2> /dev/null \
    || fail "The helper needs libxkbcommon-x11 to read what is typed: install the package libxkbcommon-x11-0."
[ $# = 4 ] || [ -f "$settings/helper.toml" ] || fail "Say where the box is: install.sh ADDRESS PORT CODE SCHOOL.PEM"

umask 022
mkdir -p "$place" "$settings"
rm -rf "$place/code.new"
cp -r "$here/code" "$place/code.new"
cp "$here/README.md" "$here/remove.sh" "$place/"
"$python" -m venv --clear "$place/venv"
if [ -d "$here/wheels" ]; then
    "$place/venv/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" --no-deps -r "$here/requirements.txt"
else
    "$place/venv/bin/python" -m pip install --quiet --no-deps -r "$here/requirements.txt"
fi
"$place/venv/bin/python" -m pip uninstall --quiet --yes pip
"$place/venv/bin/python" -m compileall -q "$place/code.new" "$place/venv" || true
rm -rf "$place/code"
mv "$place/code.new" "$place/code"

if [ $# = 4 ]; then
    (umask 077
    cp "$4" "$settings/school.pem"
    printf 'address = "%s"\nport = %s\ncode = "%s"\nca = "%s"\n' "$1" "$2" "$3" "$settings/school.pem" > "$settings/helper.toml")
fi

if [ -z "$root" ]; then
    cp "$here/lollipop-helper.service" /etc/systemd/system/
    systemctl daemon-reload
    systemctl enable --quiet lollipop-helper
    systemctl restart lollipop-helper
fi
echo "Lollipop's helper is installed in $place."
