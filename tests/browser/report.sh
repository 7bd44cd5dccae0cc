#!/bin/sh
# Opens an HTML report in headless Chromium and looks at what its script made of it.
#   report.sh FILE.html        exit 0 passed, 1 failed, 77 skipped (no Chromium)
set -eu

report=$(realpath "$1")
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
    echo "SKIPPED: the browser test needs chromium (apt-get install chromium)" >&2
    exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# open HASH: the page's DOM after its script ran in $work/dom, what it logged in $work/console
open() {
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --enable-logging=stderr \
        --virtual-time-budget=4000 --dump-dom "file://$report$1" >"$work/page" 2>"$work/log" || true
    grep CONSOLE "$work/log" >"$work/console" || true
    # The page's data and script are no elements of it.
    sed -e 's/<script[^>]*>/\n&\n/g' -e 's/<\/script>/\n&\n/g' "$work/page" |
        sed '/^<script/,/^<\/script>/d' | tr '\n' ' ' | sed 's/</\n</g' >"$work/dom"
}

# check WHAT EXPECTED FOUND
check() {
    if [ "$2" = "$3" ]; then
        echo "ok      $1: $3"
    else
        echo "FAILED  $1: expected $2, found $3"
        failures=$((failures + 1))
    fi
}

count() { grep -c -- "$1" "$work/dom" || true; }
# The number on the button of a level
tile() { grep -A3 "data-level=\"$1\"" "$work/dom" | sed -n 's/^<strong>\([0-9]*\).*/\1/p' | head -n 1; }
shown() { sed -n 's/^<output id="count"[^>]*>\([0-9]*\) of.*/\1/p' "$work/dom"; }
# Rows are drawn in chunks as they come into sight
drawn() { if [ "$1" -gt 200 ]; then echo "$1"; else count 'data-index='; fi; }

open ""
check "console is silent" "" "$(cat "$work/console")"
check "script took over" 1 "$(count '<body class="app"')"
check "plain lists are gone" 0 "$(count 'id="[a-z]*-plain"')"
check "one view is shown" "$(($(grep -c '^<section ' "$work/dom") - 1))" "$(grep -c '^<section [^>]*hidden' "$work/dom" || true)"
check "nothing of the data became an element" 0 "$(count '^<\(img\|iframe\|object\|embed\|link\|base\)')"
total=$(shown)
for level in critical high medium low note none; do
    eval "of_$level=\$(tile $level)"
done
first=$(sed -n 's/^<a class="level-[a-z]*" href="#f=\([^"]*\)".*/\1/p' "$work/dom" | head -n 1)
last=$(sed -n 's/^<a class="level-[a-z]*" href="#f=\([^"]*\)".*/\1/p' "$work/dom" | tail -n 1)

if [ -n "$total" ] && [ "$total" -gt 0 ]; then
    sum=$((of_critical + of_high + of_medium + of_low + of_note))
    check "levels add up to the list" "$total" "$sum"
    check "rows of the list" "$total" "$(drawn "$total")"
    check "the first is shown" 1 "$(count "href=\"#f=$first\" data-index=\"0\" aria-current=\"true\"")"

    for level in critical high medium low note none; do
        eval "expected=\$of_$level"
        [ -n "$expected" ] || continue
        open "#level=$level"
        check "#level=$level" "$expected" "$(shown)"
        check "#level=$level, its rows" "$expected" "$(
            if [ "$expected" -gt 200 ]; then echo "$expected"; else count "^<a class=\"level-$level\""; fi)"
        check "#level=$level, the button is pressed" 1 "$(count "data-level=\"$level\" aria-pressed=\"true\"")"
    done

    open "#f=$last"
    check "#f=, the finding is the current one" 1 "$(count "href=\"#f=$last\".* aria-current=\"true\"")"
    check "#f=, its steps in list and source" "$(count 'data-step=')" "$(count 'data-says=')"
    open "#q=no%20finding%20holds%20these%20words"
    check "#q=, nothing fits" 0 "$(shown)"
    check "#q=, and the page says so" 1 "$(count 'No finding fits')"
    open "#level=critical,high&q="
    check "two levels" "$((of_critical + of_high))" "$(shown)"
    open "#state=all&level=critical,high,medium,low,note,none"
    check "all states" "$(sed -n 's/^<output id="count"[^>]*>[0-9]* of \([0-9]*\) .*/\1/p' "$work/dom")" "$(shown)"
fi

open "#v=sites"
check "#v=sites shows the sites" 0 "$(grep -c '^<section id="sites"[^>]*hidden' "$work/dom" || true)"
ran=$(grep -c '^<section id="runtime"' "$work/dom" || true) # with a trace there is a column more
check "#v=sites, headings" "$((6 + ran))" "$(sed -n '/id="sites-app"/,/^<section /p' "$work/dom" | grep -c '^<th scope="col"')"
if [ "$ran" = 1 ]; then
    open "#v=sites&sites-seen=seen"
    check "sites that were seen have their events" 1 "$(($(count '^<summary>[1-9]') > 0))"
    open "#runtime"
    check "#runtime shows the traces" 0 "$(grep -c '^<section id="runtime"[^>]*hidden' "$work/dom" || true)"
fi
open "#v=sites&sites-sort=-3"
check "sorted by place, falling" 1 "$(count '^<th [^>]*aria-sort="descending"')"
open "#v=%3Cimg%20src=x%3E&level=%3Cscript%3E&q=%3Cimg%3E&f=%22%3E%3Cimg%3E"
check "hostile hash: console is silent" "" "$(cat "$work/console")"
check "hostile hash: no element" 0 "$(count '^<img')"

[ "$failures" -eq 0 ] || { echo "$failures checks failed" >&2; exit 1; }
echo "all checks passed"
