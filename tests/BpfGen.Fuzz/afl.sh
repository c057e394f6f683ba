#!/usr/bin/env bash
# Searches for bugs with AFL++, which prefers inputs that run new code. Requires afl-fuzz (Debian: afl++).
#
#   afl.sh TARGET SECONDS [FOLDER]
#
# The seeds are the target's own, or the files of the folder (default: probes). Inputs that reveal a bug are in OUT/default/crashes and
# OUT/default/hangs; OUT is the folder that the script prints. Exit status: 0 none was found, 1 some were found, 2 AFL++ did not run.
set -euo pipefail
cd "$(dirname "$0")"
[ $# -ge 2 ] || { sed -n '2,7p' "$0"; exit 2; }
target=$1 seconds=$2 folder=$(realpath "${3:-../../probes}")
command -v afl-fuzz >/dev/null || { echo "afl-fuzz is missing: apt-get install afl++" >&2; exit 2; }

work=${TMPDIR:-/tmp}/bpfgen-afl
mkdir -p "$work"
[ -x "$work/tool/sharpfuzz" ] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$work/tool"
rm -rf "$work/program"
dotnet publish -v q -c Release -o "$work/program"

# Write the seeds before the code is changed: some seeds are made by it, and the changed code runs under AFL++ only.
out=$work/$target
rm -rf "$out" "$out.seeds"
dotnet "$work/program/BpfGen.Fuzz.dll" --target "$target" --seeds "$out.seeds" "$folder"
# AFL++ does not take large seeds, and the smallest ones are enough.
find "$out.seeds" -type f -size +64k -delete

# Insert the code that reports branches to AFL++.
for assembly in BpfGen.Generator BpfGen.Runtime; do
    "$work/tool/sharpfuzz" "$work/program/$assembly.dll"
done

export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_FORKSRV_INIT_TMOUT=60000
export DOTNET_TieredPGO=0 DOTNET_TieredCompilation=0 DOTNET_GCHeapHardLimit=0x20000000
afl-fuzz -i "$out.seeds" -o "$out" -t 4000 -m none -V "$seconds" -- dotnet "$work/program/BpfGen.Fuzz.dll" --target "$target" --afl \
    >"$out.log" 2>&1 || { tail -n 20 "$out.log" >&2; exit 2; }
echo "$out"
grep -E 'run_time|execs_done|execs_per_sec|corpus_count|saved_crashes|saved_hangs|bitmap_cvg|edges_found' "$out/default/fuzzer_stats"
[ -z "$(find "$out/default/crashes" "$out/default/hangs" -name 'id:*' -print -quit)" ]
