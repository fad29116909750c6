/** The part of Trusted Types that is used here; TypeScript's DOM library does not know it yet. */

/** As far as that library knows, what `new Worker` takes is text. */
type TrustedScriptURL = string & { readonly isTrusted: true };

interface Window {
  /** Missing in browsers that do not enforce it. */
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { readonly createScriptURL: (url: string) => string },
    ): { createScriptURL(url: string): TrustedScriptURL };
  };
}
