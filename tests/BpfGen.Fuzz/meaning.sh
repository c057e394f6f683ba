#!/usr/bin/env bash
# Compares what BpfGen and the newest libbpf would load of mutated objects: maps, data and relocated instructions.
#
#   meaning.sh [COUNT] [SEED]      as root
#
# Prints how many objects both load with the same meaning, with different meanings, or only one of them. Saves each object with different meanings, and each
# that only BpfGen accepts, with a text file beside it, to the folder for temporary files. See MeaningDifference.cs for the differences that do not count.
# Exit status: 0 no object had different meanings.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${TMPDIR:-/tmp}/bpfgen-meaning
mkdir -p "$out"
[ -e /usr/include/libelf.h ] && [ -e /usr/include/zlib.h ] || { apt-get update -qq && apt-get install -y -qq libelf-dev zlib1g-dev; }
"$here/../BpfGen.Benchmarks/libbpf.sh" "$out/newest"
cc -O2 -I"$out/newest/include" -o "$out/meaning" "$here/Meaning/meaning.c" "$out/newest/libbpf.a" -lelf -lz -lpthread
echo "libbpf $(cat "$out/newest/version")"
exec dotnet run -c Release --project "$here" -- meaning "$out/meaning" "${1:-20000}" "${2:-$RANDOM}" "$here/../../probes"
