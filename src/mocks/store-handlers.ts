import { http, HttpResponse, type HttpHandler } from 'msw';
import * as v from 'valibot';
import {
  ConfirmationRequestSchema,
  type Confirmation,
  type ConfirmationEnvelope,
} from '../contract/confirmation.ts';
import { checksumIn } from '../contract/header-value.ts';
import { problemEnvelope } from '../contract/envelope.ts';
import type { PlayedPlan } from '../faults/fault-plan.ts';
import type { Cloud } from '../simulator/cloud.ts';

export type StoreHandlersOptions = {
  readonly cloud: Cloud;
  /** Origin of the store. */
  readonly store: string;
  /** Origin of the page: what browsers send with a form, and hide from a service worker. */
  readonly page: string;
  /** Says when the store is away. */
  readonly plan?: Pick<PlayedPlan, 'isAway'>;
};

/** What is asked of a store, or about it, without a file: why a form was refused, whether it is there, what it holds. */
export function createStoreHandlers(options: StoreHandlersOptions): HttpHandler[] {
  const { cloud, store, page, plan } = options;
  const isAway = () => plan?.isAway() === true;
  return [
    http.post('*/api/confirmations', async ({ request }) => {
      const body = v.safeParse(
        ConfirmationRequestSchema,
        await request.json().catch(() => undefined),
      );
      const requestId = crypto.randomUUID();
      if (!body.success) {
        const [{ message }] = body.issues;
        const problem = { code: 'OtaDrop.BadRequest', message: `${message}.`, requestId };
        return HttpResponse.json(problemEnvelope(problem), { status: 400 });
      }
      const { token } = body.output;
      const data: Confirmation = isAway()
        ? { confirmation: 'unknown' }
        : await look(cloud, store, token);
      const envelope: ConfirmationEnvelope = { success: true, code: '', data, requestId };
      return HttpResponse.json(envelope);
    }),
    http.all(`${store}/*`, () => (isAway() ? HttpResponse.error() : undefined)),
    http.post(`${store}/`, async ({ request }) => {
      const form = await request.formData().catch(() => new FormData());
      const fields = Array.from(form).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as const] : [],
      );
      const head = { url: request.url, origin: page };
      return readable(await cloud.postObject(head, { fields, file: undefined }));
    }),
    http.all(`${store}/*`, async ({ request }) => cloud.fetch(request)),
  ];
}

/** As a browser has it: without a word of the store, an answer to another origin is an error. */
function readable(answer: Response): Response {
  return answer.headers.has('access-control-allow-origin') ? answer : HttpResponse.error();
}

async function look(cloud: Cloud, store: string, firmwareUrl: string): Promise<Confirmation> {
  if (!URL.canParse(firmwareUrl) || new URL(firmwareUrl).origin !== store) {
    return { confirmation: 'unknown' };
  }
  const { status, headers } = await cloud.fetch(new Request(firmwareUrl, { method: 'HEAD' }));
  switch (status) {
    case 200: {
      const crc64 = checksumIn(headers.get('x-oss-hash-crc64ecma')) ?? undefined;
      const size = Number(headers.get('content-length'));
      return { confirmation: 'stored', size, crc64, firmwareUrl };
    }
    case 404:
      return { confirmation: 'absent' };
    default:
      return { confirmation: 'unknown' };
  }
}
