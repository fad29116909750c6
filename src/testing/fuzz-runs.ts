const DEFAULT_RUNS = process.env['npm_lifecycle_event'] === 'test:fuzz' ? 50_000 : 2_000;

/** How many cases each fuzz test tries: 2,000 with every `npm test`, 50,000 with `npm run test:fuzz`, or as many as FUZZ_RUNS says. */
export const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? DEFAULT_RUNS);

/** Generous: a loaded machine must not turn a long search red. */
export const FUZZ_TIMEOUT_MS = 60_000 + FUZZ_RUNS * 5;
