/** What stores and our server answer in the states of the page. */

export const STORED = { status: 204, headers: { 'x-oss-request-id': '67E2A1B3C4D54F60' } };

/** The form is refused with an error document, as OSS writes it. */
export function refusal(status: number, code: string, ec: string, message: string) {
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>${code}</Code><Message>${message}</Message><RequestId>67E2A1B3C4D54F60</RequestId><HostId>oss.example</HostId><EC>${ec}</EC></Error>`;
  return { ...STORED, status, body };
}

export const SLOW_DOWN = refusal(503, 'SlowDown', '0048-00000001', 'SlowDown');

/** The platform's answer to a package. */
export function packageAnswer(answer: { readonly firmwareId: string } | { readonly code: string }) {
  const good = 'firmwareId' in answer;
  return {
    status: good ? 200 : 403,
    json: {
      success: good,
      code: good ? '' : answer.code,
      requestId: '67E2A1B3',
      ...(good && { data: answer }),
    },
  };
}
