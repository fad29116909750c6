import { u32le } from '../archive-worker/bytes.ts';
import type { ImageFormat } from '../reading/image-format.ts';

/** Vectors of a Cortex-M that are reserved in every version of its architecture (Armv6-M, v7-M, v8-M). */
const RESERVED = [8, 9, 10, 13] as const;
const STACK = 0;
/** Reset, NMI and HardFault exist in all of them. */
const ALWAYS = [1, 2, 3] as const;
/** MemManage, BusFault, UsageFault, SVCall, PendSV, SysTick: zero where there is none. */
const OPTIONAL = [4, 5, 6, 11, 14, 15] as const;
/** Where these chips have their memory, in steps of 16 MiB: on the core's own bus, SRAM, and behind it. */
const RAM = new Set([0x10, 0x20, 0x24, 0x28, 0x30, 0x38]);

export const CORTEX_M: ImageFormat = {
  name: 'Arm Cortex-M firmware',
  fits: ({ head, size }) => {
    const vector = (index: number) => u32le(head, index * 4);
    const stack = vector(STACK);
    if (!RAM.has(stack >>> 24) || stack % 4 !== 0) return false;
    if (RESERVED.some((index) => vector(index) !== 0)) return false;
    const handlers = [...ALWAYS, ...OPTIONAL.filter((index) => vector(index) !== 0)].map(vector);
    // Thumb code has odd addresses, and all of it lies within the file.
    const isThumb = handlers.every((address) => address % 2 === 1 && !RAM.has(address >>> 24));
    return isThumb && Math.max(...handlers) - Math.min(...handlers) < size;
  },
};
