#!/bin/sh
# What happens: `mkimage -l FILE` and `dumpimage -l FILE`, which print what a U-Boot image is, take nearly any other file for one with
# a TI OMAP "GP header" (two words, size and load address, neither of them zero), print a line like "GP Header: Size 1f8b0808" and
# end with 0: a gzip archive, a program, a text. An image of another product's format ends the same way, so does a legacy image whose
# sum is wrong: instead of "bad checksum" there is a GP header whose size is 27051956, the legacy format's own magic number.
# Expected: an error, as for a file that begins with zeros, or as the old manual of a tool that "verifies the header" lets one think.
# With: u-boot-tools 2023.01 of Debian 12.
# What follows: a script that lets a file pass because `mkimage -l` ended with 0 lets all of them pass. Name the type that is wanted
# (`mkimage -T kernel -l FILE`, of a legacy image): then header and data are compared with their sums, and another file is an error.
# The hashes inside a FIT image are only printed in either way; compare them yourself.
set -eu
for PROGRAM in mkimage dumpimage gzip; do
  command -v $PROGRAM >/dev/null || { echo "Needs Debian's packages u-boot-tools and gzip."; exit 2; }
done
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
mkimage -V
i=0
while [ $i -lt 200 ]; do echo "line $i of a text about an image"; i=$((i + 1)); done > notes.txt
gzip -k notes.txt
cp "$(command -v gzip)" program
mkimage -A arm -T kernel -C none -a 0x8000 -e 0x8000 -n 'kernel of a door lock' -d notes.txt kernel.img >/dev/null
head -c 4096 /dev/zero > zeros.bin

AS_TOLD=yes
# $1 what is expected, $2... the command; prints how it ended and its first line.
row() {
  TOLD=$1
  shift
  CODE=0
  timeout 10 "$@" > out 2>&1 || CODE=$?
  LINE=$(head -n 1 out | tr -s ' ')
  case "$LINE" in "GP Header"*) KIND=gp ;; "Image Name: kernel of a door lock") KIND=legacy ;; *) KIND=none ;; esac
  [ $CODE -eq 0 ] && SEEN="$KIND, accepted" || SEEN="$KIND, error"
  NOTE=
  [ "$SEEN" = "$TOLD" ] || { NOTE="   (told: $TOLD)"; AS_TOLD=no; }
  printf '%-34s %-18s %s%s\n' "$*" "$SEEN" "$LINE" "$NOTE"
}
row 'legacy, accepted' mkimage -l kernel.img
row 'gp, accepted' mkimage -l notes.txt
row 'gp, accepted' mkimage -l notes.txt.gz
row 'gp, accepted' mkimage -l program
row 'gp, accepted' dumpimage -l notes.txt.gz
row 'none, error' mkimage -l zeros.bin
row 'legacy, accepted' mkimage -T kernel -l kernel.img
row 'none, error' mkimage -T kernel -l notes.txt
row 'none, error' mkimage -T kernel -l notes.txt.gz
row 'none, error' mkimage -T kernel -l program
[ $AS_TOLD = yes ] && echo 'As described.' || { echo 'NOT as described.'; exit 1; }
