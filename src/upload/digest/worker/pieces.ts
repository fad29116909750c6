import { createGate } from './gate.ts';
import type { DigestSource } from './messages.ts';

/** The bytes of a file, from its start to its end. */
export type Pieces = { read(): Promise<Piece | 'end' | 'unreadable'> };

type Piece = Uint8Array<ArrayBuffer>;

/** Takes pieces to another worker. A piece that is handed on is not readable here any more. */
export type Relay = {
  /** Resolves once few enough bytes are on their way for another piece. */
  handOn(piece: Piece): Promise<void>;
  end(): void;
};

/** What goes over a relay's port; back comes the length of each piece that was digested. */
type Relayed = Piece | 'end';

/** Up to this size one read is faster than a stream. */
const ONE_READ_BYTES = 1024 * 1024;
/** The slower worker may be behind by so much: enough that neither waits for a message, and little of a page's memory. */
const ON_THE_WAY_MAX = 16 * 1024 * 1024;

export function openSource(source: DigestSource): Pieces {
  switch (source.kind) {
    case 'blob':
      return source.blob.size <= ONE_READ_BYTES ? readWhole(source.blob) : readStream(source.blob);
    case 'relay':
      return listenTo(source.port);
  }
}

function readWhole(blob: Blob): Pieces {
  let isRead = false;
  return {
    async read() {
      if (isRead) return 'end';
      isRead = true;
      return blob.arrayBuffer().then(
        (buffer) => new Uint8Array(buffer),
        () => 'unreadable' as const,
      );
    },
  };
}

/**
 * A default reader: one that brings its own buffers hung in every loop that was tried. Of 1 GB a stream takes the time of
 * slices of 64 MiB and the memory of slices of 2 MiB.
 */
function readStream(blob: Blob): Pieces {
  const reader = blob.stream().getReader();
  return {
    read: () =>
      reader.read().then(
        ({ done, value }) => (done ? 'end' : value),
        () => 'unreadable' as const,
      ),
  };
}

export function createRelay(port: MessagePort): Relay {
  const gate = createGate();
  let onTheWay = 0;
  port.addEventListener('message', ({ data }: MessageEvent<number>) => {
    onTheWay -= data;
    if (onTheWay <= ON_THE_WAY_MAX) gate.open();
  });
  port.start();
  const post = (relayed: Relayed, transfer: Transferable[]) => port.postMessage(relayed, transfer);

  return {
    handOn(piece) {
      onTheWay += piece.byteLength;
      if (onTheWay > ON_THE_WAY_MAX) gate.close();
      post(piece, [piece.buffer]);
      return gate.pass();
    },
    end() {
      post('end', []);
      port.close();
    },
  };
}

const nowhere = new MessageChannel();
nowhere.port2.close();

/**
 * Gives a piece's memory back at once: what is sent to a closed port is gone. Pieces left to the garbage collector add up to
 * 200 MB a worker, and `ArrayBuffer.transfer(0)` keeps them for longer still (900 MB, Chromium 156).
 */
export function discard(piece: Piece): void {
  nowhere.port1.postMessage(undefined, [piece.buffer]);
}

function listenTo(port: MessagePort): Pieces {
  const arrived: Relayed[] = [];
  const gate = createGate();
  gate.close();
  let lent = 0;
  port.addEventListener('message', ({ data }: MessageEvent<Relayed>) => {
    arrived.push(data);
    gate.open();
  });
  port.start();

  return {
    async read() {
      // To ask for the next piece says that the one before is digested.
      if (lent > 0) port.postMessage(lent);
      await gate.pass();
      const piece = arrived.shift() ?? 'end';
      if (arrived.length === 0) gate.close();
      lent = piece === 'end' ? 0 : piece.byteLength;
      if (piece === 'end') port.close();
      return piece;
    },
  };
}
