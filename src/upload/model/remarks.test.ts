import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  NO_REMARKS,
  REMARK_KEPT_MAX,
  REMARK_MAX,
  remarkEdits,
  tidyRemark,
  withRemark,
  type Remark,
  type RemarkEdit,
} from './remarks.ts';

const remark = fc.constantFrom<Remark>('label', 'note');
const texts = fc.string({ unit: 'grapheme', maxLength: 700 });
const edit = fc.record({ remark, from: texts, to: texts }).map(tidied);

/** As a field gives it. */
function tidied({ remark, from, to }: RemarkEdit): RemarkEdit {
  const typed = (text: string) => tidyRemark(remark, text.slice(0, REMARK_MAX[remark]));
  return { remark, from: typed(from), to: typed(to) };
}

test('what is typed is kept tidy: a label is one line, and nothing is longer than its field', () => {
  expect(tidyRemark('label', ' FW-1\n  pilot\t')).toBe('FW-1 pilot');
  expect(tidyRemark('note', ' one\ntwo ')).toBe('one\ntwo');
  fc.assert(
    fc.property(remark, fc.string({ unit: 'binary', maxLength: 1_200 }), (each, text) => {
      const tidy = tidyRemark(each, text);
      expect(tidy.length).toBeLessThanOrEqual(REMARK_KEPT_MAX[each]);
      expect(/[\ud800-\udbff]$/.test(tidy) && !/[\ud800-\udbff]$/.test(text)).toBe(false);
    }),
  );
});

test('an edit is what stands there then, and the other remark stays', () => {
  fc.assert(
    fc.property(edit, texts, ({ remark: edited, to }, text) => {
      const other = edited === 'label' ? 'note' : 'label';
      const before = { ...NO_REMARKS, [other]: text };
      const after = withRemark(before, { remark: edited, from: '', to });
      expect(after).toEqual({ [other]: text, [edited]: to });
    }),
  );
});

test('two tabs that write at the same time keep each other’s text, in whatever order it arrives', () => {
  fc.assert(
    fc.property(edit, texts, (one, text) => {
      const other = tidied({ ...one, to: text });
      fc.pre(one.to !== '' && other.to !== '');
      // What changes nothing is no edit.
      fc.pre(one.to !== one.from && other.to !== other.from);
      const before = { ...NO_REMARKS, [one.remark]: one.from };
      for (const edits of [
        [one, other],
        [other, one],
      ]) {
        const kept = edits.reduce(withRemark, before)[one.remark];
        for (const { to } of edits) expect(kept).toContain(to);
      }
    }),
  );
});

test('to apply an edit twice changes nothing, and nothing grows without end', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
      let remarks = NO_REMARKS;
      for (const each of edits) {
        remarks = withRemark(remarks, each);
        expect(withRemark(remarks, each)).toBe(remarks);
        expect(remarks.label.length).toBeLessThanOrEqual(REMARK_KEPT_MAX.label);
        expect(remarks.note.length).toBeLessThanOrEqual(REMARK_KEPT_MAX.note);
      }
    }),
  );
});

test('the edits between two states turn the one into the other', () => {
  const states = fc.record({ label: texts, note: texts });
  fc.assert(
    fc.property(states, states, (before, after) => {
      expect(remarkEdits(before, after).reduce(withRemark, before)).toEqual(after);
    }),
  );
});
