#!/usr/bin/env bash
# Runs the test binary of this folder on the kernels of several Debian suites, each in its own virtual machine.
#
#   run.sh [--arch x64|arm64] [--refresh] [--only TEXT] [suite[:package]…]
#
# Builds and starts ../BpfGen.Kernel.Matrix. run.sh --help shows the options, the environment variables and the exit status.
set -uo pipefail
matrix=$(cd "$(dirname "${BASH_SOURCE[0]}")/../BpfGen.Kernel.Matrix" && pwd)

# The analyzers of code style take longer than the rest, and the build of the solution runs them.
log=$(dotnet build "$matrix" -v quiet -nologo -p:RunAnalyzers=false 2>&1) || {
    echo "$log" >&2
    echo "run.sh: building $matrix failed" >&2
    exit 2
}
exec dotnet run --no-build --project "$matrix" -- "$@"
