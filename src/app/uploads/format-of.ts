import type { Upload } from '../../upload/model/upload.ts';

/** What a file is by its bytes, and the version it carries; undefined when that cannot be told. */
export function formatOf({ image, imageVersion }: Upload): string | undefined {
  if (image === undefined || imageVersion === undefined || image.includes(imageVersion)) {
    return image;
  }
  return `${image} · ${imageVersion}`;
}
