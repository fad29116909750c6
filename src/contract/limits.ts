/** Every number of the wire, with its unit and where it comes from. */

/**
 * The largest firmware a ticket's policy lets through, in bytes: 1,000 MiB.
 * Source: `content-length-range` of the published sample policy and of Alibaba's PostObject examples.
 */
export const FIRMWARE_MAX_BYTES = 1_048_576_000;

/** How long the embedded platform's tickets live unless told otherwise. Source: Alibaba states one minute. */
export const TICKET_LIFE_S = 60;

/** A signed call whose `Timestamp` is further away than this is refused. Source: Alibaba's RPC gateway. */
export const TIMESTAMP_TOLERANCE_MS = 15 * 60 * 1000;

/** The longest object key, in bytes of UTF-8. Source: OSS PostObject. */
export const KEY_MAX_BYTES = 1023;

/** The longest form field name, in bytes. Source: OSS PostObject. */
export const FIELD_NAME_MAX_BYTES = 8 * 1024;

/** The longest form field value, in bytes. Source: OSS PostObject. */
export const FIELD_VALUE_MAX_BYTES = 2 * 1024 * 1024;

/** All values before `file` together, in bytes. Source: OSS EC 0006-00000112. */
export const FIELDS_MAX_BYTES = 8 * 1024 * 1024;

/** All `x-oss-meta-*` names and values of one object together, in bytes. Source: OSS PostObject. */
export const USER_META_MAX_BYTES = 8 * 1024;

/** How much of an error answer is ever read, in characters: a real one has a few hundred. */
export const ERROR_BODY_MAX_CHARS = 64 * 1024;

/** How much of one text of another program is kept and shown, in characters: a real request id has at most 64, a message about 100. */
export const TOLD_MAX_CHARS = 200;

/** The same for a sentence of our own server, in characters: the longest has about 500 with what it quotes. */
export const OWN_TOLD_MAX_CHARS = 1_000;

/** Packages one account, or one instance of it, may have. Source: Alibaba's `CreateOTAFirmware`. */
export const PACKAGES_MAX = 500;

/** An uploaded file of which no package was made within this is deleted. Source: Alibaba's `GenerateOTAUploadURL`. */
export const SWEPT_AFTER_MS = 60 * 60 * 1000;
