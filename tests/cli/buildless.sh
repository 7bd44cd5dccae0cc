#!/usr/bin/env bash
# A tree that was never built: no compile database, headers that only a build makes, headers that nobody has. Sites are
# found all the same, those of lost code with low confidence; one note tells what is missing and what would help.
. "$(dirname "$0")/lib.sh"

mkdir -p tree/src tree/lib/api/guard tree/include
cd tree
touch configure.ac
cat >lib/api/guard/pages.h <<'END'
#include "guard/types.h"
int guard_close(struct guard *guard);
END
cat >lib/api/guard/types.h <<'END'
struct guard { void *pages; unsigned long size; int key; };
END
# Resolved through what the sources include: no folder of these is named include.
cat >src/whole.c <<'END'
#define _GNU_SOURCE
#include <guard/pages.h>
#include <sys/mman.h>
int guard_close(struct guard *guard)
{
    return pkey_mprotect(guard->pages, guard->size, PROT_READ, guard->key);
}
END
cat >src/lost.c <<'END'
#include "config.h"
#include <generated/table.h>
#include <nobody/has/this.h>
#include <sys/mman.h>
/* pkey_alloc(0, 0) in a comment */
int lost(struct generated *g)
{
    int pkey_free(int);
    undeclared_t *thing = open_thing("pkey_alloc(0, 0)");
    thing->key ?= pkey_alloc(0, 0);
    thing->rc ?= mprotect(thing->pages, 4096, thing->prot);
    thing->rc ?= syscall(SYS_pkey_free, thing->key);
    thing->rc ?= ({ __asm__ volatile(".byte 0x0f,0x01,0xef" : : "a"(thing->rights), "c"(0), "d"(0)); 0; });
    thing->pkey_free(1);
#if 0
    thing->key = pkey_alloc(1, 0);
#endif
    return 0;
}
int whole(void *p)
{
    return munmap(p, 4096);
}
END
# What its use shows is enough to read it.
cat >src/mended.c <<'END'
#include <nobody/has/this.h>
int mprotect(void *, unsigned long, int);
int mended(struct generated *g)
{
    undeclared_t *thing = open_thing(g->name[0]);
    return mprotect(thing->pages, thing->n > MOST ? MOST : thing->n, 1);
}
END
cat >src/other.c <<'END'
#include "config.h"
#include <sys/mman.h>
int other(void *p) { return munmap(p, 1); }
END

expect_status 0 "$tool" scan --root . --db ../mpx-audit.db .
[ "$(grep -c 'not found' err)" = 1 ] || { cat err; fail "one note on what is missing"; }
grep -q 'note: 3 headers were not found, and 3 units read in part for it; most wanted: config.h (2), ' err ||
    { cat err; fail "the note's numbers"; }
grep -q './configure.*bear -- make.*-- -IDIR' err || { cat err; fail "the note's help"; }

cat >wanted <<'END'
src/lost.c:10 lost pkey_alloc call low
src/lost.c:11 lost mprotect call low
src/lost.c:12 lost pkey_free syscall low
src/lost.c:13 lost wrpkru asm low
src/lost.c:16 lost pkey_alloc call low
src/lost.c:22 whole munmap call high
src/mended.c:6 mended mprotect call high
src/other.c:3 other munmap call high
src/whole.c:6 guard_close pkey_mprotect call high
END
sql -separator ' ' ../mpx-audit.db \
    "SELECT file || ':' || line, function, interface, kind, confidence FROM v_site WHERE kind <> 'wrapper' ORDER BY file, line" >got
diff -u wanted got || fail "sites"

cat >wanted <<'END'
src/lost.c degraded buildless 3 headers not found: config.h, generated/table.h, nobody/has/this.h 1 of 2
src/mended.c degraded buildless 1 header not found: nobody/has/this.h 0 of 1
src/other.c degraded buildless 1 header not found: config.h 0 of 1
src/whole.c ok buildless  0 of 1
END
sql -separator ' ' ../mpx-audit.db "SELECT file, status, mode, ifnull(reason, ''),
    functions_degraded || ' of ' || functions FROM v_unit ORDER BY file" >got
diff -u wanted got || fail "units"
[ "$(sql ../mpx-audit.db "SELECT count(*) FROM v_finding WHERE file = 'src/lost.c' AND line BETWEEN 9 AND 16")" = 0 ] ||
    fail "rules judge lost text"

# The user's folders, and a configuration in its place, help.
mkdir -p ../elsewhere/nobody/has
touch ../elsewhere/nobody/has/this.h
echo '#define CONFIGURED 1' >config.h
rm -f ../mpx-audit.db
expect_status 0 "$tool" scan --root . --db ../mpx-audit.db . -- -I"$work/elsewhere"
grep -q 'note: 1 header was not found, and 1 unit read in part for it; most wanted: generated/table.h (1);' err ||
    { cat err; fail "what is left"; }

# Flags of Intel MPX are seen where a database has them.
cp -r "$source_folder/samples/legacy" "$work/legacy"
cd "$work/legacy"
make -s compile_commands.json
expect_status 0 "$tool" scan --root . --db ../flags.db .
[ "$(sql ../flags.db "SELECT count(*) FROM v_finding WHERE message LIKE '-mmpx is Intel MPX%'")" = 4 ] || fail "flags"
