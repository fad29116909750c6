import { NO_REMARKS, type RemarkEdit, type Remarks } from '../../upload/model/remarks.ts';
import { RemarkField } from './RemarkField.tsx';
import css from './RemarkFields.module.css';

type RemarkFieldsProps = {
  readonly remarks: Remarks | undefined;
  /** Of the file. */
  readonly name: string;
  readonly onEdit: (edit: RemarkEdit) => void;
};

/** What the user writes on an upload, whether it still runs or is done. */
export function RemarkFields({ remarks = NO_REMARKS, name, onEdit }: RemarkFieldsProps) {
  return (
    <div className={css['remarks']}>
      <RemarkField remark="label" value={remarks.label} name={name} onEdit={onEdit} />
      <RemarkField remark="note" value={remarks.note} name={name} onEdit={onEdit} />
    </div>
  );
}
