import type { Finding } from './finding.ts';
import { probe } from './probe.ts';

/** Sends what the page sends, but for a body that is refused: it costs no ticket. */
export async function examinePublicUrl(publicUrl: string): Promise<readonly Finding[]> {
  const answer = await probe(`${publicUrl}/api/tickets`, {
    method: 'POST',
    headers: {
      origin: publicUrl,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
    },
    body: Buffer.from('{}'),
  });
  if (answer.kind === 'failed') {
    return [
      {
        check: 'public-url',
        severity: 'warning',
        what: `${publicUrl} is not reached from this machine (${answer.cause}).`,
        mend: 'It need not be, if users reach it; otherwise let its name and its proxy lead to this server.',
        paste: `curl -v ${publicUrl}/healthz`,
      },
    ];
  }
  // The body is no request for a ticket: where that is what is wrong, everything before it is right.
  if (answer.status === 400 && answer.text.includes('OtaDrop.BadRequest')) return [];
  // Sign-in stands before it, and that is an answer of this server as well.
  if (answer.status === 401) return [];
  const isHostWrong = answer.text.includes('OtaDrop.UnknownHost');
  const isOriginWrong = answer.text.includes('OtaDrop.Forbidden');
  return [
    {
      check: 'public-url',
      severity: 'fault',
      what: isHostWrong
        ? `The proxy at ${publicUrl} sends on another Host than users open.`
        : isOriginWrong
          ? `What is opened as ${publicUrl} is taken for another site’s page.`
          : `What answers at ${publicUrl} is not this server (status ${answer.status}).`,
      mend: 'Let the proxy pass on the Host header as it came, and PUBLIC_URL be the address that users see; for nginx:',
      paste: 'proxy_set_header Host $host;\nproxy_pass http://127.0.0.1:8080;',
    },
  ];
}
