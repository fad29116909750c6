import { requestTicket, tellStored } from './ticket.ts';

/** The least that a browser needs: one request, one bar. What the others cost is told by the distance to this. */
const input = element(HTMLInputElement, 'input');
const bar = element(HTMLProgressElement, 'progress');
const label = element(HTMLOutputElement, 'output');

input.addEventListener('change', () => {
  const file = input.files?.[0];
  if (file !== undefined) void upload(file);
});

async function upload(file: File): Promise<void> {
  const { host, fields } = await requestTicket();
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  const request = new XMLHttpRequest();
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    bar.value = loaded / total;
    label.textContent = `${Math.round((100 * loaded) / total)} %`;
  });
  request.addEventListener('loadend', () => tellStored(request.status === 204));
  request.open('POST', host);
  request.send(form);
}

function element<Kind extends Element>(kind: new () => Kind, selector: string): Kind {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`No ${selector} on the page`);
}
