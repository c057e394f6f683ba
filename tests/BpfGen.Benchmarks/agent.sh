#!/usr/bin/env bash
# Compares the cost of the agent with that of five bcc tools in C that show the same: tcpstates, runqlat, biolatency, opensnoop and execsnoop. As root.
#
#   agent.sh [ROUNDS]
#
# In each round, first the one and then the other runs: at rest, and while a program makes events at a fixed rate (see peers/activity.c). The table has medians:
# processor time of the processes and of their eBPF programs in per cent of one CPU, and resident memory. A scraper asks the agent for its metrics every 5 s, and
# the tools write to /dev/null. Requires clang, Debian's libbpf-tools, gcc and curl.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-5}
out=${TMPDIR:-/tmp}/bpfgen-agent-cost
seconds=20
port=19464
tools=(tcpstates "runqlat 1" "biolatency 1" opensnoop execsnoop)
# A second: 30,000 opened files, 20,000 wake-ups, and some of each of the others.
rates=(30000 20000 20 200 50)

[ "$(id -u)" = 0 ] || { echo "agent.sh: root is required" >&2; exit 2; }
command -v opensnoop >/dev/null || { apt-get update -qq && apt-get install -y -qq libbpf-tools; }
mkdir -p "$out"
dotnet publish -v quiet -c Release -r linux-x64 -o "$out/agent" "$here/../../samples/agent"
cc -O2 -pthread -o "$out/activity" "$here/peers/activity.c"

statistics=$(cat /proc/sys/kernel/bpf_stats_enabled)
pids=()
scraper=
stop() {
    [ -z "$scraper" ] || kill "$scraper" 2>/dev/null || true
    scraper=
    [ ${#pids[@]} = 0 ] || { kill "${pids[@]}" && wait "${pids[@]}"; } 2>/dev/null || true
    pids=()
}
trap 'stop; echo "$statistics" >/proc/sys/kernel/bpf_stats_enabled' EXIT
echo 1 >/proc/sys/kernel/bpf_stats_enabled

start_agent() {
    "$out/agent/bpfgen-agent" --port $port >/dev/null 2>"$out/agent.log" &
    pids+=($!)
    observer=$!
    (while sleep 5; do curl -s -o /dev/null http://127.0.0.1:$port/metrics; done) &
    scraper=$!
}

start_tools() {
    local tool
    observer=
    for tool in "${tools[@]}"; do
        # Split the arguments into words.
        $tool >/dev/null 2>>"$out/tools.log" &
        pids+=($!)
        observer+=" $!"
    done
}

# The processor time of processes, in milliseconds.
process_time() {
    local pid ticks=0 fields
    for pid; do
        fields=($(sed 's/.*) //' /proc/$pid/stat))
        ticks=$((ticks + fields[11] + fields[12]))
    done
    echo $((ticks * 1000 / $(getconf CLK_TCK)))
}

# The time of all eBPF programs, in milliseconds. Other programs must not run meanwhile.
program_time() {
    bpftool prog show | sed -n 's/.*run_time_ns \([0-9]*\).*/\1/p' | awk '{ sum += $1 } END { printf "%d\n", sum / 1e6 }'
}

resident() {
    local pid sum=0
    for pid; do
        sum=$((sum + $(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' /proc/$pid/status)))
    done
    echo $sum
}

# Appends a row: observer, state, processes in %, programs in %, memory in KiB.
measure() {
    local name=$1 state=$2 before_process before_program
    before_process=$(process_time $observer)
    before_program=$(program_time)
    if [ "$state" = rest ]; then sleep $seconds; else "$out/activity" $seconds "${rates[@]}" >>"$out/activity.log"; fi
    awk -v name="$name" -v state="$state" -v s=$seconds -v p=$(($(process_time $observer) - before_process)) \
        -v b=$(($(program_time) - before_program)) -v m="$(resident $observer)" \
        'BEGIN { printf "%s %s %.3f %.3f %d\n", name, state, p / s / 10, b / s / 10, m }' >>"$out/rows"
}

: >"$out/rows"
for ((round = 0; round < rounds; round++)); do
    for name in agent tools; do
        start_$name
        sleep 5
        measure $name rest
        measure $name busy
        stop
    done
done

echo "events in $seconds s: $(tail -n 1 "$out/activity.log")"
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
printf '%-6s %-5s %18s %18s %14s\n' "" "" "processes (% CPU)" "programs (% CPU)" "memory (KiB)"
for name in agent tools; do
    for state in rest busy; do
        rows=$(grep "^$name $state " "$out/rows")
        printf '%-6s %-5s %18s %18s %14s\n' $name $state "$(cut -d' ' -f3 <<<"$rows" | median)" "$(cut -d' ' -f4 <<<"$rows" | median)" \
            "$(cut -d' ' -f5 <<<"$rows" | median)"
    done
done
