# shellcheck shell=bash
# Shared by the scripts of bench/: sourced, never run.

note() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { note "$*"; exit 2; }

# The folder that corpora and results live in: an argument, or the user's cache. Nothing of it is ever committed.
work_folder() {
    local folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/mpx-audit-bench}
    mkdir -p "$folder"
    (cd "$folder" && pwd -P)
}

# need PACKAGE TEST...: remembers the Debian package when TEST (a command line) fails.
missing_packages=()
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing_packages+=("$package")
}

# Ends the script when something was missing. Installing is left to the user.
need_done() {
    ((${#missing_packages[@]})) || return 0
    note "something is missing; install it and start again:"
    note "    sudo apt-get install --no-install-recommends ${missing_packages[*]}"
    exit 2
}

# debian_source FOLDER PACKAGE: unpacks the source package in FOLDER, by an apt that knows deb-src and nothing else.
debian_source() {
    local folder=$1 package=$2 apt=$1/apt
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    echo "deb-src http://deb.debian.org/debian bookworm main" >"$apt/sources.list"
    local options=(-q -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache")
    note "fetching the Debian source package $package"
    (cd "$folder" && apt-get "${options[@]}" update && apt-get "${options[@]}" source "$package") >"$apt/$package.log" 2>&1 ||
        die "apt-get source $package failed: see $apt/$package.log"
}
