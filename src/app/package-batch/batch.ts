import type { Dialect } from '../../contract/dialect.ts';
import type { FieldReason, OtaFirmware } from '../../contract/ota-firmware.ts';
import type { MadePackage } from '../../upload/model/receipt.ts';
import {
  beginDraft,
  findDraftFaults,
  firmwareOfDraft,
  type Draft,
  type TextField,
  type UploadedFile,
} from '../create-package/draft.ts';
import { createPackage, type Creation } from '../create-package/package-client.ts';
import { problemKind } from '../create-package/problem.ts';
import { freeName } from '../create-package/proposals.ts';

/** What is the same for all packages of a batch. */
export type Common = Omit<Draft, RowField>;
const ROW_FIELDS = ['destVersion', 'firmwareName'] as const;
export type RowField = (typeof ROW_FIELDS)[number];

/** One file, and the package that is to be made of it. */
export type BatchRow = Readonly<Record<RowField, string>> & {
  /** Of its receipt. */
  readonly id: string;
  readonly file: UploadedFile;
  readonly outcome: Outcome;
};

export type Outcome =
  | { readonly kind: 'open' }
  | { readonly kind: 'creating' }
  | { readonly kind: 'created'; readonly made: MadePackage }
  /** There is no package, for certain. */
  | { readonly kind: 'failed'; readonly creation: Refused }
  /** There may be one: it is only asked for again when the user says so. */
  | { readonly kind: 'unsure'; readonly creation: Refused; readonly isAgain: boolean };

type Refused = Exclude<Creation, { kind: 'created' }>;

const OPEN: Outcome = { kind: 'open' };

/** Each with the version and the name that its file suggests; no two have the same name. */
export function beginBatch(files: readonly { readonly id: string; readonly file: UploadedFile }[]) {
  const taken = files.flatMap(({ file }) => file.takenNames ?? []);
  return files.map(({ id, file }): BatchRow => {
    const { destVersion, firmwareName } = beginDraft(file);
    const name = freeName(firmwareName, taken);
    taken.push(name);
    return { id, file, destVersion, firmwareName: name, outcome: OPEN };
  });
}

export function firmwareOfRow(row: BatchRow, common: Common): OtaFirmware {
  const { destVersion, firmwareName, file } = row;
  return firmwareOfDraft({ ...common, destVersion, firmwareName }, file);
}

/** At the platform of the target that its file is in. */
export function createOfRow(endpoint: string, row: BatchRow, common: Common): Promise<Creation> {
  return createPackage(endpoint, firmwareOfRow(row, common), row.file.target);
}

/** What the next press sends: never what is created, nor what may be. */
export function isToBeSent({ outcome }: BatchRow): boolean {
  switch (outcome.kind) {
    case 'open':
    case 'failed':
      return true;
    case 'unsure':
      return outcome.isAgain;
    case 'creating':
    case 'created':
      return false;
  }
}

export type RowFault = FieldReason | 'taken';
export type BatchFaults = {
  readonly common: ReadonlyMap<TextField, FieldReason>;
  /** By the id of the row. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<RowField, RowFault>>;
};

/** What is wrong with what is to be sent, by the rules of the platform that each file is on. */
export function findBatchFaults(
  dialectOf: (file: UploadedFile) => Dialect,
  rows: readonly BatchRow[],
  common: Common,
): BatchFaults {
  const ofCommon = new Map<TextField, FieldReason>();
  const ofRows = new Map<string, ReadonlyMap<RowField, RowFault>>();
  const names = new Set(rows.filter(({ outcome }) => outcome.kind === 'created').map(keyOf));
  for (const row of rows.filter(isToBeSent)) {
    const own = new Map<RowField, RowFault>();
    for (const [field, reason] of findDraftFaults(
      dialectOf(row.file),
      firmwareOfRow(row, common),
    )) {
      const rowField = ROW_FIELDS.find((each) => each === field);
      if (rowField === undefined) ofCommon.set(field, reason);
      else own.set(rowField, reason);
    }
    const isTaken = names.has(keyOf(row)) || wasTaken(row);
    if (isTaken && !own.has('firmwareName')) own.set('firmwareName', 'taken');
    names.add(keyOf(row));
    if (own.size > 0) ofRows.set(row.id, own);
  }
  return { common: ofCommon, rows: ofRows };
}

/** The platform has said so of this very name. */
function wasTaken({ outcome }: BatchRow): boolean {
  return (
    outcome.kind === 'failed' &&
    outcome.creation.kind === 'not-created' &&
    problemKind(outcome.creation.problem) === 'taken'
  );
}

/** Each platform has names of its own. */
function keyOf({ file: { target = '' }, firmwareName }: BatchRow): string {
  return `${target} ${firmwareName.trim().toLowerCase()}`;
}

export function outcomeOf(creation: Creation): Outcome {
  switch (creation.kind) {
    case 'created':
      return { kind: 'created', made: creation.made };
    case 'unanswered':
      return { kind: 'unsure', creation, isAgain: false };
    case 'not-created':
      return creation.created === 'no'
        ? { kind: 'failed', creation }
        : { kind: 'unsure', creation, isAgain: false };
  }
}

/** A row that is typed in is asked for anew: what was said of the last try is no longer about it. */
export function withTyped(row: BatchRow, field: RowField, text: string): BatchRow {
  const outcome = row.outcome.kind === 'failed' ? OPEN : row.outcome;
  return { ...row, [field]: text, outcome };
}

/** One after the other, as the platform takes them; what fails does not keep the rest. */
export async function runBatch(
  rows: readonly BatchRow[],
  create: (row: BatchRow) => Promise<Creation>,
  onOutcome: (id: string, outcome: Outcome) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const row of rows.filter(isToBeSent)) {
    if (signal.aborted) return;
    onOutcome(row.id, { kind: 'creating' });
    onOutcome(row.id, outcomeOf(await create(row)));
  }
}
