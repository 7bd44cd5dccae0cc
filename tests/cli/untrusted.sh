#!/usr/bin/env bash
# Who can write memory, said by the user: --untrusted by name and by type, --assume-shared, and the annotation in the source.
. "$(dirname "$0")/lib.sh"

cat >case.c <<'END'
#define UNTRUSTED __attribute__((annotate("mpx_untrusted")))
extern int table[16];
struct msg { unsigned len, kind; };
struct slot { unsigned at; };
struct UNTRUSTED wire { unsigned kind; };
struct host { struct msg *in UNTRUSTED; };
int by_name(struct msg *shared) { return shared->kind < 16 ? table[shared->kind] : 0; }
int by_type(struct slot *s) { return s->at < 16 ? table[s->at] : 0; }
int by_parameter(struct msg *m UNTRUSTED) { return m->kind < 16 ? table[m->kind] : 0; }
int by_member(struct host *h) { return h->in->kind < 16 ? table[h->in->kind] : 0; }
int by_struct(struct wire *w) { return w->kind < 16 ? table[w->kind] : 0; }
int copied(struct wire *w) { struct wire c = *w; return c.kind < 16 ? table[c.kind] : 0; }
int unknown(struct msg *m) { return m->kind < 16 ? table[m->kind] : 0; }
END
sed '/UNTRUSTED/d; /wire/d; /host/d' case.c >plain.c

# FILE, what must alarm, options
alarms() {
    local file=$1 wanted=$2
    shift 2
    rm -f d.db
    "$tool" scan -q --root . --db d.db "$@" "$file" 2>err || { cat err; fail "scan $*"; }
    got=$(sql d.db "SELECT function FROM v_finding WHERE rule = 'double-load' AND verdict = 'live' ORDER BY line" | tr '\n' ' ')
    [ "$got" = "$wanted" ] || fail "$file $*: wanted “$wanted”, got “$got”"
}
alarms case.c "by_parameter by_member by_struct "
alarms case.c "by_name by_parameter by_member by_struct " --untrusted shared
alarms case.c "by_name by_type by_parameter by_member by_struct " --untrusted shared --untrusted slot
alarms plain.c ""
alarms plain.c "by_type " --untrusted "struct slot"
alarms plain.c "by_name by_type unknown " --assume-shared
