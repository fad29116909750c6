export const enWorker = {
  note: (script: string) =>
    `A service worker of another program stands between this page and the network (${script}), so uploads may show no progress. They go on and are not given up.`,
  /** Between two sentences. */
  gap: ' ',
  reload:
    'Reload to get rid of it. If this note comes back, open the page under another port, or clear this site’s data in the browser.',
  later:
    'Reload when your upload is done. If this note comes back, open the page under another port, or clear this site’s data in the browser.',
};
