#!/bin/sh
# What happens: bsdiff makes a patch from version 1 to version 2. Applied to another file of the old one's size (a build of the same
# version that differs in two bytes), bspatch ends with 0 and writes a file of the right length that is not version 2. The format
# holds no checksum, neither of the old file nor of the new one. A patch of xdelta3 is refused in the same place.
# Expected: an error, or at least another exit code: the patch is the tool's own, and only useful for one old file.
# With: Debian 12, bsdiff 4.3-23, xdelta3 3.0.11-dfsg-1.2.
# What follows: a differential package has to carry the digests of the old and of the new image beside the patch, and the device has
# to compare both, the new one before it switches over. A matching version string does not say that the bytes are those.
set -eu
for PROGRAM in bsdiff bspatch xdelta3; do
  command -v $PROGRAM >/dev/null || { echo "Needs Debian's packages bsdiff and xdelta3."; exit 2; }
done
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
awk 'BEGIN { for (i = 0; i < 20000; i++) { n = (n * 1103 + 12345) % 99991; printf "%05d %d\n", n, i } }' > v1
sed '3000,3100d' v1 > v2; echo 'version 2' >> v2
{ head -c 5000 v1; printf 'ZZ'; tail -c +5003 v1; } > rebuilt
[ "$(wc -c < v1)" = "$(wc -c < rebuilt)" ]
bsdiff v1 v2 patch.bsdiff
xdelta3 -e -s v1 v2 patch.vcdiff
try() { # NAME COMMAND...
  name=$1; shift
  rm -f out
  if timeout 20 "$@" 2>/dev/null; then code=0; else code=$?; fi
  if [ ! -e out ]; then what='nothing'
  elif cmp -s out v2; then what='version 2'
  elif [ "$(wc -c < out)" = "$(wc -c < v2)" ]; then what='another file of the same length'
  else what='a part'; fi
  echo "$name: exit code $code, written: $what"
}
{
  try 'bspatch, version 1' bspatch v1 out patch.bsdiff
  try 'bspatch, rebuilt  ' bspatch rebuilt out patch.bsdiff
  try 'xdelta3, version 1' xdelta3 -d -s v1 patch.vcdiff out
  try 'xdelta3, rebuilt  ' xdelta3 -d -s rebuilt patch.vcdiff out
} | tee seen
dpkg-query -W bsdiff xdelta3 2>/dev/null || true
cat > told <<'TOLD'
bspatch, version 1: exit code 0, written: version 2
bspatch, rebuilt  : exit code 0, written: another file of the same length
xdelta3, version 1: exit code 0, written: version 2
TOLD
if head -3 seen | cmp -s - told && tail -1 seen | grep -q 'exit code [1-9]' && ! tail -1 seen | grep -q 'written: version 2'; then
  echo 'As described.'
else
  echo 'NOT as described.'
  exit 1
fi
