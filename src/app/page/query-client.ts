import { QueryClient } from '@tanstack/react-query';

/** Every call that asks the server to do something is a mutation of this client. It comes with the engine, not with the first screen. */
export const queryClient = new QueryClient({
  // A local server answers without any network.
  defaultOptions: { mutations: { networkMode: 'always' } },
});
