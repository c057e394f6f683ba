#!/usr/bin/env bash
# Runs the test binary of this folder on the kernels of several Debian suites, each in its own virtual machine.
#
#   run.sh [--arch x64|arm64] [--refresh] [--only TEXT] [suite[:package]…]
#
# suite       a Debian suite (default: bullseye, Linux 5.10; bookworm, 6.1; trixie, 6.12; sid, 7.2 or later; trixie-backports, 7.3).
# package     a kernel package of the suite (default: the one for virtual machines). trixie:linux-image-arm64-16k has pages of 16 KiB.
# --arch      the architecture of the kernels (default: x64). For arm64, the script cross-publishes the test binary and emulates the machine.
# --only      runs only the cases whose names contain this text.
# --refresh   fetches the newest kernels; otherwise the script uses the kernels that it fetched before, without the network.
#
# Prints a table of cases and kernels, the failures, and a last line with the counts. The script requires qemu-system-x86_64, busybox
# (busybox-static), cpio and apt, but neither root nor KVM; for arm64 qemu-system-aarch64, and clang-19, lld-19 and llvm-19 to link. It fetches
# kernels, and the C library and busybox of arm64, from the Debian mirror that the system's apt uses, without changing the system's package
# lists and packages.
# Environment: BPFGEN_VM_CACHE is the folder for kernels (default: bpfgen-vm in XDG_CACHE_HOME or ~/.cache), BPFGEN_VM_BINARY a test
# binary that is already published, BPFGEN_VM_TIMEOUT the time limit for one machine in seconds (default: 300).
# Exit status: 0 all cases passed, 1 a case failed, 2 a machine could not run.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${BPFGEN_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bpfgen-vm}
# Kernel modules that do not depend on other modules: sch_ingress and cls_bpf for tc on kernels without tcx, veth for pairs of devices, and
# tcp_bbr, whose functions the module cases trace.
modules=(sch_ingress cls_bpf veth tcp_bbr)

give_up() {
    echo "run.sh: $1" >&2
    exit 2
}

arch=x64
only=
refresh=no
suites=()
while [ $# -gt 0 ]; do
    case $1 in
        --refresh) refresh=yes; shift ;;
        --arch) arch=${2:-}; shift 2 2>/dev/null || give_up "--arch requires x64 or arm64" ;;
        --only) [ -n "${2:-}" ] || give_up "--only requires a text"; only=$2; shift 2 ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"; exit 0 ;;
        -*) give_up "unknown option '$1'" ;;
        *) suites+=("$1"); shift ;;
    esac
done
[ ${#suites[@]} -gt 0 ] || suites=(bullseye bookworm trixie sid trixie-backports)

[ "$(uname -m)" = x86_64 ] || give_up "the script runs on x86-64 machines only"
tools=(cpio apt-get dpkg-deb xz)
packages="cpio xz-utils"
# The last two variables are devices of the machine: of the kernel's messages, and of the test binary's output. The emulated processor of arm64
# has no features that slow down the emulation or that old kernels do not boot with.
case $arch in
    x64)
        debian=amd64 qemu=(qemu-system-x86_64 -cpu max) console=ttyS0 output=ttyS1
        tools+=(qemu-system-x86_64 busybox) packages+=" qemu-system-x86 busybox-static" ;;
    arm64)
        debian=arm64 qemu=(qemu-system-aarch64 -M virt -cpu max,pauth-impdef=on,lpa2=off,sve=off) console=ttyAMA0 output=ttyS0
        tools+=(qemu-system-aarch64 clang-19 ld.lld-19 llvm-objcopy-19) packages+=" qemu-system-arm clang-19 lld-19 llvm-19" ;;
    *) give_up "unknown architecture '$arch': use x64 or arm64" ;;
esac
for tool in "${tools[@]}"; do
    command -v "$tool" >/dev/null || give_up "$tool is missing: apt-get install $packages"
done
# The virtual machine has no C library for busybox.
[ $arch = arm64 ] || ! ldd "$(command -v busybox)" >/dev/null 2>&1 || give_up "busybox is not linked statically: apt-get install busybox-static"

mkdir -p "$cache" || give_up "$cache cannot be written"
work=$(mktemp -d "$cache/run.XXXXXX") || give_up "$cache cannot be written"
trap 'rm -rf "$work"' EXIT
kernels=$cache/kernels
[ $arch = x64 ] || kernels+=-$arch
# The C library of arm64: the test binary is linked with it, and runs with it.
sysroot=$cache/sysroot-arm64

# Publishes the test binary, which is the same for all kernels.
publish() {
    # The analyzers of code style take longer than the rest, and the build of the solution runs them.
    local options=(-p:RunAnalyzers=false)
    [ $arch = x64 ] ||
        options+=(-p:SysRoot="$sysroot" -p:CppCompilerAndLinker=clang-19 -p:LinkerFlavor=lld -p:ObjCopyName=llvm-objcopy-19)
    dotnet publish "$here/BpfGen.Kernel.Tests.csproj" -c Release -r linux-$arch -o "$work/publish" -v quiet -nologo "${options[@]}" \
        >"$work/publish.log" 2>&1
}

# Prints the first mirror of the system's apt that matches a pattern: of Debian itself, or of its security updates.
mirror() {
    apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | sort -u | grep -m 1 -E "$1"
}

# Runs an apt command with separate lists, cache and status, for packages of the machine's architecture.
private_apt() {
    local command=$1 folder=$2; shift 2
    "$command" -q -o APT::Architecture=$debian -o APT::Architectures=$debian -o Dir::State::Lists="$folder/lists" -o Dir::State::status="$folder/status" \
        -o Dir::Cache="$folder/cache" -o Dir::Etc::SourceList="$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Parts=/dev/null \
        -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 -o Acquire::Languages=none \
        -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o Acquire::Retries=3 "$@"
}

# Reads the package lists of a suite into a folder, with no-security without those of its security updates.
read_lists() {
    local suite=$1 folder=$2 main security trusted='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
    main=$(mirror '/debian/?$') || { echo "the system's apt has no Debian mirror"; return 1; }
    security=$(mirror '/debian-security/?$')
    mkdir -p "$folder"/{lists/partial,cache/archives/partial,debs,files} && touch "$folder/status"
    echo "deb $trusted $main $suite main" >"$folder/sources.list"
    case $suite${3:-} in
        sid | *-backports | *no-security) ;;
        *) [ -z "$security" ] || echo "deb $trusted $security $suite-security main" >>"$folder/sources.list" ;;
    esac
    private_apt apt-get "$folder" update
}

# Downloads packages, without those that they depend on, and unpacks them to the folder's subfolder files.
unpack() {
    local folder=$1 deb; shift
    (cd "$folder/debs" && private_apt apt-get "$folder" download "$@") || return 1
    for deb in "$folder"/debs/*.deb; do dpkg-deb -x "$deb" "$folder/files" || return 1; done
}

# Fetches the packages of a suite's kernel. The package itself is empty. Its dependencies contain the kernel, in newer suites in three parts.
fetch_parts() {
    local suite=$1 folder=$2 parts
    read_lists "$suite" "$folder" "${3:-}" || return 1
    parts=$(private_apt apt-cache "$folder" depends --recurse --important "$package" |
        grep -oE "^linux-(image|binary|modules)-[0-9].*${package#linux-image}\$" | sort -u)
    [ -n "$parts" ] || { echo "$suite has no package $package"; return 1; }
    unpack "$folder" $parts
}

# Fetches the kernel of a suite to $kernels/SUITE/vmlinuz, and its modules to the folder modules beside it.
fetch() {
    local suite=${1%%:*} package=linux-image-cloud-$debian target=$kernels/$1 folder=$work/apt-$1
    [[ $1 != *:* ]] || package=${1#*:}
    [ "$refresh" = no ] && [ "$(cat "$target/complete" 2>/dev/null)" = "${modules[*]}" ] && return
    # The list of security updates may name a package that the mirror no longer has. Then the suite's first kernel will do.
    fetch_parts "$suite" "$folder" || { rm -rf "$folder" && fetch_parts "$suite" "$folder" no-security; } || return 1

    local kernel
    kernel=$(find "$folder/files" -name 'vmlinuz*' -type f | head -n 1)
    [ -n "$kernel" ] || { echo "no kernel found in $parts"; return 1; }
    rm -rf "$target.new" && mkdir -p "$target.new/modules"
    cp "$kernel" "$target.new/vmlinuz" || return 1
    local module file
    for module in "${modules[@]}"; do
        file=$(find "$folder/files" -name "$module.ko*" | head -n 1)
        case $file in
            '') ;;
            *.xz) xz -dc "$file" >"$target.new/modules/$module.ko" || return 1 ;;
            *.ko) cp "$file" "$target.new/modules/" || return 1 ;;
            *) echo "$file has an unknown compression format"; return 1 ;;
        esac
    done
    echo "${modules[*]}" >"$target.new/complete"
    rm -rf "$target" "$folder" && mv "$target.new" "$target"
}

# Fetches what arm64 needs in addition to a kernel: the C library, and busybox.
fetch_sysroot() {
    local folder=$work/apt-sysroot
    [ ! -d "$sysroot" ] || return 0
    read_lists bookworm "$folder" && unpack "$folder" libc6 libc6-dev libgcc-s1 libgcc-12-dev zlib1g zlib1g-dev busybox-static || return 1
    mv "$folder/files" "$sysroot"
}

# Builds the initial file system of the machine: busybox, the test binary with its libraries, the kernel modules and the init script.
initramfs() {
    local suite=$1 root=$work/root-$1 library
    mkdir -p "$root"/{bin,proc,sys,dev,tmp,etc,modules}
    cp "$binary" "$root/bin/tests" || return 1
    if [ $arch = x64 ]; then
        cp "$(command -v busybox)" "$root/bin/busybox" || return 1
        while IFS= read -r library; do
            mkdir -p "$root$(dirname "$library")" && cp -L "$library" "$root$library" || return 1
        done < <(ldd "$binary" | grep -oE '/[^ ]+')
    else
        cp "$(find "$sysroot" -path '*bin/busybox')" "$root/bin/busybox" || return 1
        mkdir -p "$root/lib/aarch64-linux-gnu" && ln -s aarch64-linux-gnu/ld-linux-aarch64.so.1 "$root/lib/ld-linux-aarch64.so.1"
        for library in ld-linux-aarch64.so.1 $(llvm-readelf-19 --needed-libs "$binary" | grep -o 'lib.*'); do
            cp -L "$(find "$sysroot" -name "$library" -path '*/aarch64-linux-gnu/*' | head -n 1)" "$root/lib/aarch64-linux-gnu/$library" || return 1
        done
    fi
    cp "$kernels/$suite/modules/"*.ko "$root/modules/" 2>/dev/null
    # Before Linux 5.11, programs and maps count as locked memory. The low limit here checks that BpfGen raises the limit.
    cat >"$root/init" <<INIT
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin HOME=/tmp
mount -t proc none /proc; mount -t sysfs none /sys; mount -t devtmpfs none /dev; mount -t tmpfs none /tmp
mkdir -p /dev/pts; mount -t devpts none /dev/pts
mount -t bpf none /sys/fs/bpf; mount -t tracefs none /sys/kernel/tracing; mount -t securityfs none /sys/kernel/security
mount -t cgroup2 none /sys/fs/cgroup
for module in /modules/*.ko; do [ -e "\$module" ] && insmod "\$module"; done
ip link set lo up
echo 1 > /proc/sys/net/core/bpf_jit_enable
stty -F /dev/$output raw -echo
ulimit -l 64
tests $(printf %q "$only") >/dev/$output 2>&1 </dev/null
echo "exit status \$?" >/dev/$output
sync; sleep 0.2; poweroff -f
INIT
    chmod 755 "$root/init"
    (cd "$root" && find . | cpio --quiet -o -H newc | gzip -1) >"$work/$suite.initrd"
}

# Runs a virtual machine, and writes the output of the tests to $work/SUITE.log. On a busy host the emulated timer is late: with
# no_timer_check the kernel does not treat it as broken.
boot() {
    local suite=$1
    initramfs "$suite" || return 1
    local logs=(-serial "file:$work/$suite.log") timer=no_timer_check
    # Arm64 has one serial port on the board; the other is on PCI.
    [ $arch = x64 ] || logs=(-chardev "file,id=log,path=$work/$suite.log" -device pci-serial,chardev=log) timer=kpti=off
    timeout -k 5 "${BPFGEN_VM_TIMEOUT:-300}" "${qemu[@]}" -nodefaults -no-user-config -display none -no-reboot \
        -accel tcg -smp 1 -m 768 -kernel "$kernels/$suite/vmlinuz" -initrd "$work/$suite.initrd" \
        -serial "file:$work/$suite.console" "${logs[@]}" \
        -append "console=$console loglevel=4 panic=-1 oops=panic $timer mitigations=off random.trust_cpu=on lsm=landlock,lockdown,yama,integrity,bpf" </dev/null
    grep -q '^exit status' "$work/$suite.log" || {
        echo "the machine stopped or timed out before the tests finished; the end of its console output:"
        tail -n 15 "$work/$suite.console"
        return 1
    }
}

if [ $arch = arm64 ]; then
    fetch_sysroot >"$work/sysroot.fetch" 2>&1 || { tail -n 15 "$work/sysroot.fetch" >&2; give_up "fetching the C library of arm64 failed"; }
fi

# Publishes the binary and fetches the kernels in parallel.
if [ -n "${BPFGEN_VM_BINARY:-}" ]; then
    binary=$(readlink -f "$BPFGEN_VM_BINARY")
else
    binary=$work/publish/BpfGen.Kernel.Tests
    publish & publisher=$!
fi
for suite in "${suites[@]}"; do
    fetch "$suite" >"$work/$suite.fetch" 2>&1 || { tail -n 15 "$work/$suite.fetch" >&2; give_up "fetching the kernel of $suite failed"; }
done
[ -z "${publisher:-}" ] || wait "$publisher" || { tail -n 30 "$work/publish.log" >&2; give_up "publishing the test binary failed"; }
[ -x "$binary" ] || give_up "$binary is missing"

# Each machine has one processor. As many machines run in parallel as the host has processors.
for suite in "${suites[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
    { boot "$suite" >"$work/$suite.boot" 2>&1 && touch "$work/$suite.done"; } &
done
wait

broken=0
for suite in "${suites[@]}"; do
    [ -e "$work/$suite.done" ] || { echo "$suite: $(cat "$work/$suite.boot")" >&2; cat "$work/$suite.log" >&2 2>/dev/null; broken=$((broken + 1)); }
    tr -d '\r' <"$work/$suite.log" >"$work/$suite.out" 2>/dev/null
done

outputs=()
for suite in "${suites[@]}"; do outputs+=("$work/$suite.out"); done

# Prints a row for each case and a column for each kernel.
awk '
    FNR == 1 { suite++; release[suite] = $2 }
    /^(ok|FAIL|skip) / {
        word = $1
        name = substr($0, length($1) + 2)
        if (word == "ok") sub(/ \[[0-9]+ ms\]$/, "", name)
        if (word == "ok" && name ~ / \(refused: /) { word = "refused"; sub(/ \(refused: .*/, "", name) }
        if (word == "FAIL" || word == "skip") sub(/: .*/, "", name)
        if (!(name in known)) { known[name] = 1; names[++count] = name }
        seen[name, suite] = word
    }
    END {
        printf "%-42s", "case"
        for (s = 1; s <= suite; s++) printf " %-16.16s", release[s]
        print ""
        for (i = 1; i <= count; i++) {
            printf "%-42s", names[i]
            for (s = 1; s <= suite; s++) printf " %-16s", ((names[i], s) in seen) ? seen[names[i], s] : "-"
            print ""
        }
    }' "${outputs[@]}"
echo "(refused: the kernel lacks the feature, and the error message says so)"

grep -H -A 4 '^FAIL ' "${outputs[@]}" | sed "s|^$work/||"
total() { awk -v word="$1" '/^[0-9]+ passed, / { for (i = 2; i <= NF; i++) if ($i ~ "^" word) sum += $(i - 1) } END { print sum + 0 }' "${outputs[@]}"; }
failed=$(($(total failed) + broken))
echo "$(total passed) passed, $failed failed, $(total skipped) skipped"
[ "$broken" = 0 ] || exit 2
[ "$failed" = 0 ]
