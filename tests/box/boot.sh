#!/bin/bash
# Process 1 of a container: `boot.sh LOWER SCRATCH KEEP`, in namespaces of its own. Becomes Debian's systemd.
set -euo pipefail
lower="$1" scratch="$2" keep="$3" root="$2/root"
mkdir -p "$root" "$scratch/top"
if [ -z "$keep" ]; then
    mount -t tmpfs -o mode=0755,size=4g tmpfs "$scratch/top"
    keep="$scratch/top"
fi
mkdir -p "$keep/upper" "$keep/work"
mount -t overlay -o "lowerdir=$lower,upperdir=$keep/upper,workdir=$keep/work" overlay "$root"
# As in a box's own: an overlay does not rename folders that came with a layer below.
if [ -d "$keep/data" ]; then mount --bind "$keep/data" "$root/data"; fi
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
# Only the network's own part of the kernel's settings is this container's.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,ro "$root/proc/sys"
mount -t tmpfs -o mode=0755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=0755 tmpfs "$root/dev"
for each in null zero full random urandom tty; do
    touch "$root/dev/$each"
    mount --bind "/dev/$each" "$root/dev/$each"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=0666
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t cgroup2 none "$root/sys/fs/cgroup"
cd "$root"
pivot_root . .
umount -l .
cd /
exec env -i container=other PATH=/usr/sbin:/usr/bin setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio \
    --inh-caps=-sys_time,-sys_module,-sys_rawio /lib/systemd/systemd --system systemd.unified_cgroup_hierarchy=1
