#!/bin/sh
# Builds the Debian package of the agent in the current folder: build.sh VERSION BINARY
# BINARY is the native program that 'dotnet publish samples/agent -r linux-x64' makes. Needs dpkg-dev and binutils.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: $0 VERSION BINARY" >&2
    exit 2
fi
version=$1 binary=$2 here=$(cd "$(dirname "$0")" && pwd)
name=bpfgen-agent

fail() {
    echo "$0: $1" >&2
    exit 1
}

for tool in dpkg-deb dpkg-shlibdeps readelf gzip; do
    command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install dpkg-dev binutils"
done
dpkg --validate-version "$version" || fail "'$version' is not a version of a Debian package, such as 1.0 or 1.0~rc1"
[ -f "$binary" ] || fail "$binary does not exist: publish the agent first"

case $(readelf -h "$binary" 2>/dev/null | sed -n 's/^ *Machine: *//p') in
    *X86-64) architecture=amd64 ;;
    AArch64) architecture=arm64 ;;
    *) fail "$binary is not a program for x86-64 or arm64" ;;
esac

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
package=$root/package
umask 022

# The same input makes the same package, byte for byte.
: "${SOURCE_DATE_EPOCH:=$(stat -c %Y "$binary")}"
export SOURCE_DATE_EPOCH

install -D -m 755 "$binary" "$package/usr/bin/$name"
install -D -m 644 "$here/../appsettings.json" "$package/etc/$name/appsettings.json"
install -D -m 644 "$here/../systemd/$name.service" "$package/lib/systemd/system/$name.service"
for file in "$here"/../systemd/*.conf; do
    install -D -m 644 "$file" "$package/usr/share/doc/$name/examples/$(basename "$file")"
done
install -D -m 644 "$here/copyright" "$package/usr/share/doc/$name/copyright"
install -D -m 644 "$here/$name.8" "$package/usr/share/man/man8/$name.8"
cat >"$package/usr/share/doc/$name/changelog" <<END
$name ($version) unstable; urgency=medium

  * Version $version. CHANGELOG.md of the project lists its changes.

 -- The BpfGen authors <bpfgen@users.noreply.github.com>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
END
gzip -9 -n "$package/usr/share/doc/$name/changelog" "$package/usr/share/man/man8/$name.8"

# Finds the packages of the program's native libraries, and their minimum versions.
mkdir -p "$root/source/debian"
printf 'Source: %s\n\nPackage: %s\nArchitecture: any\n' "$name" "$name" >"$root/source/debian/control"
libraries=$(cd "$root/source" && dpkg-shlibdeps -O "$package/usr/bin/$name" 2>"$root/errors" | sed -n 's/^shlibs:Depends=//p')
[ -n "$libraries" ] || fail "dpkg-shlibdeps does not know the libraries of $binary: $(cat "$root/errors")"

mkdir "$package/DEBIAN"
for script in postinst prerm postrm; do
    install -m 755 "$here/$script" "$package/DEBIAN/$script"
done
echo "/etc/$name/appsettings.json" >"$package/DEBIAN/conffiles"
cat >"$package/DEBIAN/control" <<END
Package: $name
Version: $version
Architecture: $architecture
Maintainer: The BpfGen authors <bpfgen@users.noreply.github.com>
Installed-Size: $(du -sk --apparent-size "$package" | cut -f1)
Depends: $libraries
Section: admin
Priority: optional
Homepage: https://github.com/bpfgen/bpfgen
Description: node agent that measures a machine with eBPF
 The agent counts in the kernel what the machine does: executed programs,
 TCP connections, requests of block devices, waiting times of processes,
 and opened files. Prometheus scrapes the numbers.
END
(cd "$package" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | LC_ALL=C sort -z | xargs -0 md5sum) >"$package/DEBIAN/md5sums"
chmod 644 "$package/DEBIAN/control" "$package/DEBIAN/conffiles" "$package/DEBIAN/md5sums"

dpkg-deb --root-owner-group -Zxz --build "$package" "${name}_${version}_$architecture.deb"
