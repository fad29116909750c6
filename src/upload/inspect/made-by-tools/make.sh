#!/bin/sh
# Writes images around a payload of our own, each with the tool of its format, and packs them as *.gz beside this script.
# They are kept, so that no test asks for these tools; README.md names their versions.
#   sh make.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C SOURCE_DATE_EPOCH=1780000000
PATH=$PATH:/usr/sbin:/sbin

i=0
while [ $i -lt 60 ]; do
  i=$((i + 1))
  echo "line $i of a payload that is not for any device"
done > payload
mkdir tree && cp payload tree/firmware.bin && echo 2.3.1 > tree/version

keep() {
  gzip -9 -n < "$1" > "$here/$2.gz"
}

mkimage -A arm -O linux -T kernel -C none -a 0x8000 -e 0x8000 -n door-lock -d payload uimage > log
keep uimage uimage.bin

cat > image.its <<'EOF'
/dts-v1/;
/ {
  description = "door lock";
  images {
    kernel {
      data = /incbin/("payload");
      type = "kernel";
      arch = "arm";
      os = "linux";
      compression = "none";
      load = <0x8000>;
      entry = <0x8000>;
      hash { algo = "sha256"; };
    };
  };
  configurations { default = "one"; one { kernel = "kernel"; }; };
};
EOF
mkimage -f image.its fit.itb >> log
keep fit.itb fit.itb

cat > board.dts <<'EOF'
/dts-v1/;
/ { compatible = "nobody,door-lock"; model = "door lock"; };
EOF
dtc -O dtb -o board.dtb board.dts
keep board.dtb board.dtb

mksquashfs tree squashfs -quiet -no-progress -all-root -comp xz >> log
keep squashfs rootfs.squashfs

openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=nobody -keyout key.pem -out cert.pem 2>> log
mkdir bundle && cp squashfs bundle/rootfs.img
cat > bundle/manifest.raucm <<'EOF'
[update]
compatible=door-lock
version=2.3.1
[image.rootfs]
filename=rootfs.img
EOF
rauc bundle --cert=cert.pem --key=key.pem bundle bundle.raucb >> log 2>&1
keep bundle.raucb bundle.raucb

cat > sw-description <<'EOF'
software = { version = "2.3.1"; images: ( { filename = "payload"; device = "/dev/mtd1"; } ); }
EOF
printf 'sw-description\npayload\n' | cpio -o -H crc > update.swu 2>> log
keep update.swu update.swu
(cd tree && find . | sort | cpio -o -H newc) > initramfs.cpio 2>> log
keep initramfs.cpio initramfs.cpio

mender-artifact write rootfs-image -t door-lock -n release-2.3.1 -f payload -o update.mender --no-progress >> log 2>&1
keep update.mender update.mender

mkfs.ubifs -q -r tree -m 512 -e 15360 -c 40 -o ubifs >> log
keep ubifs rootfs.ubifs
cat > ubi.ini <<'EOF'
[rootfs]
mode=ubi
image=ubifs
vol_id=0
vol_type=dynamic
vol_name=rootfs
EOF
ubinize -Q 1 -m 512 -p 16KiB -o ubi ubi.ini >> log
keep ubi rootfs.ubi
mkfs.jffs2 -q -r tree -o jffs2 >> log 2>&1
keep jffs2 rootfs.jffs2
mkfs.cramfs tree cramfs >> log 2>&1
keep cramfs rootfs.cramfs
genromfs -d tree -f romfs -V rootfs >> log
keep romfs rootfs.romfs
mke2fs -q -t ext4 -O ^has_journal -N 16 -d tree ext4 256K >> log 2>&1
keep ext4 rootfs.ext4

mkbootimg --kernel payload --ramdisk initramfs.cpio --output boot.img
keep boot.img boot.img
mkbootimg --header_version 3 --dtb board.dtb --vendor_ramdisk initramfs.cpio --vendor_boot vendor_boot.img
keep vendor_boot.img vendor_boot.img
img2simg ext4 sparse.img
keep sparse.img sparse.img

cp payload door-lock.dfu && dfu-suffix -v 1209 -p 0001 -a door-lock.dfu >> log
keep door-lock.dfu door-lock.dfu
dfuse-pack -b 0x08000000:payload door-lock.dfuse >> log
keep door-lock.dfuse dfuse.dfu

objcopy -I binary -O elf32-little payload payload.elf
keep payload.elf payload.elf
objcopy -I binary -O ihex payload payload.hex
keep payload.hex payload.hex
objcopy -I binary -O srec payload payload.srec
keep payload.srec payload.srec

truncate -s 64K disk && printf 'label: gpt\nfirst-lba: 34\nstart=40, size=8\n' | sfdisk -q disk >> log 2>&1
keep disk disk.img

tar -C tree --format=ustar --owner=0 --group=0 --mtime=@$SOURCE_DATE_EPOCH -cf release.tar .
keep release.tar release.tar

for tool in xz zstd lz4 bzip2; do
  $tool -q -c < payload > "payload.$tool"
  keep "payload.$tool" "payload.$tool"
done

# gzip files of several members, and one that fills up a block: ten entries that need more than one.
mkdir ten
for n in 0 1 2 3 4 5 6 7 8 9; do
  i=0
  while [ $i -lt 300 ]; do i=$((i + 1)); echo "entry $n, line $i: $(( (i * 7919 + n * 104729) % 1000003 ))"; done > ten/part-$n.bin
done
tar -C ten --format=ustar --sort=name --owner=0 --group=0 --mtime=@$SOURCE_DATE_EPOCH -cf ten.tar .
bgzip -c < ten.tar > ten.tar.bgzip
keep ten.tar.bgzip ten.tar.bgzip
head -c 50000 ten.tar | gzip -n > ten.tar.concat && tail -c +50001 ten.tar | gzip -n >> ten.tar.concat
keep ten.tar.concat ten.tar.concat
gzip -n < ten.tar > ten.tar.padded && truncate -s %4096 ten.tar.padded
keep ten.tar.padded ten.tar.padded

# Of a split zip archive the beginning of the first part, and the last one with the list of entries.
head -c 66000 /dev/urandom > noise && zip -q -0 -s 64k split.zip noise
head -c 2000 split.z01 > first
keep first split.z01
keep split.zip split.zip

# Formats that were added later.
rauc_format() {
  mkdir "rauc-$1" && cp squashfs "rauc-$1/rootfs.img"
  printf '[update]\ncompatible=door-lock\nversion=2.3.1\n[bundle]\nformat=%s\n[image.rootfs]\nfilename=rootfs.img\n' "$1" > "rauc-$1/manifest.raucm"
  rauc bundle --cert=cert.pem --key=key.pem "rauc-$1" "$1.raucb" >> log 2>&1
  keep "$1.raucb" "$1.raucb"
}
# A bundle has to have more than a page.
head -c 6000 /dev/urandom > tree/noise && rm squashfs && mksquashfs tree squashfs -quiet -no-progress -all-root -comp xz >> log
rauc_format verity
rauc_format crypt
rauc encrypt --to cert.pem --keyring cert.pem crypt.raucb encrypted.raucb >> log 2>&1
keep encrypted.raucb encrypted.raucb

mkfs.erofs -zlz4hc -T "$SOURCE_DATE_EPOCH" rootfs.erofs tree >> log 2>&1
keep rootfs.erofs rootfs.erofs
mkfs.cramfs -N big tree cramfs-big >> log 2>&1
keep cramfs-big rootfs.cramfs-big
sed s/line/LINE/ payload > newer
xdelta3 -e -s payload newer delta.vcdiff && keep delta.vcdiff delta.vcdiff
bsdiff payload newer delta.bsdiff && keep delta.bsdiff delta.bsdiff
pzstd -q -p 2 payload -o payload.pzstd 2>> log && keep payload.pzstd payload.pzstd
lz4 -q -l payload payload.lz4-legacy && keep payload.lz4-legacy payload.lz4-legacy

fiptool create --tb-fw payload --soc-fw squashfs fip.bin && keep fip.bin fip.bin
printf 'IMAGE_VERSION 2\nBOOT_FROM sd\nDATA 4 0x020c4068 0xffffffff\n' > imx.cfg
mkimage -n imx.cfg -T imximage -e 0x87800000 -d payload imx.bin >> log && keep imx.bin imx.bin
mkimage -T omapimage -a 0x40300000 -d payload omap.bin >> log && keep omap.bin omap.bin
mkimage -T stm32image -a 0x2ffc2500 -e 0x2ffc2500 -d payload stm32.bin >> log && keep stm32.bin stm32.bin
mkimage -T sunxi_egon -d payload egon.bin >> log && keep egon.bin egon.bin
mkimage -T zynqimage -d payload zynq.bin >> log && keep zynq.bin zynq.bin

npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @matter/protocol@0.17.9
cat > matter.mjs <<'EOF_MATTER'
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { OtaImageWriter } from '@matter/protocol';

const crypto = { computeHash: async (data) => createHash('sha256').update(data).digest() };
const { image } = await OtaImageWriter.create(crypto, {
  vendorId: 0xfff1,
  productId: 0x8001,
  softwareVersion: 20301,
  softwareVersionString: '2.3.1',
  payload: readFileSync('payload'),
});
writeFileSync('door-lock.ota', image);
EOF_MATTER
node matter.mjs && keep door-lock.ota door-lock.ota
# Blank at its beginning, in its middle and at its end, and not blank.
srec_cat payload -binary -offset 0x20000 -fill 0xFF 0 0x100000 -o flash -binary
keep flash flash.bin
truncate -s 16M btrfs && mkfs.btrfs -q --mixed -r tree btrfs >> log 2>&1
keep btrfs rootfs.btrfs

mkdir sysupgrade-door-lock && cp payload sysupgrade-door-lock/root && echo BOARD=door-lock > sysupgrade-door-lock/CONTROL
tar --format=ustar --owner=0 --group=0 --sort=name --mtime=@$SOURCE_DATE_EPOCH -cf sysupgrade sysupgrade-door-lock
keep sysupgrade sysupgrade.bin

# The older generations of the extended file system.
for generation in ext2 ext3; do
  size=256K && [ $generation = ext3 ] && size=2M
  mke2fs -q -t $generation -N 16 -d tree $generation.img $size >> log 2>&1 && keep $generation.img rootfs.$generation
done
genext2fs -b 256 -N 16 -d tree genext2fs.img && keep genext2fs.img rootfs.genext2fs

# An Android application without code; the framework tells the tool what its attributes are.
cat > AndroidManifest.xml <<'EOF_MANIFEST'
<?xml version="1.0" encoding="utf-8"?>
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.example.doorlock" android:versionCode="20301" android:versionName="2.3.1">
  <application android:hasCode="false" />
</manifest>
EOF_MANIFEST
aapt package -M AndroidManifest.xml -I /usr/share/android-framework-res/framework-res.apk -F door-lock.apk >> log
keep door-lock.apk door-lock.apk
openssl rsa -in key.pem -traditional -out signer.pem 2>> log
mender-artifact --compression none write module-image -T single-file -t door-lock -n 2.3.1 -f payload -k signer.pem -o module.mender >> log 2>&1
keep module.mender module.mender

# FIT images whose data lies behind the tree: right behind it, or at an address in the file.
mkimage -E -f image.its external.itb >> log && keep external.itb external.itb
mkimage -E -p 0x1000 -f image.its external-at.itb >> log && keep external-at.itb external-at.itb
# A program without its table of sections.
objcopy -I binary -O elf64-x86-64 -B i386:x86-64 payload payload.o && ld -e 0 -o app.elf payload.o
eu-strip --strip-sections -o stripped.elf app.elf && keep stripped.elf stripped.elf
srec_cat payload -binary -o payload.ti-txt -ti-txt && keep payload.ti-txt payload.ti-txt
srec_cat payload -binary -o payload.mos-tech -mos-technologies && keep payload.mos-tech payload.mos-tech

# Several blocks, streams and windows in one file.
i=0
while [ $i -lt 120 ]; do i=$((i + 1)); cat payload; done > many
zstd -q -c < many > many.zstd && cat payload.zstd >> many.zstd && keep many.zstd many.zstd
lz4 -q -B4 -BX -c < many > many.lz4 && keep many.lz4 many.lz4
xz -q -T 2 --block-size=65536 -c < many > many.xz && cat payload.xz >> many.xz && keep many.xz many.xz
bzip2 -q -1 -c < many > many.bzip2 && keep many.bzip2 many.bzip2
xdelta3 -e -W 16384 -s payload many many.vcdiff && keep many.vcdiff many.vcdiff
