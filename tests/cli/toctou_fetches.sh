#!/usr/bin/env bash
# Every fetch function of the catalogue, by each of its names: a function is generated that fetches twice with it, checks
# the first value, and uses the second as an index. Each must be found; but streams, where a fetch goes on behind the last.
. "$(dirname "$0")/lib.sh"

mkdir cases
python3 - "$source_folder/catalogue/fetch.xml" cases wanted <<'PYTHON'
import re, sys
import xml.etree.ElementTree as tree

interfaces = tree.parse(sys.argv[1]).getroot().iter('interface')
known = {'void', 'char', 'int', 'long', 'short', 'unsigned', 'signed', 'const', 'volatile', 'struct', '__user', '__iomem'}
text, declared, wanted = [], set(), []

def declare(kind):
    for word in re.findall(r'struct \w+', kind):
        if word not in declared:
            text.append(f'{word} {{ u64 words[4]; }};')
            declared.add(word)
    for word in re.findall(r'\w+', re.sub(r'struct \w+', '', kind)):
        if word not in known and word not in declared:
            by_value = word in ('sockptr_t', 'bpfptr_t')
            text.append(f'typedef struct {{ void __user *user; bool is_kernel; }} {word};' if by_value
                        else f'typedef unsigned long {word};')
            declared.add(word)

def call(name, arguments, fetch, spelled, into, numbers):
    given = []
    for argument in arguments:
        role, what = argument.get('role'), argument.get('name')
        if what not in spelled:
            continue
        if what == fetch.get('destination'):
            given.append(f'(void *)&{into}')
        elif what == fetch.get('source'):
            given.append('from')
        else:
            given.append('64' if role == 'length' else what)
    return f'{name}({", ".join(given)})'

declared |= {'u8', 'u16', 'u32', 'u64', 'bool', 'size_t'}
text.append('#include "kernel.h"\n#define __iomem\ntypedef _Bool bool;')
text.append('struct pack { u32 word; u8 rest[60]; };')
for interface in interfaces:
    fetch, arguments = interface.find('fetch'), interface.findall('argument')
    if fetch is None:
        continue
    source = next(a for a in arguments if a.get('name') == fetch.get('source'))
    for spelling in interface.findall('call'):
        if spelling.get('arguments'): # a macro: its argument is no address
            continue
        for name in spelling.get('names').split():
            copies = fetch.get('returns-copy') == 'yes'
            is_pointer = copies and re.search('dup|getname', name)
            types = []
            for argument in arguments:
                kind = 'void *' if argument.get('name') == fetch.get('destination') else argument.get('type')
                declare(kind)
                types.append(kind)
            if name not in ('copy_from_user', 'get_user', 'memdup_user', 'strnlen_user', 'strncpy_from_user'):
                text.append(f'{"void *" if is_pointer else "long "}{name}({", ".join(types)});')
            others = [f'{a.get("type")} {a.get("name")}' for a in arguments
                      if a.get('name') not in (fetch.get('destination'), fetch.get('source')) and a.get('role') != 'length']
            parameters = ', '.join([f'{source.get("type")} from'] + others)
            spelled = [a.get('name') for a in arguments]
            one, two = (call(name, arguments, fetch, spelled, into, 0) for into in ('one', 'two'))
            if is_pointer:
                body = f'struct pack *one = {one};\n    if (one->word > 15)\n        return -1;\n' \
                       f'    struct pack *two = {two};\n    return (int)table[two->word];'
            elif copies:
                body = f'u32 one = (u32){one};\n    if (one > 15)\n        return -1;\n    u32 two = (u32){two};\n    return (int)table[two];'
            else:
                body = f'struct pack one, two;\n    {one};\n    if (one.word > 15)\n        return -1;\n    {two};\n    return (int)table[two.word];'
            text.append(f'int twice_{name}({parameters})\n{{\n    {body}\n}}')
            stream = re.search(r'iov_iter|msghdr \*$|\*\*', source.get('type'))
            wanted.append(f'twice_{name} {"nothing" if stream else "live"}')
open(f'{sys.argv[2]}/fetches.c', 'w').write('\n'.join(text) + '\n')
open(sys.argv[3], 'w').write('\n'.join(sorted(wanted)) + '\n')
PYTHON
cp "$source_folder/tests/golden/toctou/kernel.h" cases

(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" fetches.c -- -std=gnu11) 2>err || { cat err; fail scan; }
[ "$(sql mpx-audit.db "SELECT count(*) FROM v_unit WHERE status = 'ok'")" = 1 ] || fail 'the generated file is not C'
while read -r function verdict; do
    found=$(sql mpx-audit.db "SELECT verdict FROM v_finding WHERE rule = 'double-fetch' AND function = '$function' LIMIT 1")
    [ "${found:-nothing}" = "$verdict" ] || echo "$function: wanted $verdict, found ${found:-nothing}"
done <wanted >missed
cat missed
echo "$(grep -c live wanted) fetch functions, $(grep -c nothing wanted) streams, $(wc -l <missed) missed"
[ ! -s missed ] && [ "$(grep -c live wanted)" -ge 80 ]
