#!/usr/bin/env bash
# Recorded traces: read, dumped, joined with a scan, shown in reports; and what happens to those that are none.
. "$(dirname "$0")/lib.sh" "$@"

traces=$source_folder/samples/traces
gunzip -c "$traces/vault.gz" >vault
for backend in ptrace kprobe; do gunzip -c "$traces/$backend.mpxt.gz" >$backend.mpxt; done

# Binary → text → text loses nothing.
expect_status 0 "$tool" import --dump ptrace.jsonl ptrace.mpxt
grep -q '(mpx-audit): 35 calls, 1 denied access' err || { cat err; fail "not 35 calls and 1 denied access"; }
expect_last_line 'exit status 0'
"$tool" import -q --dump again.jsonl ptrace.jsonl
cmp ptrace.jsonl again.jsonl || fail "a dump of a dump differs"
"$tool" import -q --dump - - <ptrace.mpxt | cmp - ptrace.jsonl || fail "stdin and stdout give something else"

# Without a scan there is nothing to join with.
expect_status 0 "$tool" import ptrace.mpxt
grep -q 'no scan to join' err || fail "silent about the missing scan"
expect_status 2 "$tool" import --db none.db ptrace.mpxt

# Joined with the sites of a scan, wherever the program lies now.
"$tool" scan -q --db t.db "$source_folder/samples/vault"
for backend in ptrace kprobe; do
    "$tool" import -q --dump $backend.jsonl $backend.mpxt
    sed -i "s#/src/samples/vault/vault#$PWD/vault#g" $backend.jsonl
    expect_status 0 "$tool" import --db t.db $backend.jsonl
done
[ "$(sql t.db "select count(*) from v_event where interface = 'pkey_mprotect'")" = 20 ] || fail "pkey_mprotect: not 10 calls a trace"
# Line 63 calls through a pointer: it is no site, nor is it the function's only call by name, three lines below.
[ "$(sql t.db "select group_concat(file || ':' || line, ' ') from v_event join event using (trace, event)
    join v_frame using (trace, stack) where v_event.interface = 'pkey_mprotect' and v_event.site_fingerprint is null
    and ord = 1")" = 'samples/vault/vault.c:63 samples/vault/vault.c:63' ] || fail "another pkey_mprotect without a site"
[ "$(sql t.db "select count(*) from observation where rule = 'denied-access'")" = 2 ] || fail "not one denied access a trace"
[ "$(sql t.db "select min(confirmed) from v_finding where rule = 'key-range' and file like '%legacy.c' and line in (37, 39)")" = 2 ] ||
    fail "the keys of legacy.c are not confirmed"
expect_status 0 "$tool" report --db t.db -f text
[ "$(sql t.db "select count(distinct trace) from v_event")" = 2 ] || fail "not two traces"

# Cut in the middle: what is there counts, and the status says that something is missing.
head -c 60000 ptrace.mpxt >cut.mpxt
expect_status 3 "$tool" import --dump cut.jsonl cut.mpxt
grep -q 'it was cut' err || fail "silent about the cut"
expect_status 3 "$tool" import --dump - cut.jsonl
expect_status 0 "$tool" import --allow-incomplete --dump - cut.mpxt

# Other tools' forms are told by their first bytes; a number alone is nobody's call.
for form in strace perf ftrace trace-cmd tracee-old tracee-new; do
    "$tool" import -q --allow-incomplete --dump $form.jsonl "$source_folder/tests/golden/trace/$form.in"
    head -n 1 $form.jsonl | grep -q "\"format\":\"${form%-*}" || [ $form = trace-cmd ] || fail "$form is taken for: $(head -n 1 $form.jsonl)"
done
printf 'v-1 [000] 1.0: sys_enter: NR 56 (1, 2, 3, 4, 5, 6)\n' >number.txt
"$tool" import -q --dump - number.txt | grep '"interface"' >/dev/null && fail "56 without an ABI is taken for a call"
"$tool" import -q --allow-incomplete --abi i386 --dump - number.txt | grep '"interface":"mpx"' >/dev/null || fail "56 of i386 is not mpx"
"$tool" import -q --allow-incomplete --abi x86_64 --dump - number.txt | grep '"interface"' >/dev/null && fail "clone is taken for mpx"

# What is no trace, or not there.
expect_status 2 "$tool" import /etc/hostname
expect_status 2 "$tool" import missing.mpxt
expect_status 2 "$tool" import
expect_status 2 "$tool" import --abi sparc ptrace.mpxt
expect_status 2 "$tool" import --dump /dev/full ptrace.mpxt
expect_status 2 "$tool" import --dump out.jsonl ptrace.mpxt kprobe.mpxt
