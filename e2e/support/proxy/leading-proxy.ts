/** What every proxy of these tests is: it has an address of its own, leads to another one, and ends with the test. */
export type LeadingProxy = {
  readonly url: string;
  /** Where it leads from now on. Some servers name a proxy in their tickets, and listen only after it does. */
  leadTo(url: string): void;
  stop(): Promise<void>;
};
