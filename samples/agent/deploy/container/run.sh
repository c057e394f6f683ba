#!/bin/sh
# Runs the image bpfgen-agent with the least rights: run.sh [ARGUMENT ...]. CONTAINER_ENGINE=podman takes podman instead of docker.
set -eu

exec "${CONTAINER_ENGINE:-docker}" run --rm \
    --name bpfgen-agent \
    --cap-drop ALL --cap-add BPF --cap-add PERFMON \
    --security-opt no-new-privileges \
    --read-only \
    --memory 192m --pids-limit 64 \
    --cgroupns host \
    --volume /sys/kernel/tracing:/sys/kernel/tracing:ro \
    --volume /sys/fs/cgroup:/sys/fs/cgroup:ro \
    --env BPFGEN_AGENT_NODE="$(hostname)" \
    --env BPFGEN_AGENT_ADDRESS=0.0.0.0 \
    --env BPFGEN_AGENT_STATISTICS=false \
    --publish 127.0.0.1:9464:9464 \
    bpfgen-agent "$@"
