#!/usr/bin/env bash
# Measures the costs of BpfGen and of its peers in the same run.
#
#   run.sh run [ROUNDS]           load time, map access, received records, variables: BpfGen (NativeAOT), the newest libbpf, bpftool's light skeleton, and the
#                                 bare system calls of a load (as root)
#   run.sh build [OBJECT...]      build time of the generator, and size of the object's data in the assembly
#
# Each round starts all programs one after the other, in an order that rotates, so that all see the same load of the machine. The table shows lower quartiles,
# because other processes can only add time. It also shows the medians of the ratios within each round, because a machine that is slow for a while is slow for all
# programs. The program with libbpf runs twice: its ratio to itself shows how far a ratio can be from 1 by chance.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${TMPDIR:-/tmp}/bpfgen-benchmarks
loads=11

# Installs missing tools from the packages of Debian or Ubuntu.
need() {
    local wanted=()
    command -v cc >/dev/null || wanted+=(gcc libc6-dev)
    command -v bpftool >/dev/null || wanted+=(bpftool)
    [ -e /usr/include/libelf.h ] && [ -e /usr/include/zlib.h ] || wanted+=(libelf-dev zlib1g-dev)
    [ ${#wanted[@]} = 0 ] || { apt-get update -qq && apt-get install -y -qq "${wanted[@]}"; }
}

build_programs() {
    dotnet publish -v quiet -c Release -o "$out/bpfgen" "$here/RunTime"
    cp "$here"/../../probes/loading/{calls,counts,samples}.o "$out/"
    "$here/libbpf.sh" "$out/newest" || { echo "run.sh: the newest libbpf cannot be built" >&2; exit 1; }
    cd "$out"
    local object
    cc -O2 -o record "$here/peers/record.c"
    for object in calls counts; do
        bpftool gen skeleton -L $object.o name $object >$object.lskel.h
        ./record $object bpfgen/BpfGen.Benchmarks "${object/calls/load}" 1 >$object.calls.h
    done
    cc -O2 -I. -o floor "$here/peers/floor.c"
    cc -O2 -I. -shared -fPIC -o bpfgen/libfloor.so "$here/peers/floor.c"
    cc -O2 -I. -Inewest/include -o libbpf "$here/peers/libbpf.c" newest/libbpf.a -lelf -lz -lpthread
    cp libbpf again
    cc -O2 -I. -Inewest/include -o light "$here/peers/light.c"
}

# Runs one command in each program, one after the other, and appends their rows. The bare system calls run in a C program, and for the loads also in a
# .NET process ("inside"): the program with BpfGen calls the C code.
all() {
    local peers=(bpfgen libbpf light floor again) peer program command i
    case $1 in load | counts) peers+=(inside) ;; esac
    for i in "${!peers[@]}"; do
        peer=${peers[(i + round) % ${#peers[@]}]} program=$peer command=$1
        case $peer in bpfgen | inside) program=bpfgen/BpfGen.Benchmarks ;; esac
        [ "$peer" != inside ] || command=floor-$1
        "./$program" "$command" "${@:2}" | sed "s/^memory/$1/;s/^load/$1/;s/^/$peer /;s/$/ $round/" >>rows
    done
}

measure() {
    local round
    : >rows
    for ((round = 0; round < $1; round++)); do
        all load $loads
        all counts $loads
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
        # The rows are sorted: the first one of a round is the best.
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
        # The median over the rounds of the time that BpfGen needs beyond the floor, divided by that of libbpf.
        function beyond(row,   round, found, i, ratios, floor) {
            for (round = 0; round <= rounds; round++) {
                floor = best["floor " row, round]
                if (floor > 0 && best["libbpf " row, round] > floor) {
                    ratios[++found] = (best["bpfgen " row, round] - floor) / (best["libbpf " row, round] - floor)
                    for (i = found; i > 1 && ratios[i] < ratios[i - 1]; i--) { swap = ratios[i]; ratios[i] = ratios[i - 1]; ratios[i - 1] = swap }
                }
            }
            return found ? sprintf("%.3f", ratios[int((found + 1) / 2)]) : "-"
        }
        # The peers may have a row of another name for the same work.
        function line(text, row, unit, scale, theirs) {
            theirs = theirs ? theirs : row
            printf "| %s | %s | %.2f | %.2f | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", text, unit, quartile("bpfgen", row) / scale,
                quartile("libbpf", theirs) / scale, scaled("light", theirs, scale), scaled("floor", theirs, scale), scaled("inside", theirs, scale), ratio(row, "libbpf", theirs),
                ratio(row, "libbpf", theirs, "again " theirs), ratio(row, "light", theirs), ratio(row, "floor", theirs), ratio(row, "inside", theirs), beyond(row), allocated(row)
        }
        END {
            print "| What | Unit | BpfGen | libbpf | light skeleton | floor | floor in .NET | BpfGen / libbpf | libbpf / libbpf | BpfGen / light skeleton | BpfGen / floor | BpfGen / floor in .NET" \
                " | beyond the floor, BpfGen / libbpf | allocated bytes |"
            print "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
            line("first load of a process", "load-first", "ms", 1e6)
            line("later loads", "load-again", "ms", 1e6)
            line("first load, processor time", "load-first-cpu", "ms", 1e6)
            line("later loads, processor time", "load-again-cpu", "ms", 1e6)
            line("cheap maps: first load of a process", "counts-first", "ms", 1e6)
            line("cheap maps: later loads", "counts-again", "ms", 1e6)
            line("cheap maps: first load, processor time", "counts-first-cpu", "ms", 1e6)
            line("cheap maps: later loads, processor time", "counts-again-cpu", "ms", 1e6)
            line("peak memory after a load", "memory", "KiB", 1)
            line("peak memory without a load", "empty", "KiB", 1)
            line("look up an entry of a hash, processor time", "lookup", "ns", 1)
            line("the same, compared with C in one thread", "lookup", "ns", 1, "lookup-alone")
            line("update an entry of a hash, processor time", "update", "ns", 1)
            line("read an entry of a hash in a batch, processor time", "batch", "ns", 1)
            line("receive a record of 64 bytes from a ring buffer, processor time", "drain", "ns", 1)
            line("the same, in a callback", "drain-callback", "ns", 1, "drain")
            line("receive a record of 64 bytes from a perf event array, processor time", "perf-drain", "ns", 1)
            line("the same, in a callback", "perf-drain-callback", "ns", 1, "perf-drain")
            line("read a global variable, processor time", "variable", "ns", 1)
            line("find 16 names in the BTF of the kernel, processor time", "names", "ms", 1e6)
        }'
}

# Generates and compiles objects of the sizes to which the limits in the README refer, if clang is installed.
build_objects() {
    local clang name
    clang=$(command -v "${CLANG:-clang-19}" clang | head -n 1) || return 0
    "$here/large.sh" 4 32 >"$out/50-kilobytes.c"
    "$here/large.sh" 5 450 >"$out/700-kilobytes.c"
    "$here/large.sh" >"$out/130000-instructions.c"
    cp "$here/unrolled.c" "$out/unrolled-loops.c"
    for name in 50-kilobytes 700-kilobytes 130000-instructions unrolled-loops; do
        "$clang" -target bpfel -O2 -g -ffile-prefix-map="$out"=. -c "$out/$name.c" -o "$out/$name.o"
    done
}

mkdir -p "$out"
case ${1:-} in
    run)
        need
        build_programs
        measure "${2:-15}"
        echo "libbpf $(cat newest/version), static; the light skeleton is made by $(bpftool version | head -n 1)"
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
        echo "The warm generator alone, processor time:"
        bench generate 40 "$@" "${made[@]}"
        echo "Time that an object adds to a compilation without objects, processor time:"
        bench compile 9 "$@" "${made[@]}"
        echo "Time that an object adds to a generator run after an unrelated edit, processor time:"
        bench edit 40 "$@" "${made[@]}"
        if [ -n "$STRIP" ]; then
            echo "Static data in the assembly, compared with the object after llvm-strip -g:"
            bench size "$@"
        fi
        ;;
    *)
        sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
        exit 2
        ;;
esac
