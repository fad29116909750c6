import { setupServer } from 'msw/node';
import type { HttpHandler } from 'msw';

/** The handlers for tests that run in Node. */
export const createMockServer = (handlers: readonly HttpHandler[]) => setupServer(...handlers);
