/** As much of gifenc as the walk uses; it comes without types. */
declare module 'gifenc' {
  type Color = readonly number[];
  type Palette = readonly Color[];
  type Frame = {
    readonly palette?: Palette;
    /** Milliseconds. */
    readonly delay: number;
    readonly transparent: boolean;
    readonly transparentIndex: number;
    /** 1 leaves the picture as it is for the next frame. */
    readonly dispose: number;
    /** 0 is for ever. */
    readonly repeat?: number;
  };
  const gifenc: {
    GIFEncoder(): {
      writeFrame(indexes: Uint8Array, width: number, height: number, frame: Frame): void;
      finish(): void;
      bytes(): Uint8Array;
    };
    quantize(rgba: Uint8Array, colors: number): Palette;
    applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
  };
  export default gifenc;
}
