#!/usr/bin/env bash
# Hostile inputs (bench/hostile-cases.sh has them): the exit status and the line that each must get, and that nothing ran,
# leaked or was overwritten.
. "$(dirname "$0")/lib.sh"
# shellcheck source=bench/hostile-cases.sh
. "$source_folder/bench/hostile-cases.sh"
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
chmod 755 "$work"

n=0
while IFS='|' read -r name speed wanted title says; do
    [ "$speed" = fast ] || continue
    # AddressSanitizer's shadow forbids a limit of address space, and without one a bomb takes the machine.
    if [[ $name == *_bomb && $MPX_SANITIZE = 1 ]]; then echo "SKIP under sanitizers: $title" && continue; fi
    folder=$work/$name status=0
    command=("$tool" scan tree)
    mkdir -p "$folder/tree" && cd "$folder" && "make_$name"
    timeout 600 "${command[@]}" >"$work/out" 2>"$work/err" || status=$?
    [[ $status =~ ^$wanted$ ]] || { cat "$work/err"; fail "$title: status $status instead of $wanted"; }
    grep -qE "$says" "$work/err" || { cat "$work/err"; fail "$title: nobody says: $says"; }
    grep -q 'exit status' <(tail -n 1 "$work/err") || fail "$title: no last line"
    if grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$work/out" "$work/err"; then fail "$title: control characters on the terminal"; fi
    [ ! -s precious ] || [ "$(cat precious)" = precious ] || fail "$title: a file was overwritten"
    case $name in
    odd_names | odd_lines)
        xmllint --noout mpx-audit-report/report.xml && python3 -m json.tool mpx-audit-report/report.sarif >/dev/null
        if grep -qi '<script>alert' mpx-audit-report/index.html; then fail "$title: markup in the report"; fi
        ;;
    device_header)
        if strings -a mpx-audit.db | grep 'SECRET' >/dev/null; then fail "the key is in the database"; fi
        ;;
    database_journal | report_inner_link) [ "$(cat precious)" = precious ] || fail "$title: a file is lost" ;;
    esac
    n=$((n + 1))
    cd "$work" && chmod -R u+w "$folder" && rm -rf "$folder"
done <<<"$hostile_cases"
echo "$n hostile inputs"
[ $n -gt 30 ]
