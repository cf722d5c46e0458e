#!/bin/sh
# Takes Lollipop's helper off this computer, with its key and what waited for the box.
set -eu

root=${ROOT:-}
[ -n "$root" ] || [ "$(id -u)" = 0 ] || { echo "Only root can remove the helper." >&2; exit 1; }
if [ -z "$root" ]; then
    systemctl disable --now --quiet lollipop-helper || true
    rm -f /etc/systemd/system/lollipop-helper.service
    systemctl daemon-reload
fi
rm -rf "$root/opt/lollipop-helper" "$root/etc/lollipop-helper" "$root/var/lib/lollipop-helper"
echo "Lollipop's helper is removed. Take the device off the list of helpers on the box."
