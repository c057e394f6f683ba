#!/usr/bin/env bash
# Writes the C source of a large object: large.sh [PROGRAMS] [LINES]. The arguments are the number of programs and the lines in each program. The
# defaults, 32 and 450, give about 130,000 instructions: more than people write by hand, but as many as unrolled loops can become.
cat <<'END'
typedef unsigned long long u64;
static u64 (*bpf_ktime_get_ns)(void) = (void *)5;
struct { int (*type)[1]; int (*max_entries)[64]; unsigned *key; u64 *value; } results __attribute__((section(".maps"), used));
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
END
for ((program = 1; program <= ${1:-32}; program++)); do
    echo "__attribute__((section(\"socket\"), used)) int program_$program(void *context)"
    echo "{"
    echo "    u64 sum = $program; unsigned key = $program;"
    for ((line = 1; line <= ${2:-450}; line++)); do
        echo "    sum = sum * $line + bpf_ktime_get_ns() + (sum >> 3 ^ sum << 5);"
    done
    echo "    bpf_map_update_elem(&results, &key, &sum, 0);"
    echo "    return sum;"
    echo "}"
done
echo 'char text[] __attribute__((section("license"), used)) = "GPL";'
