#!/bin/sh
# What happens: `mkimage -l FILE` ends with 0 for files that are no U-Boot images at all. A SquashFS, an xz file, an ELF program or a
# README is listed as "GP Header: Size ... LoadAddr ...", its first eight bytes read as two numbers: of the formats that are tried in
# turn, that of TI's GP devices has no magic. So is a legacy image whose data was damaged: its own format turns it down before.
# Expected: that a command which prints what is in an image fails when there is no image in it, as `dumpimage -T kernel` does.
# With: Debian 12, u-boot-tools 2023.01+dfsg-2+deb12u3.
# What follows: the exit code of `mkimage -l` is no test in a build or an upload script. Look for the line that only the wanted
# format prints ("Image Name:" of a legacy image, "FIT description:"), or extract with `dumpimage -T`, which checks. A line
# "GP Header" means, nearly always, that nothing was recognised.
set -eu
command -v mkimage >/dev/null && command -v dumpimage >/dev/null || { echo "Needs Debian's package u-boot-tools."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
i=0; while [ $i -lt 500 ]; do echo "block $i" | sha256sum; i=$((i + 1)); done > payload
mkimage -A arm -O linux -T kernel -C none -a 0x8000 -e 0x8000 -n image -d payload legacy.img >/dev/null
echo '# Read me first' > README.md
gzip -c payload > payload.gz
cp /bin/sh program.elf
printf 'hsqs\003\000\000\000' > squashfs.img; head -c 4088 /dev/zero >> squashfs.img # how a SquashFS begins
for FILE in legacy.img README.md payload.gz program.elf squashfs.img; do
  if mkimage -l $FILE > listed 2>/dev/null; then code=0; else code=$?; fi
  line=$(head -1 listed | cut -c1-10)
  if dumpimage -T kernel -p 0 -o out $FILE >/dev/null 2>&1; then extracted=0; else extracted=$?; fi
  [ $extracted = 0 ] || extracted='not 0'
  echo "$FILE: mkimage -l $code '$line', dumpimage -T kernel $extracted"
done | tee seen
dpkg-query -W u-boot-tools 2>/dev/null || true
cat > told <<'TOLD'
legacy.img: mkimage -l 0 'Image Name', dumpimage -T kernel 0
README.md: mkimage -l 0 'GP Header:', dumpimage -T kernel not 0
payload.gz: mkimage -l 0 'GP Header:', dumpimage -T kernel not 0
program.elf: mkimage -l 0 'GP Header:', dumpimage -T kernel not 0
squashfs.img: mkimage -l 0 'GP Header:', dumpimage -T kernel not 0
TOLD
if cmp -s seen told; then
  echo 'As described.'
else
  echo 'NOT as described.'
  exit 1
fi
