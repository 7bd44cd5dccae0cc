# sys_mpx of samples/mpx-driver: a kernel function with its own parameters, in a module.

driver() {
    [ -f /modules/mpx_driver.ko ] || cannot "the driver was not built"
    [ -c /dev/mpx ] || insmod /modules/mpx_driver.ko || fail "the driver cannot be loaded"
}

driver_life() {
    driver
    only mpx
    trace t client life
    has t.said '^life 0 2 0 0 rights=1$'
    has t.txt '^probe 2 mpx attached sys_mpx '
    has t.txt '^call mpx x86_64 .* nr=16 \(0x[0-9a-f]+:unchanged, 0x1000, 0x3, 0\) = 0 .* stack=512 '
    has t.txt '^call mpx x86_64 .* nr=16 \(0x[0-9a-f]+:unchanged, 0x40, 0x3, 0x2\) = 2 '
    [ "$(grep -c '^call mpx ' t.txt)" = 4 ] || fail "not four calls"
    complete t.txt
}

# The planted double fetch, seen from both sides: the program was believed beyond the limit, and the bytes changed.
driver_race() {
    driver
    only mpx_policy
    probe_options="--ring 67108864" trace t client race
    has t.said '^race rounds=20000 beyond=[1-9]'
    has t.txt '^call mpx_policy x86_64 .*:changed\[0-0 of 64\], 0x40, 0x3, 0x2\) = '
    complete t.txt
}

# The range is unmapped by another thread while the call sleeps.
driver_range() {
    driver
    only mpx
    trace t client take
    has t.txt "^call mpx x86_64 .* \($(awk '{ print $2 }' t.said):unmapped, 0x1000, 0x5dc, 0x4\) = 0 "
    complete t.txt
}

# kill -9 while the call is under way: the record is there, whether or not the function still came back.
driver_killed() {
    local pid
    driver
    only mpx
    (until_true 30 grep -q '^wait$' t.said && sleep 1 && kill -9 $(pidof client)) &
    ends_with=137 trace t client wait
    has t.txt '^call mpx x86_64 .* 0x2710, 0x4\) = (-4 flags=0|0 flags=1) '
    has t.txt '^process exit .* comm=client'
    complete t.txt
    has t.txt '^end .* exit=9$'
}

run_case driver_life driver_life
run_case driver_race driver_race
run_case driver_range driver_range
run_case driver_killed driver_killed
