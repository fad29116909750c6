/** A browser that tests drive, by whatever it can be driven with. */
export type DrivenBrowser = {
  /** With its version, for reports. */
  readonly title: string;
  /** Where its window is, if there is one. */
  readonly display: string | undefined;
  /** A window without anything remembered from others. */
  open(): Promise<DrivenPage>;
  close(): Promise<void>;
};

/** What every driver can do; elements are named by CSS selectors, and the first that matches is meant. */
export type DrivenPage = {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** What a JavaScript expression comes to in the page. As text: the page's policy forbids to make functions there. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** A press of the mouse. */
  click(selector: string): Promise<void>;
  /** Into the element that a click focuses. */
  type(selector: string, text: string): Promise<void>;
  /** Pastes what is on the clipboard into the element that a click focuses, by keyboard. */
  paste(selector: string): Promise<void>;
  /** Gives files to an input, as the browser's dialog does. */
  choose(selector: string, paths: readonly string[]): Promise<void>;
  screenshot(path: string): Promise<void>;
  /** Errors on its console so far, without the browser's own notes of refused and cut requests. */
  complaints(): readonly string[];
  close(): Promise<void>;
};

/** The browser's own note of an HTTP error or of a cut connection; what the page makes of it is what counts. */
const NOTES = [/Failed to load resource/, /blocked by CORS policy/, /Cross-Origin Request Blocked/];

export function isComplaint(text: string): boolean {
  return !NOTES.some((note) => note.test(text));
}
