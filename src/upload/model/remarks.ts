/** What the user writes on an upload. Empty where there is nothing. */
export type Remarks = {
  /** To find it by: a ticket number, a release. One line. */
  readonly label: string;
  readonly note: string;
};

export type Remark = keyof Remarks;
export const NO_REMARKS: Remarks = { label: '', note: '' };

/** What can be typed, in UTF-16 units as fields count them; where more stands, it can be made shorter. */
export const REMARK_MAX: Readonly<Record<Remark, number>> = { label: 60, note: 500 };
/** Two tabs may have written at the same time, and then both texts are kept. */
export const REMARK_KEPT_MAX = { label: 121, note: 1_001 } as const satisfies typeof REMARK_MAX;

const SEPARATOR = { label: ' ', note: '\n' } as const satisfies Record<Remark, string>;

/** A change of one remark, from what the user had before them. */
export type RemarkEdit = { readonly remark: Remark; readonly from: string; readonly to: string };

/** As it is kept: without blanks around it, a label on one line. */
export function tidyRemark(remark: Remark, text: string): string {
  const oneLine = remark === 'label' ? text.replaceAll(/\s+/gu, ' ') : text;
  return cutTo(oneLine.trim(), REMARK_KEPT_MAX[remark]);
}

/**
 * The remarks after an edit. Where another tab has changed the same one meanwhile, both texts are kept: neither user can know
 * what the other one wrote. To apply an edit twice changes nothing.
 */
export function withRemark(remarks: Remarks, { remark, from, to }: RemarkEdit): Remarks {
  const current = remarks[remark];
  const text = mergedText(remark, current, from, to);
  return text === current ? remarks : { ...remarks, [remark]: text };
}

/** What turns the one into the other. */
export function remarkEdits(before: Remarks, after: Remarks): readonly RemarkEdit[] {
  return (['label', 'note'] as const).flatMap((remark) =>
    before[remark] === after[remark] ? [] : [{ remark, from: before[remark], to: after[remark] }],
  );
}

function mergedText(remark: Remark, current: string, from: string, to: string): string {
  if (current === from || current === '') return to;
  const separator = SEPARATOR[remark];
  const isThere = current === to || current.endsWith(separator + to);
  // Deleted here, changed there: the change is worth keeping.
  if (isThere || to === '') return current;
  const room = REMARK_KEPT_MAX[remark] - separator.length - to.length;
  return room > 0 ? cutTo(current, room) + separator + to : to;
}

/** Never through the middle of a character. */
function cutTo(text: string, maxLength: number): string {
  const cut = text.slice(0, Math.max(0, maxLength));
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
