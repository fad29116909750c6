import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Asks for tickets on one connection. By hand: Node's client takes as long for a request as the server for its answer. */
export type TicketClient = {
  /** The text of the answer. @throws unless it is 200 */
  ask(): Promise<string>;
  close(): void;
};

const BODY = '{"fileSuffix":"bin"}';

export async function createTicketClient(url: string): Promise<TicketClient> {
  const { host, hostname, port } = new URL(url);
  const request = `POST /api/tickets HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
  const socket: Socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.setNoDelay(true);
  let text = '';
  let settle: { resolve(answer: string): void; reject(error: Error): void } | undefined;
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += String(chunk);
    const answer = wholeAnswer(text);
    if (answer === undefined) return;
    text = '';
    if (answer.status === 200) settle?.resolve(answer.body);
    else settle?.reject(new Error(`a ticket was refused: ${answer.status}`));
  });
  socket.on('error', (error) => settle?.reject(error));
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** Undefined as long as more is to come. */
function wholeAnswer(text: string): { status: number; body: string } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const status = Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
  const body = text.slice(end + 4);
  const [, length] = /^content-length: (\d+)$/im.exec(head) ?? [];
  if (length === undefined) {
    // In pieces, of which tickets have one.
    return body.endsWith('\r\n0\r\n\r\n')
      ? { status, body: body.slice(body.indexOf('\r\n') + 2, -7) }
      : undefined;
  }
  return body.length >= Number(length) ? { status, body } : undefined;
}
