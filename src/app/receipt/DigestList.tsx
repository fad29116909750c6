import { useContext, useRef } from 'react';
import type { DigestKind, Digests, DigestState } from '../../upload/model/upload.ts';
import { proofOf, type Verdict } from '../../upload/model/receipt.ts';
import { knownDigests, tellingDigests } from '../../upload/model/receipt-schema.ts';
import { useWords } from '../locales/useWords.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './DigestList.module.css';
import { StandInContext } from './StandInContext.ts';

type DigestListProps = {
  readonly digests: Digests;
  readonly verdict: Verdict;
  readonly name: string;
};

// The one that proves the upload comes first, then what CreateOTAFirmware asks for.
const ORDER: readonly DigestKind[] = ['crc64', 'sha256', 'md5'];

export function DigestList({ digests, verdict, name }: DigestListProps) {
  const words = useWords('receipt');
  // Without any checksum to compare a file with, it cannot be known whether it is that file.
  const canBeFilledIn = tellingDigests(knownDigests(digests)).length > 0;
  return (
    <>
      <dl className={css['digests']} aria-label={words.digests}>
        {ORDER.map((kind) => (
          <DigestRow
            key={kind}
            kind={kind}
            digest={digests[kind]}
            name={name}
            proved={kind === proofOf(verdict)}
          />
        ))}
      </dl>
      {canBeFilledIn && ORDER.some((kind) => digests[kind].status === 'missed') && (
        <p className={css['note']} data-testid="digests-missed">
          {words.missedNote}
        </p>
      )}
    </>
  );
}

type DigestRowProps = {
  readonly kind: DigestKind;
  readonly digest: DigestState;
  readonly name: string;
  readonly proved: boolean;
};

function DigestRow({ kind, digest, name, proved }: DigestRowProps) {
  const words = useWords('receipt');
  const copy = useWords('copy');
  const isStandIn = useContext(StandInContext);
  const text = useRef<HTMLElement>(null);
  return (
    <div className={css['row']}>
      <dt>{words.digestName[kind]}</dt>
      <dd>
        {digest.status === 'known' && (
          <code ref={text} translate="no" data-testid="digest" data-kind={kind}>
            {digest.value}
          </code>
        )}
        {digest.status === 'pending' && words.computing}
        {digest.status === 'unavailable' && (isStandIn ? words.notOfStandIn : words.unavailable)}
        {digest.status === 'missed' && words.missed}
        {proved && (
          <span className={css['proof']}>
            <Icon name="check" size={14} />
            {isStandIn ? words.standInMatches : words.matches}
          </span>
        )}
      </dd>
      {digest.status === 'known' && (
        <dd>
          <CopyButton
            label={words.copyDigest(words.digestName[kind], name)}
            shown={text}
            text={() => digest.value}
          >
            {copy.copy}
          </CopyButton>
        </dd>
      )}
    </div>
  );
}
