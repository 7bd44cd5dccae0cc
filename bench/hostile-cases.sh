# shellcheck shell=bash
# Hostile inputs, one a line of the table below and a function that makes it: sourced by bench/hostile.sh, which measures
# them all, and by tests/cli/hostile.sh, which runs the fast ones. A function works in an empty folder and leaves what is
# to be scanned in tree/; it may set `command`, else "$tool" scan tree is run.
#
#   NAME|SPEED|STATUS|what it is|what the tool must say on stderr (extended regular expression)

hostile_cases='
huge_source|slow|3|a source of 100 MB|larger than 64 MiB
huge_header|slow|0|a header of 100 MB|1 unit
million_macros|slow|0|a million macros|1 unit
million_statements|slow|[03]|a function of a million statements|1 unit
include_cycle|fast|0|headers that include each other|1 unit
include_bomb|fast|[03]|a header that includes itself twice, 200 deep|1 unit
macro_bomb|fast|3|macros that expand to 10^12 words|(timeout|crashed|failed):
deep_parentheses|fast|[03]|100,000 nested parentheses|1 unit
deep_blocks|fast|[03]|100,000 nested blocks|1 unit
deep_initialisers|fast|[03]|100,000 nested braces of an initialiser|1 unit
deep_types|fast|[03]|a type of 100,000 pointers|1 unit
deep_else_if|fast|[03]|20,000 else-ifs|1 unit
deep_operators|fast|[03]|a sum of 100,000 terms|1 unit
deep_unary|fast|[03]|100,000 negations|1 unit
deep_calls|fast|[03]|20,000 calls in calls|1 unit
deep_structs|fast|[03]|20,000 nested structures|1 unit
tangle|fast|0|400 labels, at each of them a goto to any|1 degraded
many_cases|fast|0|20,000 case labels|1 unit
values_statements|slow|0|a million statements between two fetches|more than 4000 instructions
values_locals|fast|0|10,000 locals with 10,000 stores|more than 4000 instructions
values_loops|slow|0|loops in loops that store through what they walk|more than 50 million steps
values_many|slow|0|40 functions of such loops|40 functions
values_chain|slow|0|5,000 functions, each calls the next one, the last one fetches|1 unit
values_circle|slow|0|1,000 functions that fetch and call each other|more than 500 million steps for the functions of one file
values_switch|fast|0|20,000 case labels that store to different places, between two fetches|1 degraded
values_gotos|fast|0|310 labels, at each of them a fetch and a goto to any|1 degraded
wide_array|fast|[03]|arrays of 2^60 bytes, and one with its last element set|1 unit
long_name|fast|0|an identifier of 1 MB|1 unit
many_units|slow|0|10,000 units in one compile database|10000 units
odd_names|fast|0|files and folders with quotes, newlines, escape sequences, markup, not UTF-8|6 units
odd_lines|fast|0|#line with markup, escapes, bidirectional marks; macros and functions likewise|1 unit
not_utf8|fast|[03]|sources in UTF-16, with NUL bytes, and a program in place of a source|3 units
link_loop|fast|3|links to themselves, to folders above, to /etc/shadow, to a source outside|leads out of the tree
special_files|fast|0|a FIFO, a socket and a folder that are called x.c|1 unit
fifo_header|slow|3|an include of a FIFO|timeout: waited 30 s for a file
device_header|fast|0|includes of /dev/zero, /proc/self/mem and ~/.ssh/id_rsa|degraded
unreadable|fast|3|a source that may not be read|Permission denied
vanished|fast|3|a source in the compile database that is not there|failed
full_disk|fast|2|a disk that fills up|no room to write
read_only|fast|2|a folder that cannot be written|cannot be (written|opened)
database_garbage|fast|2|mpx-audit.db that is a text|not a database of mpx-audit
database_foreign|fast|2|mpx-audit.db of another program|of another program
database_newer|fast|2|mpx-audit.db of a newer version|newer mpx-audit
database_cut|fast|2|mpx-audit.db cut in the middle|damaged
database_link|fast|2|mpx-audit.db is a link|symbolic link
database_fifo|fast|2|mpx-audit.db is a FIFO|not a regular file
database_journal|fast|2|a journal beside mpx-audit.db that makes SQLite delete a file|not written by mpx-audit
report_link|fast|2|mpx-audit-report is a link to elsewhere|symbolic link
report_inner_link|fast|2|mpx-audit-report/index.html is a link to a file of the user|not a file of reports
two_scans|fast|[02]|two scans into one database at once|(1 unit|another process is using it)
commands_evil|fast|0|a compile database full of plugins, outputs, response files, shell words|could run code
commands_deep|fast|2|a compile database of 100,000 open brackets|compile_commands.json
commands_garbage|fast|2|a compile database that is a program|compile_commands.json
catalogue_entities|fast|2|a catalogue with entities that grow, and one that reads a file|overlay.xml
config_outputs|fast|2|.mpx-audit.conf that chooses where to write|command line only
config_garbage|fast|2|.mpx-audit.conf that is a program|.mpx-audit.conf
'

py() { python3 -c "import sys, os, json; w = sys.stdout.write; $1" "${@:2}"; }

use='#include <sys/mman.h>
int use(void *p) { return mprotect(p, 4096, PROT_READ); }
'
nested() { py "n = int(sys.argv[1]); w(sys.argv[2] + sys.argv[3] * n + sys.argv[4] + sys.argv[5] * n + sys.argv[6])" "$@" >tree/a.c; }
small() { printf '%s' "$use" >tree/a.c; }
as_nobody() { if [ "$(id -u)" = 0 ]; then chmod 755 . && chown -R 65534 . && command=(setpriv --reuid 65534 --clear-groups "${command[@]}"); fi; }

make_huge_source() { py "w('int x;\n' * 13000000)" >tree/a.c; }
make_huge_header() { py "w('int f(void);\n' * 7800000)" >tree/a.h && { printf '#include "a.h"\n%s' "$use"; } >tree/a.c; }
make_million_macros() { { py "w(''.join('#define M%d(x) (x + %d)\n' % (i, i) for i in range(1000000)))"; printf '%s' "$use"; } >tree/a.c; }
make_million_statements() { { printf '#include <sys/mman.h>\nvoid f(char *p) {\n'; py "w(''.join('p[%d] = %d;\n' % (i % 64, i % 100) for i in range(1000000)))"; echo 'mprotect(p, 1, 0); }'; } >tree/a.c; }
make_include_cycle() { small && echo '#include "b.h"' >tree/a.h && echo '#include "a.h"' >tree/b.h && sed -i '1i #include "a.h"' tree/a.c; }
make_include_bomb() { printf '#include "a.h"\n#include "a.h"\n' >tree/a.h && { echo '#include "a.h"' && printf '%s' "$use"; } >tree/a.c && command=("$tool" scan tree --timeout 3); }
make_macro_bomb() { { echo '#define A0 x,x,x,x,x,x,x,x,x,x' && py "w(''.join('#define A%d %s\n' % (i, ','.join(['A%d' % (i - 1)] * 10)) for i in range(1, 12)))" && printf 'int f(int x) { return (A11); }\n%s' "$use"; } >tree/a.c && command=("$tool" scan tree --timeout 5); }
make_deep_parentheses() { nested 100000 "$use int f(int x) { return " '(' x ')' '; }'; }
make_deep_blocks() { nested 100000 "$use void f(int x) {" '{' 'x++;' '}' '}'; }
make_deep_initialisers() { nested 100000 "$use int x = " '{' 1 '}' ';'; }
make_deep_types() { nested 100000 "$use int " '*' x '' '; int f(void) { return x != 0; }'; }
make_deep_else_if() { { printf '%s int f(int x) {' "$use" && py "w(' else '.join('if (x == %d) return %d;' % (i, i) for i in range(20000)))" && echo ' return 0; }'; } >tree/a.c; }
make_deep_operators() { { printf '%s int f(int x) { return x' "$use" && py "w(' + x' * 100000)" && echo '; }'; } >tree/a.c; }
make_deep_unary() { nested 100000 "$use int f(int x) { return " '- ' x '' '; }'; }
make_deep_calls() { nested 20000 "$use int f(int x) { return " 'f(' x ')' '; }'; }
make_deep_structs() { nested 20000 "$use " 'struct { ' 'int x; ' '} a; ' ''; }
make_tangle() { { printf '%s int f(int x) { static void *const to[] = {' "$use" && py "w(','.join('&&l%d' % i for i in range(400)) + '};' + ''.join('l%d: if (x == %d) return x; x++; goto *to[x %% 400];' % (i, i) for i in range(400)))" && echo '}'; } >tree/a.c; }
make_many_cases() { { printf '%s int f(int x) { switch (x) {' "$use" && py "w(''.join('case %d: x += %d; break;' % (i, i) for i in range(20000)))" && echo '} return x; }'; } >tree/a.c; }
fetches='unsigned long copy_from_user(void *to, const void *from, unsigned long n);
int mprotect(void *p, unsigned long n, int prot);
'
# Between two fetches of the same bytes, in a function of that name and these parameters.
between() { printf 'int %s(%s, const void *u) { int n; if (copy_from_user(&n, u, 4) || n > 9) return 1;\n' "$1" "$2" && cat && echo 'return copy_from_user(&n, u, 4) ? 1 : n; }'; }
loops() { py "w(''.join('while (q->next) { q->a%d = p->a%d; q = q->next; if (q->a%d) p = q; *q->p = q->a%d + n; g(p, q);\n' % (i, i * 7 % 300, i, i) for i in range(30)) + ''.join('p->a%d = q->a%d; if (p->a%d > n) q = p->next; else p = q->next;\n' % (i, i * 3, i) for i in range(100)) + '}' * 30)" | between "$1" 'struct r *p, struct r *q'; }
loops_head() { printf '%s' "$fetches" && py "w('struct r { struct r *next; int *p; ' + ''.join('int a%d; ' % i for i in range(300)) + '};\nvoid g(struct r *, struct r *);\n')"; }
make_values_statements() { { printf '%s' "$fetches" && py "w(''.join('p[%d] = %d;\n' % (i % 64, i % 100) for i in range(1000000)))" | between f 'char *p'; } >tree/a.c; }
make_values_locals() { { printf '%s' "$fetches" && py "w(''.join('int v%d = n + %d;\n' % (i, i) for i in range(10000)) + 'n = ' + ' + '.join('v%d' % i for i in range(10000)) + ';')" | between f 'char *p'; } >tree/a.c; }
make_values_loops() { { loops_head && loops f; } >tree/a.c; }
make_values_many() { local i; { loops_head && for i in $(seq 40); do loops "f$i"; done; } >tree/a.c; }
make_values_chain() { { printf '%s' "$fetches" && py "w('int f5000(const void *u, int *n) { return copy_from_user(n, u, 4) || *n > 4 || copy_from_user(n, u, 4) ? -14 : *n; }\n' + ''.join('int f%d(const void *u, int *n) { if (*n > %d) return -1; return f%d(u, n); }\n' % (i, i, i + 1) for i in range(4999, -1, -1)))"; } >tree/a.c; }
make_values_circle() { { printf '%s' "$fetches" && py "w(''.join('int f%d(const void *u, int *n);\n' % i for i in range(1000)) + ''.join('int f%d(const void *u, int *n) { if (copy_from_user(n, u, 4) || *n > %d) return -1; %s return copy_from_user(n, u, 4); }\n' % (i, i, ' '.join('if (f%d(u, n)) return %d;' % ((i * 7 + j * j) % 1000, j) for j in range(20))) for i in range(1000)))"; } >tree/a.c; }
make_values_switch() { { printf '%s struct s { int a[20000]; };' "$fetches" && py "w('switch (n) {' + ''.join('case %d: s->a[%d] += n; break;\n' % (i, i) for i in range(20000)) + '}')" | between f 'struct s *s'; } >tree/a.c; }
make_values_gotos() { { printf '%s' "$fetches" && py "w('static void *const to[] = {' + ','.join('&&l%d' % i for i in range(310)) + '};' + ''.join('l%d: if (x[%d] == %d) return x[n]; x[%d]++; x += n; if (copy_from_user(&n, u, 4)) return 2; goto *to[x[%d] %% 310];' % (i, i, i, i + 1, i) for i in range(310)))" | between f 'int *x'; } >tree/a.c; }
make_wide_array() { printf '%s char a[1ull << 60]; char b[1 << 30] = {[(1 << 30) - 1] = 1}; int f(int i) { char c[1 << 30] = {0}; return a[i] + b[i] + c[i]; }\n' "$use" >tree/a.c; }
make_long_name() { py "n = 'f' * 1000000; w('#include <sys/mman.h>\nint %s(void *p) { return mprotect(p, 1, 0) + mprotect(p, 2, 0); }\n' % n)" >tree/a.c; }
make_many_units() {
    local folder file
    for folder in $(seq 0 99); do mkdir "tree/$folder" && for file in $(seq 0 99); do printf '%s' "$use" >"tree/$folder/$file.c"; done; done
    py "print(json.dumps([{'directory': os.getcwd() + '/tree', 'file': '%d/%d.c' % (i // 100, i % 100), 'arguments': ['cc', '-c', '%d/%d.c' % (i // 100, i % 100)]} for i in range(10000)]))" >tree/compile_commands.json
}
make_odd_names() {
    local name
    for name in $'a\nb.c' $'\e[31mred\e[2J.c' '<script>alert(1)<.c' "it's \"quoted\" & 50%s.c" $'latin-\xe9.c' $'\xe2\x80\xaegnp.c'; do
        mkdir -p "tree/${name%.c}" && printf '%s' "$use" >"tree/${name%.c}/$name"
    done
    command=("$tool" audit tree -v)
}
make_odd_lines() {
    { printf '#include <sys/mman.h>\n#define \xe2\x80\xaeno mprotect\n#line 1 "\\033]0;title\\007<script>alert(1)</script>.c"\nvoid *caf\xc3\xa9(void) { return mmap(0, 1, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0 /* ]]> \x1b[31m */); }\n'; printf '#line 4000000000 "/etc/shadow"\nvoid *g(void) { return mmap(0, 1, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }\n'; } >tree/a.c
    command=("$tool" audit tree)
}
make_not_utf8() { printf '%s' "$use" | iconv -t UTF-16 >tree/a.c && printf 'int \0 x; \xff\xfe "\xc3" \x1b\n%s' "$use" >tree/b.c && head -c 200000 /bin/ls >tree/c.c; }
make_link_loop() { small && printf "%s" "$use" >outside.c && ln -s self tree/self && ln -s .. tree/up && ln -s self.c tree/self.c && ln -s /etc/shadow tree/shadow.c && ln -s ../outside.c tree/b.c && ln -s /dev/zero tree/zero.c; }
make_special_files() { small && mkfifo tree/b.c && mkdir tree/c.c && python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('tree/d.c')"; }
make_fifo_header() { mkfifo tree/a.h && printf '#include "a.h"\n%s' "$use" >tree/a.c; }
make_device_header() { mkdir -p .ssh && echo 'SECRET KEY' >.ssh/id_rsa && printf '#include "/dev/zero"\n%s' "$use" >tree/a.c && printf '#include "/proc/self/mem"\n%s' "$use" >tree/b.c && printf '#include "%s/.ssh/id_rsa"\n%s' "$PWD" "$use" >tree/c.c && command=("$tool" scan tree -v); }
make_unreadable() { small && chmod 000 tree/a.c && command=("$tool" scan tree) && as_nobody && chmod 000 tree/a.c; }
make_vanished() { small && printf '[{"directory":"%s/tree","file":"a.c","command":"cc a.c"},{"directory":"%s/tree","file":"gone.c","command":"cc gone.c"}]' "$PWD" "$PWD" >tree/compile_commands.json; }
make_full_disk() { small && command=(bash -c 'ulimit -f 64; "$1" scan tree' - "$tool"); }
make_read_only() { small && command=("$tool" scan tree) && as_nobody && chmod 555 .; }
sound() { small && "$tool" scan -q tree 2>/dev/null; }
make_database_garbage() { small && py "w('hello' * 1000)" >mpx-audit.db; }
make_database_foreign() { small && sqlite3 mpx-audit.db 'CREATE TABLE t(x)'; }
make_database_newer() { sound && sqlite3 mpx-audit.db 'PRAGMA user_version = 9999'; }
make_database_cut() { sound && truncate -s 50000 mpx-audit.db; }
make_database_link() { small && touch precious && ln -s precious mpx-audit.db; }
make_database_fifo() { small && mkfifo mpx-audit.db; }
make_database_journal() {
    sound && echo precious >precious
    py "import struct; name = os.path.abspath('precious').encode(); head = bytes([0xd9, 0xd5, 5, 0xf9, 0x20, 0xa1, 0x63, 0xd7]); sys.stdout.buffer.write(head + struct.pack('>5I', 0, 0, os.path.getsize('mpx-audit.db') // 4096, 512, 4096) + bytes(484) + struct.pack('>I', (1 << 30) // 4096 + 1) + name + struct.pack('>II', len(name), sum(name)) + head)" >mpx-audit.db-journal
}
make_report_link() { small && mkdir elsewhere && ln -s elsewhere mpx-audit-report && command=("$tool" audit tree); }
make_report_inner_link() { small && echo precious >precious && mkdir mpx-audit-report && ln -s ../precious mpx-audit-report/index.html && command=("$tool" audit tree); }
make_two_scans() { sound && command=(bash -c '"$1" scan -q tree & "$1" scan tree; s=$?; wait $! && exit $s' - "$tool"); }
make_commands_evil() {
    small && echo '-o ran' >tree/response
    py "d = os.getcwd() + '/tree'; print(json.dumps([{'directory': d, 'file': 'a.c', 'arguments': ['sh', '-c', 'touch ran', '-fplugin=./evil.so', '-Xclang', '-load', '-Xclang', './evil.so', '-o', 'ran', '-MD', '-MF', 'ran', '-save-temps', '--serialize-diagnostics', 'ran', '-include-pch', '/dev/zero', '-ivfsoverlay', 'x', '@response', '-B.', '-specs=evil', '-wrapper', 'touch,ran', '-ftime-trace=ran', '-fdump-tree-all=ran', '-fprofile-generate=ran', '-mllvm', '-debug', '\`touch ran\`', '\$(touch ran)', 'a.c']}, {'directory': d, 'file': 'b.c', 'command': 'cc \$(touch ran) \`touch ran\` ; touch ran | touch ran -c a.c'}]))" >tree/compile_commands.json
    printf '%s' "$use" >tree/b.c
    command=(bash -c '"$1" scan tree && [ ! -e ran ] && [ ! -e tree/ran ]' - "$tool")
}
make_commands_deep() { small && py "w('[' * 100000)" >tree/compile_commands.json; }
make_commands_garbage() { small && head -c 100000 /bin/ls >tree/compile_commands.json; }
make_catalogue_entities() {
    small
    py "w('<?xml version=\"1.0\"?><!DOCTYPE c [<!ENTITY f SYSTEM \"/etc/passwd\"><!ENTITY a0 \"aaaaaaaaaa\">' + ''.join('<!ENTITY a%d \"%s\">' % (i, ('&a%d;' % (i - 1)) * 10) for i in range(1, 12)) + ']><catalogue>&a11;&f;</catalogue>')" >overlay.xml
    command=("$tool" scan tree --catalogue overlay.xml)
}
make_config_outputs() { small && printf '[mpx-audit]\noutput = /etc\ndb = /etc/passwd\n' >tree/.mpx-audit.conf; }
make_config_garbage() { small && head -c 100000 /bin/ls >tree/.mpx-audit.conf; }
