#!/bin/bash
# The table of rules, their pages, their samples and their files must agree. Prints each disagreement; exit 1 when there is one.
#   rules.def row RULE(x_y, "x-y", …)  ↔  analyzer/rules/x_y.c  ↔  docs/rules/x-y.md  ↔  samples/rules/x-y/{bad,good}*.c
set -u -o pipefail
cd "$(dirname "$0")/../.." || exit 2

faults=0
fault() {
    printf 'rules: %s\n' "$*" >&2
    faults=$((faults + 1))
}

row='^RULE\(([a-z_]+), *"([a-z-]+)", *"([a-z]+)", *LEVEL_([A-Z]+), *([0-9]+), *(true|false), *"([^"]+)"\)$'

declare -A known
check_row() {
    local name=$1 id=$2 family=$3 severity=${4,,} cwe=$5 title=$6
    local file=analyzer/rules/$name.c page=docs/rules/$id.md samples=samples/rules/$id
    [[ ${known[$id]-} ]] && fault "$id stands in rules.def twice"
    known[$id]=1
    [[ $name == "${id//-/_}" ]] || fault "$id: its function should be rule_${id//-/_}, not rule_$name"
    if [[ ! -f $file ]]; then
        fault "$id: there is no $file"
    elif [[ $(head -n 1 "$file") != "/* $id: "* ]]; then
        fault "$file: the first line should begin with \"/* $id: \""
    fi
    if [[ ! -f $page ]]; then
        fault "$id: there is no $page"
        return
    fi
    [[ $(sed -n 1p "$page") == "# $id" ]] || fault "$page: the first line should be \"# $id\""
    local wanted="**$title** · family $family · severity $severity · CWE-$cwe"
    [[ $(sed -n 3p "$page") == "$wanted" ]] || fault "$page: line 3 should be \"$wanted\""
    grep -q "mpx-audit-ignore\[$id\]: " "$page" || fault "$page: shows no suppression of $id"
    check_samples "$id" "$samples"
}

check_samples() {
    local id=$1 samples=$2
    compgen -G "$samples/bad*.c" >/dev/null || fault "$id: no failing sample $samples/bad*.c"
    compgen -G "$samples/good*.c" >/dev/null || fault "$id: no passing sample $samples/good*.c"
    local file
    for file in "$samples"/*.c; do
        case ${file##*/} in
        bad* | gap*)
            grep -q "/\* expect: $id [a-z]* \*/" "$file" || fault "$file: expects no $id"
            ;;
        good*)
            grep -q "/\* expect: " "$file" && fault "$file: a passing sample that expects a finding"
            ;;
        *)
            [[ -f $file ]] && fault "$file: is named neither bad*, good* nor gap*"
            ;;
        esac
    done
}

# Every expectation must be one that the table can meet: a known rule, a known level.
check_expectations() {
    local file id level
    while IFS=: read -r file _ id level; do
        [[ ${known[$id]-} ]] || fault "$file: expects a finding of $id, which is no rule"
        [[ $level =~ ^(note|low|medium|high|critical)$ ]] || fault "$file: expects the level $level, which is none"
    done < <(grep -rnoE '/\* expect: [a-z-]+ [a-z]+ \*/' samples/rules --include='*.c' |
        sed -E 's|/\* expect: ([a-z-]+) ([a-z]+) \*/|\1:\2|')
}

while IFS= read -r line; do
    if [[ $line =~ $row ]]; then
        check_row "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}" "${BASH_REMATCH[4]}" \
            "${BASH_REMATCH[5]}" "${BASH_REMATCH[7]}"
    else
        fault "rules.def: not understood: $line"
    fi
done < <(grep '^RULE(' analyzer/rules/rules.def)

[[ ${#known[@]} -gt 0 ]] || fault "rules.def holds no rule"
for page in docs/rules/*.md; do
    id=$(basename "$page" .md)
    [[ ${known[$id]-} ]] || fault "$page: there is no rule $id"
done
for folder in samples/rules/*/; do
    id=$(basename "$folder")
    [[ ${known[$id]-} ]] || fault "$folder: there is no rule $id"
done
check_expectations

[[ $faults -eq 0 ]] || exit 1
printf 'rules: %d rules agree with their pages and samples\n' "${#known[@]}"
