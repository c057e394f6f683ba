#!/usr/bin/env bash
# Measures what the checks against a hostile holder of a ring buffer cost a reader.
#
#   ring-checks.sh [PAIRS]        # as root, on a kernel with eBPF; needs valgrind
#
# The script publishes the program of RunTime/ twice: as it is, and from a copy of the sources without the checks (ring-without-checks.patch). It prints
# - the instructions for each record, which callgrind counts: they do not depend on other load of the machine,
# - the processor time for each record: lower quartiles, and the median of the ratios within pairs of runs.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${TMPDIR:-/tmp}/bpfgen-ring-checks
pairs=${1:-30}
records=14336
command -v valgrind >/dev/null || { echo "ring-checks.sh: valgrind is missing: apt-get install valgrind" >&2; exit 2; }

rm -rf "$out"
mkdir -p "$out/source"
git -C "$root" ls-files -z | tar -C "$root" --null -T - -c | tar -x -C "$out/source"
publish() {
    # valgrind cannot read the debug information of native .NET programs.
    dotnet publish -v quiet -nologo -c Release -p:RunAnalyzers=false -o "$out/$1" "$2/tests/BpfGen.Benchmarks/RunTime" && rm -f "$out/$1"/*.dbg
}
publish with "$out/source"
patch -s -d "$out/source" -p 1 <"$here/ring-without-checks.patch"
publish without "$out/source"

# Prints the instructions of one run.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$out/$1/BpfGen.Benchmarks" "$2" "$3" 2>&1 | sed -n 's/.*Collected : //p'
}

# Prints the instructions for one record: those of 42 rounds without those of 2 rounds, and without those of the system calls that send the records.
for_a_record() {
    local all calls
    all=$(($(instructions "$1" "$2" 42) - $(instructions "$1" "$2" 2)))
    calls=$(($(instructions "$1" calls 42) - $(instructions "$1" calls 2)))
    echo $((all - calls)) | awk -v n=$((40 * records)) '{ printf "%.2f", $1 / n }'
}

# Prints the lower quartile of the nanoseconds for a record.
time_of() {
    "$out/$1/BpfGen.Benchmarks" "$2" 40 | awk '/^drain[a-z-]* / && !/bytes/ { print $2 }' | sort -g | awk '{ t[NR] = $1 } END { print t[int((NR + 3) / 4)] }'
}

echo "| Loop | Instructions with checks | without | ratio | Nanoseconds with checks | without | median of $pairs ratios |"
echo "| --- | --- | --- | --- | --- | --- | --- |"
for loop in receive receive-callback; do
    with=$(for_a_record with $loop)
    without=$(for_a_record without $loop)
    for ((i = 0; i < pairs; i++)); do
        if ((i % 2)); then
            a=$(time_of with $loop) b=$(time_of without $loop)
        else
            b=$(time_of without $loop) a=$(time_of with $loop)
        fi
        echo "$a $b"
    done | awk -v loop=$loop -v with="$with" -v without="$without" '
        function sort(list, n,   i, j, swap) { for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j] < list[j - 1]; j--) { swap = list[j]; list[j] = list[j - 1]; list[j - 1] = swap } }
        { a[NR] = $1; b[NR] = $2; ratio[NR] = $1 / $2 }
        END {
            sort(a, NR); sort(b, NR); sort(ratio, NR); q = int((NR + 3) / 4)
            printf "| %s | %s | %s | %.3f | %.2f | %.2f | %.3f |\n", loop, with, without, with / without, a[q], b[q], ratio[int((NR + 1) / 2)]
        }'
done
