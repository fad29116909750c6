import { useI18n } from '../i18n/I18n.tsx';
import css from './NoUploads.module.css';

/** Where the list will be: what happens to a file that is dropped here. */
export function NoUploads() {
  const { messages } = useI18n();
  return <p className={css['empty']}>{messages.drop.noUploads}</p>;
}
