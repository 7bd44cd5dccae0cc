#!/usr/bin/env bash
# kernel.sh FOLDER: brings Debian's cloud kernel, its modules and its headers into FOLDER, by apt-get download and
# dpkg-deb -x: nothing is installed, and no root is needed. Says which kernel on its last line. Fails with 77 where
# the packages cannot be had.
set -euo pipefail
folder=$1
mkdir -p "$folder"
cd "$folder"

gone() { echo "SKIP: $*" && exit 77; }

# One at a time: two test runs may share the folder.
exec 9>lock
flock 9
if [ ! -s release ]; then
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || gone "no apt-get here: Debian's kernel cannot be had"
    release=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/.*Depends: linux-image-//p' | head -n 1)
    [ -n "$release" ] || gone "apt knows no linux-image-cloud-amd64; run apt-get update"
    rm -rf packages image headers && mkdir packages
    fetch() { (cd packages && apt-get -q download "$@") >download.log 2>&1; }
    fetch "linux-image-$release" || fetch "linux-image-$release-unsigned" || gone "the package linux-image-$release: $(tail -n 1 download.log)"
    dpkg-deb -x packages/linux-image-*.deb image
    # To build the sample driver with; the tests of it are skipped without.
    if fetch "linux-headers-$release" "linux-headers-${release%-cloud-amd64}-common" "linux-kbuild-${release%.0-*}"; then
        for package in packages/linux-headers-*.deb packages/linux-kbuild-*.deb; do dpkg-deb -x "$package" headers; done
        sed -i "s|/usr/src/|$PWD/headers/usr/src/|" "headers/usr/src/linux-headers-$release/Makefile"
    fi
    rm -rf packages
    echo "$release" >release
fi
cat release
