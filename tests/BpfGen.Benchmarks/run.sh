#!/usr/bin/env bash
# Compares what BpfGen costs with what its peers cost, in the same run.
#
#   run.sh run [ROUNDS]           loading, looking up, draining, reading: BpfGen as NativeAOT beside libbpf and bpftool's light skeleton, in C (root)
#   run.sh build [OBJECT...]      what the generator costs a build, and how much of an object it puts into the assembly
#
# Every round starts each program, one after the other and each time another first, so that all have the same machine. The table has the lower quartiles of all rounds,
# since what other processes do only adds, and the medians of the rounds' ratios: a machine that is slower for a while is so for all. One of the programs is started
# twice: how far its ratio to itself is from 1 is how far the others' may be by chance.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${TMPDIR:-/tmp}/bpfgen-benchmarks
loads=11

# Debian's and Ubuntu's packages, where the machine does not have what they hold.
need() {
    local wanted=()
    command -v cc >/dev/null || wanted+=(gcc libc6-dev)
    command -v bpftool >/dev/null || wanted+=(bpftool)
    [ -e /usr/include/bpf/libbpf.h ] && [ -e /usr/include/bpf/skel_internal.h ] || wanted+=(libbpf-dev)
    [ ${#wanted[@]} = 0 ] || { apt-get update -qq && apt-get install -y -qq "${wanted[@]}"; }
}

build_programs() {
    dotnet publish -v quiet -c Release -o "$out/bpfgen" "$here/RunTime"
    cp "$here/../../probes/loading/calls.o" "$here/../../probes/loading/samples.o" "$out/"
    cd "$out"
    bpftool gen skeleton -L calls.o name calls >calls.lskel.h
    cc -O2 -I. -o libbpf "$here/peers/libbpf.c" -lbpf -lpthread
    cp libbpf again
    cc -O2 -I. -o light "$here/peers/light.c"
}

# The rows of one command, which every program has after the other.
all() {
    local peers=(bpfgen/BpfGen.Benchmarks libbpf light again) peer i
    for i in "${!peers[@]}"; do
        peer=${peers[(i + round) % ${#peers[@]}]}
        "./$peer" "$@" | sed "s/^memory/$1/;s/^/${peer%/*} /;s/$/ $round/" >>rows
    done
}

measure() {
    local round
    : >rows
    for ((round = 0; round < $1; round++)); do
        all load $loads
        all memory
        all empty
        all use 4
        all names 4
    done
}

table() {
    sort -k1,1 -k2,2 -k3,3g rows | awk '
        { key = $1 " " $2; count[key]++; value[key, count[key]] = $3; if (!((key, $4) in best)) best[key, $4] = $3; rounds = $4 > rounds ? $4 : rounds }
        function quartile(peer, row,   key) { key = peer " " row; return count[key] ? value[key, int((count[key] + 3) / 4)] : 0 }
        function scaled(peer, row, scale) { return count[peer " " row] ? sprintf("%.2f", quartile(peer, row) / scale) : "-" }
        # The rows are in order: the first of a round is its best.
        function ratio(row, peer, theirs, ours,   round, found, i, ratios) {
            ours = ours ? ours : "bpfgen " row
            for (round = 0; round <= rounds; round++)
                if (best[peer " " theirs, round] > 0) {
                    ratios[++found] = best[ours, round] / best[peer " " theirs, round]
                    for (i = found; i > 1 && ratios[i] < ratios[i - 1]; i--) { swap = ratios[i]; ratios[i] = ratios[i - 1]; ratios[i - 1] = swap }
                }
            return found ? sprintf("%.2f", ratios[int((found + 1) / 2)]) : "-"
        }
        function allocated(row) { return count["bpfgen " row "-bytes"] ? quartile("bpfgen", row "-bytes") : "-" }
        # The others may have another row that does the same.
        function line(text, row, unit, scale, theirs) {
            theirs = theirs ? theirs : row
            printf "| %s | %s | %.2f | %.2f | %s | %s | %s | %s | %s |\n", text, unit, quartile("bpfgen", row) / scale, quartile("libbpf", theirs) / scale,
                scaled("light", theirs, scale), ratio(row, "libbpf", theirs), ratio(row, "libbpf", theirs, "again " theirs), ratio(row, "light", theirs), allocated(row)
        }
        END {
            print "| What | Unit | BpfGen | libbpf | light skeleton | of libbpf | libbpf of itself | of light skeleton | allocated |"
            print "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
            line("load, the first of a process", "load-first", "ms", 1e6)
            line("load, those after it", "load-again", "ms", 1e6)
            line("load, the first, processor time", "load-first-cpu", "ms", 1e6)
            line("load, those after it, processor time", "load-again-cpu", "ms", 1e6)
            line("peak memory, loaded", "memory", "KiB", 1)
            line("peak memory, empty program", "empty", "KiB", 1)
            line("look up in a hash, processor time", "lookup", "ns", 1)
            line("the same, beside C of one thread", "lookup", "ns", 1, "lookup-alone")
            line("write to a hash, processor time", "update", "ns", 1)
            line("read many entries of a hash, each, processor time", "batch", "ns", 1)
            line("receive a record of 64 bytes from a ring buffer, processor time", "drain", "ns", 1)
            line("the same, in a callback", "drain-callback", "ns", 1, "drain")
            line("receive a record of 64 bytes from a perf event array, processor time", "perf-drain", "ns", 1)
            line("the same, in a callback", "perf-drain-callback", "ns", 1, "perf-drain")
            line("read a global variable, processor time", "variable", "ns", 1)
            line("find 16 names in the types of the kernel, processor time", "names", "ms", 1e6)
        }'
}

# Objects of the sizes that the limits are for, where there is a compiler for them: their source is made here, and so are they.
build_objects() {
    local clang name
    clang=$(command -v "${CLANG:-clang-19}" clang | head -n 1) || return 0
    "$here/large.sh" 4 32 >"$out/50-kilobytes.c"
    "$here/large.sh" 5 450 >"$out/700-kilobytes.c"
    "$here/large.sh" >"$out/130000-instructions.c"
    for name in 50-kilobytes 700-kilobytes 130000-instructions; do
        "$clang" -target bpfel -O2 -g -ffile-prefix-map="$out"=. -c "$out/$name.c" -o "$out/$name.o"
    done
}

mkdir -p "$out"
case ${1:-} in
    run)
        need
        build_programs
        measure "${2:-15}"
        table
        ;;
    build)
        shift
        dotnet build -v quiet -c Release -o "$out/build" "$here/BuildTime"
        rm -f "$out"/*.o
        build_objects
        [ $# -gt 0 ] || set -- "$here/../../probes/loading/calls.o" "$here/../../probes/types/shapes.o"
        made=("$out"/*-*.o)
        [ -e "${made[0]}" ] || made=()
        export STRIP=${STRIP:-$(command -v llvm-strip-19 llvm-strip | head -n 1)}
        bench() { dotnet "$out/build/BpfGen.Benchmarks.BuildTime.dll" "$@"; }
        echo "The generator alone, warm, processor time:"
        bench generate 40 "$@" "${made[@]}"
        echo "What an object adds to a compile in which the generator has nothing to do, processor time:"
        bench compile 9 "$@" "${made[@]}"
        echo "What it adds to what the generator does after an edit of something else, processor time:"
        bench edit 40 "$@" "${made[@]}"
        if [ -n "$STRIP" ]; then
            echo "What the assembly carries, beside the object as llvm-strip -g leaves it:"
            bench size "$@"
        fi
        ;;
    *)
        sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
        exit 2
        ;;
esac
