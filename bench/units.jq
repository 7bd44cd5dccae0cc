# What the measurements ask of a compile database in the "arguments" form; `jq -L bench 'include "units"; …'`.

def lines: split("\n") | map({(.): true}) | add // {};

# The absolute path of an entry.
def path_of: if .file | startswith("/") then .file else .directory + "/" + .file end;

# N entries spread evenly, one a file; all when N is 0.
def spread($n):
    unique_by(path_of) | . as $units | length as $all
    | if $n == 0 or $n >= $all then . else [range($n) | $units[(. * $all / $n) | floor]] end;

# The deepest folder that holds all of them.
def common_folder:
    [.[] | path_of | split("/")[:-1]] | . as $paths | (map(length) | min) as $depth
    | first(range($depth; -1; -1) | select(. as $n | all($paths[]; .[:$n] == $paths[0][:$n])))
    | $paths[0][:.] | join("/");

# The entry's flags without those that write files, and without those in $dropped.
def flags_for_clang($dropped):
    reduce .arguments[1:][] as $a ({kept: [], skip: false};
        if .skip then .skip = false
        elif $a | IN("-o", "-MF", "-MT", "-MQ") then .skip = true
        elif ($a | IN("-c", "-MD", "-MMD", "-MP") or test("^-Wp,-M")) or $dropped[$a] then .
        else .kept += [$a] end)
    | .kept;

# "PATH<tab>shell command" for an entry.
def clang_command($dropped):
    "\(path_of)\tcd \([.directory] | @sh) && exec clang-19 -fsyntax-only \(flags_for_clang($dropped) | @sh)";
