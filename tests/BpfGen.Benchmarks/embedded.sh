#!/usr/bin/env bash
# Measures loads whose CO-RE relocations were resolved at build (BpfKernelBtf with Embed) against loads whose relocations the kernel resolves.
#
#   embedded.sh [ROUNDS]          as root, on a kernel with BTF of its own; requires clang and bpftool
#
# The kernel caches the types that it has found for a name, 31 entries for all programs. "cold" rows come after the load of an object whose relocations
# name other types, which replaces all entries. "warm" rows come after loads of the same object. The table shows lower quartiles, and medians of the ratios
# within each round.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${TMPDIR:-/tmp}/bpfgen-embedded
rounds=${1:-15}
clang=$(command -v "${CLANG:-clang-19}" clang | head -n 1)
mkdir -p "$out"

# An object with relocations against 96 types that no kernel has. The kernel searches all its types for each of them.
other_types() {
    local i
    for i in {1..96}; do echo "struct bpfgen_absent_$i { int a; } __attribute__((preserve_access_index));"; done
    echo '__attribute__((section("socket"), used)) int ask(void *context) { int found = 0;'
    for i in {1..96}; do echo "found += __builtin_preserve_type_info(*(struct bpfgen_absent_$i *)0, 0);"; done
    echo 'return found; }'
}

other_types >"$out/other.c"
"$clang" -target bpf -O2 -g -c "$out/other.c" -o "$out/other.o"
cp /sys/kernel/btf/vmlinux "$out/$(uname -r).btf"
dotnet publish -v quiet -c Release -o "$out/kernel" "$here/RunTime"
dotnet publish -v quiet -c Release -o "$out/embedded" -p:EmbeddedBtf="$out/$(uname -r).btf" "$here/RunTime"

: >"$out/rows"
for ((round = 0; round < rounds; round++)); do
    for object in load counts; do
        programs=(kernel embedded)
        for i in 0 1; do
            program=${programs[(i + round) % 2]}
            # The loader of bpftool runs in the kernel, and lets the kernel resolve the relocations. It pins nothing.
            bpftool prog load -L "$out/other.o" "$out/other"
            for state in cold warm; do
                "$out/$program/BpfGen.Benchmarks" "$object" 6 |
                    sed -n "s/^load-first-cpu /$object $state-first $round $program /p;s/^load-again-cpu /$object $state-again $round $program /p"
            done
        done
    done
done | grep -v cold-again >"$out/rows"

echo "| Object | Load | kernel, µs | embedded, µs | embedded / kernel |"
echo "| --- | --- | --- | --- | --- |"
sort -k1,4 -k5,5g "$out/rows" | awk '
    # The first row of a round is its best.
    { row = $1 " | " $2; if (!((row, $3, $4) in best)) { best[row, $3, $4] = $5; rows[row] = 1; rounds = $3 > rounds ? $3 : rounds } }
    function sorted(values, count,   i, j, swap) {
        for (i = 2; i <= count; i++)
            for (j = i; j > 1 && values[j] < values[j - 1]; j--) { swap = values[j]; values[j] = values[j - 1]; values[j - 1] = swap }
    }
    function quartile(row, program,   values, i) {
        for (i = 0; i <= rounds; i++) values[i + 1] = best[row, i, program]
        sorted(values, rounds + 1)
        return values[int((rounds + 4) / 4)] / 1000
    }
    function ratio(row,   values, i) {
        for (i = 0; i <= rounds; i++) values[i + 1] = best[row, i, "embedded"] / best[row, i, "kernel"]
        sorted(values, rounds + 1)
        return values[int((rounds + 2) / 2)]
    }
    END { for (row in rows) printf "| %s | %.0f | %.0f | %.2f |\n", row, quartile(row, "kernel"), quartile(row, "embedded"), ratio(row) }' | sort
