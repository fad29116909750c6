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

# Blank at its beginning, in its middle and at its end, and not blank.
srec_cat payload -binary -offset 0x20000 -fill 0xFF 0 0x100000 -o flash -binary
keep flash flash.bin
truncate -s 16M btrfs && mkfs.btrfs -q --mixed -r tree btrfs >> log 2>&1
keep btrfs rootfs.btrfs

mkdir sysupgrade-door-lock && cp payload sysupgrade-door-lock/root && echo BOARD=door-lock > sysupgrade-door-lock/CONTROL
tar --format=ustar --owner=0 --group=0 --sort=name --mtime=@$SOURCE_DATE_EPOCH -cf sysupgrade sysupgrade-door-lock
keep sysupgrade sysupgrade.bin
