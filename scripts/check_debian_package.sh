#!/usr/bin/env bash
# Makes the package for Debian of what is built, and tries it in a new Debian 12:
# the tools run with what the package depends on; with what it recommends, the
# stock mlir-opt lowers a network, and all commands of the tutorial about a vendor's
# compiler do what it says. Needs root, debootstrap and the network.
#
#   scripts/check_debian_package.sh [FOLDER]
#
# FOLDER is where the new system goes, which is removed before (default: a
# temporary one, which is removed in the end).

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

((EUID == 0)) || die "only root can change into another root"
command -v debootstrap >/dev/null || die "apt-get install debootstrap"
build_dir=$(build_dir_of "$(default_preset)")
system=${1-$(mktemp -d)}
leave() {
  umount "$system/proc" 2>/dev/null || true
  (($#)) || rm -rf --one-file-system "$system"
}
trap 'leave "$@"' EXIT
rm -rf --one-file-system "$system"

say "making the package"
rm -rf "$build_dir/package"
logged cpack cpack --config "$build_dir/CPackConfig.cmake" -B "$build_dir/package"

say "making a Debian 12 in $system"
logged debootstrap debootstrap --variant=minbase bookworm "$system"
cp "$build_dir"/package/*.deb "$system/tmp/nnef-mlir.deb"
# The tutorial, where the package has been installed in place of what was built.
cp "$root/test/Install/Inputs/follow.py" "$system/tmp"
sed -e 's|^PREFIX=.*|PREFIX=/usr|' -e '/^cmake --install/d' "$root/docs/vendor-tutorial.md" \
  >"$system/tmp/tutorial.md"
mkdir "$system/tmp/home"
echo "deb http://deb.debian.org/debian-security bookworm-security main" \
  >"$system/etc/apt/sources.list.d/security.list"

say "trying it there"
mount -t proc proc "$system/proc"
chroot "$system" bash -euo pipefail <<'EOF'
export DEBIAN_FRONTEND=noninteractive
get() { apt-get -q -y install --no-install-recommends "$@" >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }; }
apt-get -q update >/dev/null
get /tmp/nnef-mlir.deb
digits=/usr/share/nnef-mlir/models/digits
nnef-run $digits/model --inputs $digits/inputs --expected $digits/expected
get clang-22 cmake ninja-build libmlir-22-dev llvm-22-dev llvm-22-tools mlir-22-tools python3-numpy
plugin=/usr/lib/NNEFPlugin.so
nnef-translate --import-nnef $digits/model -o /tmp/digits.mlir
mlir-opt-22 --load-dialect-plugin=$plugin --load-pass-plugin=$plugin \
  --pass-pipeline='builtin.module(nnef-to-linalg)' /tmp/digits.mlir -o /tmp/linalg.mlir
if ! grep -q linalg.conv /tmp/linalg.mlir || grep -q '= nnef' /tmp/linalg.mlir; then
  echo "the stock mlir-opt has not lowered the network" >&2
  exit 1
fi
cd /tmp
HOME=/tmp/home python3 follow.py tutorial.md /usr/share/nnef-mlir/examples/vendor-accelerator
EOF
