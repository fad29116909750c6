/** OpenWrt's package for `sysupgrade`: a tar archive that devices know by the ending `bin`. */
export const SYSUPGRADE = 'OpenWrt sysupgrade';
