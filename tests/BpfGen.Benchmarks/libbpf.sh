#!/usr/bin/env bash
# Builds the newest libbpf that the system's package mirror has, as a static library: that of the kernel sources in Debian's suite sid.
#
#   libbpf.sh FOLDER
#
# Writes FOLDER/libbpf.a, FOLDER/include/bpf and FOLDER/version. A library that is there already is kept. The script requires apt, cc and the headers of
# libelf and zlib, but does not change the system's package lists and packages.
# Exit status: 0 built, 1 the mirror is not Debian's or the build failed.
set -euo pipefail

out=$(mkdir -p "$1" && cd "$1" && pwd)
[ ! -e "$out/version" ] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work"/{lists/partial,cache/archives/partial,source,objects} && touch "$work/status"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | sort -u | grep -m 1 -E '/debian/?$')
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$work/sources.list"
private() {
    "$@" -q -o Dir::State::Lists="$work/lists" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" -o Dir::Etc::SourceList="$work/sources.list" \
        -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Parts=/dev/null -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 -o Acquire::Languages=none
}

private apt-get update >/dev/null
package=$(private apt-cache depends linux-source | grep -oE 'linux-source-[0-9.]+' | head -n 1)
(cd "$work" && private apt-get download "$package" >/dev/null)
# apt and tar stop reading when they have what they need, which is not an error here.
dpkg-deb --fsys-tarfile "$work/$package"_*.deb | tar -xO "./usr/src/$package.tar.xz" | xz -dc |
    tar -x -C "$work/source" --strip-components=1 --wildcards "$package/tools/lib/bpf/*" "$package/tools/include/*" "$package/tools/arch/*"

cd "$work/source/tools/lib/bpf"
for source in *.c; do
    cc -O2 -w -D_GNU_SOURCE -D_LARGEFILE64_SOURCE -D_FILE_OFFSET_BITS=64 -I. -I../../include -I../../include/uapi -c "$source" -o "$work/objects/${source%.c}.o"
done
ar rcs "$out/libbpf.a" "$work"/objects/*.o
mkdir -p "$out/include/bpf" && cp ./*.h "$out/include/bpf/"
cp -r ../../include/uapi/linux "$out/include/" 
echo "$(sed -n 's/#define LIBBPF_M[AI][JN]OR_VERSION //p' libbpf_version.h | paste -sd.) ($package)" >"$out/version"
