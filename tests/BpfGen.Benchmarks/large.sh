#!/usr/bin/env bash
# Writes the source of an object of 32 programs and about 130,000 instructions, larger than what people write, and what unrolled loops become; or of so many
# programs as are asked for, and so many lines in each: large.sh [PROGRAMS] [LINES].
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
