#!/bin/sh
# What happens: SWUpdate packages and some initramfs images are cpio archives with checksums (`cpio -H crc`). If one byte of a member
# has changed, GNU cpio prints "checksum error" and ends with 0: when it extracts (the changed file is written and stays) and
# even with --only-verify-crc, whose only task is to check. In an archive without checksums (-H newc) it says nothing.
# Expected: a failing exit code, as tar, gzip, unzip and xz have it for a checksum that does not fit.
# With: Debian 12, cpio 2.13+dfsg-7.1.
# What follows: `cpio --only-verify-crc < update.swu && upload` uploads damaged packages. Let standard error decide
# (`cpio -i --only-verify-crc --quiet < update.swu 2>&1 | grep -q . && exit 1`), or trust the hashes in sw-description instead.
set -eu
command -v cpio >/dev/null || { echo "Needs Debian's package cpio."; exit 2; }
cpio --version | head -1
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
mkdir in out
echo 'software = { version = "1.0.0"; }' > in/sw-description
i=0; while [ $i -lt 500 ]; do echo "block $i" | sha256sum; i=$((i + 1)); done > in/image.bin
pack() { (cd in && printf 'sw-description\nimage.bin\n' | cpio -o -H crc --quiet) > "$1"; }
pack whole.swu
{ head -c 20000 whole.swu; printf '#'; tail -c +20002 whole.swu; } > changed.swu
[ "$(cmp -l whole.swu changed.swu | wc -l)" = 1 ]
try() { # NAME ARCHIVE COMMAND...
  name=$1 archive=$2; shift 2
  rm -rf out; mkdir out
  if (cd out && "$@" < "../$archive" 2>../errors); then code=0; else code=$?; fi
  if [ ! -e out/image.bin ]; then what='nothing written'
  elif cmp -s out/image.bin in/image.bin; then what='the image written'
  else what='a changed image written'; fi
  if grep -q 'checksum error' errors; then said='"checksum error"'; else said='nothing'; fi
  echo "$name, $archive: says $said, exit code $code, $what"
}
{
  try 'extract' whole.swu cpio -i --quiet
  try 'extract' changed.swu cpio -i --quiet
  try 'verify' whole.swu cpio -i --only-verify-crc --quiet
  try 'verify' changed.swu cpio -i --only-verify-crc --quiet
} | tee seen
cat > told <<'TOLD'
extract, whole.swu: says nothing, exit code 0, the image written
extract, changed.swu: says "checksum error", exit code 0, a changed image written
verify, whole.swu: says nothing, exit code 0, nothing written
verify, changed.swu: says "checksum error", exit code 0, nothing written
TOLD
if cmp -s seen told; then
  echo 'As described.'
else
  echo 'NOT as described.'
  exit 1
fi
