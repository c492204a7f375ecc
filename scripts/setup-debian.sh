#!/usr/bin/env bash
# Installs what building, testing and the demo need on Debian 12.
# Does nothing, quickly, when everything is there.
#
#   scripts/setup-debian.sh

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

packages=(
  # The compiler, its linker and the build tools.
  clang-22 lld-22 cmake ninja-build
  # LLVM and MLIR: headers, shared libraries, TableGen, FileCheck, lit, mlir-opt.
  llvm-22-dev llvm-22-tools libmlir-22-dev mlir-22-tools
  # The threads of compiled networks.
  libomp-22-dev
  # Networks on GPUs: declarations, and a driver that computes on the processor
  # for tests.
  libvulkan-dev libvulkan1 mesa-vulkan-drivers
  # Models in tar and zip archives.
  libarchive-dev
  # Packages for Debian: dpkg-shlibdeps.
  dpkg-dev
  # Unit tests; lit needs psutil to stop a test that hangs.
  libgtest-dev python3-psutil
  # Tests of code for another processor.
  qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross make
  # Benchmarks.
  libbenchmark-dev
  # The demo's pictures and numbers.
  python3 python3-numpy python3-pil fonts-dejavu-core
  # The Python package, with nanobind from pip below, and the pictures of its example.
  python3-dev python3-pip python3-matplotlib
  # scripts/format.sh and scripts/lint.sh ask it for the files.
  git
)

missing_packages() {
  local installed package
  # dpkg-query fails for a package it has never heard of; that is an answer too.
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
  for package in "${packages[@]}"; do
    grep -qxF "$package installed" <<<"$installed" || echo "$package"
  done
}

has_candidate() {
  local policy
  policy=$(LC_ALL=C apt-cache policy "$1")
  grep -q '^ *Candidate: [^(]' <<<"$policy"
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@"
}

# Debian 12 has no nanobind, which the Python package is written with. It is put
# beside the sources, and all else works without it.
install_nanobind() {
  local requirement folder=$root/.nanobind
  requirement=$(grep -o 'nanobind==[0-9.]*' "$root/pyproject.toml")
  [[ ! -e $folder/nanobind-${requirement#*==}.dist-info ]] || return 0
  rm -rf "$folder"
  if ! /usr/bin/python3 -m pip install --quiet --no-deps --disable-pip-version-check \
    --root-user-action ignore --target "$folder" "$requirement" >/dev/null 2>&1; then
    rm -rf "$folder"
    echo "pip cannot install $requirement: the Python package will not be built."
  fi
}

# LLVM 22 reaches Debian 12 through its security suite, which a bare
# installation may not list.
add_security_suite() {
  local codename file=/etc/apt/sources.list.d/bookworm-security.list
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  local source="deb [signed-by=$keyring] http://deb.debian.org/debian-security bookworm-security main"
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  [[ $codename == bookworm ]] ||
    die "apt finds no libmlir-22-dev. On Debian 12 it is in bookworm-security; for '$codename' add a source that has LLVM 22 (https://apt.llvm.org lists some), then run this again"
  [[ -e $file ]] && die "apt finds no libmlir-22-dev although $file exists; see $logs/apt-update.log"
  say "adding Debian's security suite, which has LLVM 22: $file"
  as_root tee "$file" >/dev/null <<<"$source"
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "No apt-get here: install LLVM/MLIR 22, CMake, Ninja, GoogleTest, NumPy and Pillow yourself."
  exit 0
fi

mapfile -t missing < <(missing_packages)
if ((${#missing[@]} == 0)); then
  echo "Every needed Debian package is installed."
  install_nanobind
  exit 0
fi

say "installing Debian packages: ${missing[*]}"
if ((EUID != 0)); then
  command -v sudo >/dev/null || die "run this as root, or install sudo"
  sudo -v || die "sudo was refused; run this as root"
fi

logged apt-update apt_get update
if ! has_candidate libmlir-22-dev; then
  add_security_suite
  logged apt-update apt_get update
  has_candidate libmlir-22-dev ||
    die "bookworm-security has no libmlir-22-dev for this machine ($(dpkg --print-architecture))"
fi
logged apt-install apt_get install --no-install-recommends "${missing[@]}"

mapfile -t missing < <(missing_packages)
((${#missing[@]} == 0)) || die "still missing: ${missing[*]}; see $logs/apt-install.log"
install_nanobind
