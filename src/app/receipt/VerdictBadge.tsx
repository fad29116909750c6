import type { Verdict } from '../../upload/model/receipt.ts';
import { useWords } from '../locales/useWords.ts';
import { Badge } from '../ui/Badge.tsx';
import { Icon } from '../ui/Icon.tsx';

/** Proved or not: they differ in words, colour and sign. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const words = useWords('receipt');
  const verified = verdict.kind === 'verified';
  return (
    <Badge tone={verified ? 'ok' : 'warn'} data-testid="verdict" data-verdict={verdict.kind}>
      <Icon name={verified ? 'check' : 'alert'} size={14} />
      {words[verdict.kind]}
    </Badge>
  );
}
