#!/usr/bin/env python3
"""Prints a trace file of runtime-probe/mpx-probe/event.h, one line a record, without using any of its readers."""
import struct
import sys

KINDS = {1: "header", 2: "probe", 3: "maps", 4: "build-id", 5: "call", 6: "fault", 7: "process", 8: "end"}
ABIS = {1: "x86_64", 2: "i386", 3: "x32"}
EVIDENCE = ["none", "unchanged", "changed", "unreadable", "remapped", "unmapped", "key", "protection"]
STATES = {1: "refused", 2: "attached", 3: "seen", 4: "silent"}
CHANGES = {1: "start", 2: "exec", 3: "thread", 4: "exit"}
TASK, ARGUMENT, REGISTERS = "IIQ16s", "QHHHH64s64s", "18Q"
names = {}


def text(raw):
    return raw.split(b"\0")[0].decode(errors="replace")


def header(p):
    order, version, backend, pid, _, _, kernel, catalogue = struct.unpack_from("=4I2Q64s64s", p)
    return f"order={order:#x} version={version} backend={backend} pid={pid} catalogue={text(catalogue)}"


def probe(p):
    number, state, hits, missed, ran, interface, symbol, reason = struct.unpack_from("=2I3Q64s64s128s", p)
    names[number] = text(interface)
    return f"probe={number} interface={text(interface)} state={STATES[state]} ran={ran} reason={text(reason)!r}"


def maps(p):
    pid, _, _, start = struct.unpack_from("=2I2Q", p)
    lines = p[24:].decode(errors="replace").splitlines()
    return f"pid={pid} start={start > 0} lines={len(lines)} code={sum(' r-xp ' in line for line in lines)}"


def build_id(p):
    pid, id_size, path_size, _, _, _ = struct.unpack_from("=4I2Q", p)
    return f"pid={pid} id={p[32:32 + id_size].hex()} path={p[32 + id_size:32 + id_size + path_size].decode()}"


def call(p):
    sequence, entry, leave, pid, tid, start, comm, cpu, abi, number, flags, nr, result, pkru, source, n, stack = \
        struct.unpack_from("=3Q" + TASK + "4IQq4I", p)
    at = struct.calcsize("=3Q" + TASK + "4IQq4I")
    words = []
    for i in range(n):
        value, evidence, size, first, last, before, after = struct.unpack_from("=" + ARGUMENT, p, at + i * 144)
        words.append(f"a{i}={value:#x}" + (f":{EVIDENCE[evidence]}" if evidence else "") +
                     (f"[{first}-{last}]" if EVIDENCE[evidence] == "changed" else ""))
    ip, sp, ax = struct.unpack_from("=3Q", p, at + 6 * 144)
    assert len(p) == at + 6 * 144 + 144 + stack, (len(p), at, stack)
    return (f"{names[number]} abi={ABIS[abi]} nr={nr} {' '.join(words)} result={result} flags={flags} pid={pid} tid={tid} "
            f"comm={text(comm)} seq={sequence} took={leave >= entry} pkru={source} stack={stack} ip={ip:#x} ax={ax}")


def fault(p):
    sequence, time, pid, tid, start, comm, cpu, abi, address, key, error, in_kernel, forged, pkru, source, stack, _ = \
        struct.unpack_from("=2Q" + TASK + "2IQi7I", p)
    return f"address={address:#x} key={key} forged={forged} pid={pid} tid={tid} pkru={source}:{pkru:#x} stack={stack}"


def process(p):
    _, pid, tid, start, comm, change, parent = struct.unpack_from("=Q" + TASK + "2I", p)
    return f"{CHANGES[change]} pid={pid} tid={tid} parent={parent} comm={text(comm)}"


def end(p):
    _, calls, faults, missed, skipped, full, unpaired, not_written, status, _ = struct.unpack_from("=8QiI", p)
    return (f"calls={calls} faults={faults} missed={missed} skipped={skipped} full={full} unpaired={unpaired} "
            f"not_written={not_written} status={status}")


PRINT = [None, header, probe, maps, build_id, call, fault, process, end]
data = open(sys.argv[1], "rb").read()
assert data[:8] == b"MPXATRC1", "no trace file"
at = 8
while at < len(data):
    kind, size = struct.unpack_from("=2I", data, at)
    print(KINDS[kind], PRINT[kind](data[at + 8:at + 8 + size]))
    at += 8 + (size + 7) // 8 * 8
