import * as v from 'valibot';

/** `GET /api/platform`: whether the IoT platform answers our server at all, whatever it says. */
export const PlatformStateSchema = v.object({ platform: v.picklist(['answers', 'away']) });

export type PlatformState = v.InferOutput<typeof PlatformStateSchema>;
