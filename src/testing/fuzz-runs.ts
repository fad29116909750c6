/** How many cases each fuzz test tries: 50,000 with every `npm test`, more with `FUZZ_RUNS=1000000 npm run test:fuzz`. */
export const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? 50_000);

/** Generous: a loaded machine must not turn a long search red. */
export const FUZZ_TIMEOUT_MS = 60_000 + FUZZ_RUNS * 5;
