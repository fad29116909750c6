import archiveWorkerUrl from './upload/inspect/archive-worker/main.ts?worker&url';
import digestWorkerUrl from './upload/digest/worker/main.ts?worker&url';

/** Only these two addresses become scripts: the page's policy (`trusted-types app`) leaves no other way in. */
export function trustWorkerScripts(): { readonly digest: string; readonly archive: string } {
  const policy = window.trustedTypes?.createPolicy('app', {
    createScriptURL(url) {
      if (url === digestWorkerUrl || url === archiveWorkerUrl) return url;
      throw new TypeError(`${url} is no worker of this page`);
    },
  });
  const trusted = (url: string) => policy?.createScriptURL(url) ?? url;
  return { digest: trusted(digestWorkerUrl), archive: trusted(archiveWorkerUrl) };
}
