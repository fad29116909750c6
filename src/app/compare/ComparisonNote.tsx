import type { Comparison } from '../../upload/storage/compare-file.ts';
import { kept } from '../locales/text/kept.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import tones from '../ui/tones.module.css';
import { comparisonText } from './comparison-text.ts';
import css from './ComparisonNote.module.css';
import type { ComparisonTool } from './useComparison.ts';

type Tone = 'ok' | 'bad' | 'warn';

const TONES = {
  same: 'ok',
  'other-size': 'bad',
  'other-bytes': 'bad',
  unreadable: 'warn',
  'no-checksum': 'warn',
} as const satisfies Record<Comparison['kind'], Tone>;

/** The answer, where the question was asked. useComparison announces it. */
export function ComparisonNote({ tool }: { readonly tool: ComparisonTool }) {
  const { question, stop } = tool;
  const { format } = useI18n();
  const words = useWords('compare');
  switch (question.status) {
    case 'none':
      return null;
    case 'refused':
      return <Answer tone="warn" kind="refused" text={words.notOne} />;
    case 'missing':
      return <Answer tone="warn" kind="missing" text={words.missing} />;
    case 'reading': {
      const { name } = question;
      return (
        <div
          className={`${css['note']} ${tones['quiet']}`}
          data-testid="comparison"
          data-kind="reading"
        >
          <p className={css['words']}>{words.reading(kept(name))}</p>
          <Button
            look="ghost"
            aria-label={words.stopName(name)}
            data-testid="compare-stop"
            onClick={stop}
          >
            {words.stop}
          </Button>
        </div>
      );
    }
    case 'answered': {
      const { comparison, name } = question;
      return (
        <Answer
          tone={TONES[comparison.kind]}
          kind={comparison.kind}
          text={comparisonText(comparison, name, words, format)}
        />
      );
    }
  }
}

type AnswerProps = { readonly tone: Tone; readonly kind: string; readonly text: string };

function Answer({ tone, kind, text }: AnswerProps) {
  return (
    <div className={`${css['note']} ${tones[tone]}`} data-testid="comparison" data-kind={kind}>
      <Icon name={tone === 'ok' ? 'check' : 'alert'} />
      <p className={css['words']}>{text}</p>
    </div>
  );
}
