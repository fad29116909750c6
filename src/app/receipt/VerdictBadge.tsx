import type { Verdict } from '../../upload/model/receipt.ts';
import { useWords } from '../locales/I18n.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Icon } from '../ui/Icon.tsx';
import { enReceipt } from './words.ts';

/** Proved or not: they differ in words, colour and sign. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const words = useWords('receipt', enReceipt);
  const verified = verdict.kind === 'verified';
  return (
    <Badge tone={verified ? 'ok' : 'warn'} data-testid="verdict" data-verdict={verdict.kind}>
      <Icon name={verified ? 'check' : 'alert'} size={14} />
      {words[verdict.kind]}
    </Badge>
  );
}
