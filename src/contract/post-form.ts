import { readPolicy, type PolicyReading } from './post-policy.ts';
import type { Ticket } from './ticket.ts';

/** The name of the file's own part, in every dialect. */
export const FILE_FIELD = 'file';

/** The dialects that a store's form may have: `objectStorage` of a ticket. */
export const OBJECT_STORAGES = ['OSS', 'S3'] as const;
export type ObjectStorage = (typeof OBJECT_STORAGES)[number];

export function isObjectStorage(text: string): text is ObjectStorage {
  return OBJECT_STORAGES.some((storage) => storage === text);
}

/** What the fields of a form are called, as the store documents them. */
export type FormNames = {
  /** How its own fields begin: what a ticket has of these goes along. */
  readonly own: 'x-oss-' | 'x-amz-';
  /** Of the older signature: HMAC-SHA1 with the secret itself. */
  readonly accessKeyId: string;
  readonly signature: string;
  /** Of signature version 4: the field that says so, and its value. */
  readonly algorithmField: string;
  readonly algorithm: string;
  readonly scopedSignature: string;
  /** Whether a form without a file is certain to store nothing. Ceph 16 makes an object of two bytes of it, over what is there. */
  readonly refusesNoFile: boolean;
};

export const FORM_NAMES: Readonly<Record<ObjectStorage, FormNames>> = {
  OSS: {
    own: 'x-oss-',
    accessKeyId: 'OSSAccessKeyId',
    // As OSS's API page says; its samples write it small.
    signature: 'Signature',
    algorithmField: 'x-oss-signature-version',
    algorithm: 'OSS4-HMAC-SHA256',
    scopedSignature: 'x-oss-signature',
    refusesNoFile: true,
  },
  S3: {
    own: 'x-amz-',
    accessKeyId: 'AWSAccessKeyId',
    signature: 'signature',
    algorithmField: 'x-amz-algorithm',
    algorithm: 'AWS4-HMAC-SHA256',
    scopedSignature: 'x-amz-signature',
    refusesNoFile: false,
  },
};

/** What a store may be asked with to learn why it refused; undefined where the question itself might store something. */
export function questionFields(ticket: Ticket): readonly Field[] | undefined {
  const { objectStorage } = ticket;
  const mayAsk = isObjectStorage(objectStorage) && FORM_NAMES[objectStorage].refusesNoFile;
  return mayAsk ? postFormFields(ticket) : undefined;
}

type Field = readonly [name: string, value: string];

/**
 * The fields of a form in the order they have to be appended; the file itself comes after them, last.
 * @throws for a storage that `findAddressFault` does not let pass
 */
export function postFormFields(ticket: Ticket): readonly Field[] {
  const { objectStorage, signature } = ticket;
  if (!isObjectStorage(objectStorage)) throw new Error(`no form for ${objectStorage}`);
  const names = FORM_NAMES[objectStorage];
  const own = Object.entries(ticket.extraFields).filter(([name]) =>
    name.toLowerCase().startsWith(names.own),
  );
  const has = (field: string) => own.some(([name]) => name.toLowerCase() === field);
  const proof: readonly Field[] = !has(names.algorithmField)
    ? [
        [names.accessKeyId, ticket.OSSAccessKeyId],
        [names.signature, signature],
      ]
    : has(names.scopedSignature)
      ? []
      : [[names.scopedSignature, signature]];
  return [
    ['key', ticket.key],
    ['policy', ticket.policy],
    ...proof,
    ...successField(objectStorage, ticket),
    ...own,
  ];
}

function successField(storage: ObjectStorage, ticket: Ticket): readonly Field[] {
  const name = 'success_action_status';
  switch (storage) {
    case 'OSS':
      // 204 would come without it, and that is what a proxy without body likes to make up.
      return [[name, '200']];
    case 'S3': {
      // A field that the policy does not name is refused.
      const reading = readTicketPolicy(ticket);
      const conditions = reading.kind === 'policy' ? reading.policy.conditions : [];
      return conditions.flatMap((condition) =>
        condition.kind === 'eq' && condition.field === name ? [[name, condition.value]] : [],
      );
    }
  }
}

/** A ticket's policy as its store reads it. */
export function readTicketPolicy({ objectStorage, policy }: Ticket): PolicyReading {
  return readPolicy(policy, objectStorage === 'S3' ? 'numbers-or-text' : 'numbers');
}
