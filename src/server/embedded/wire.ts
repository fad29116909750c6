import type { IncomingMessage } from 'node:http';
import type { BucketService, RequestHead } from '../../simulator/bucket/bucket.ts';
import type { PostRequest } from './multipart.ts';

/**
 * What lies between a socket and the store. In production there is nothing; a test may put scripted trouble here
 * (src/testing/faults/socket-faults.ts). It hears of every request, before anything of it is read.
 */
export type Wire = (head: RequestHead, request: IncomingMessage) => WiredRequest;

export type WiredRequest = {
  /** The body of a PostObject as it gets through. */
  body(): PostRequest;
  /** True if this answer must not be written: the wire has already seen to the end of the connection. */
  swallows(answer: Response): boolean;
};

/** Both places where a test may step in between a client and the store: at the bucket's door, and on the sockets before it. */
export type CloudInterceptor = {
  readonly bucket: (bucket: BucketService) => BucketService;
  readonly wire: Wire;
};
