// First, so that it is what names the cascade layers in their order.
import './styles/index.css';
import { useCallback } from 'react';
import type { IsThatFile } from '../upload/storage/compare-file.ts';
import { CompareContext } from './compare/CompareContext.ts';
import { CrashBoundary } from './crash/CrashBoundary.tsx';
import { SavedExchangesContext } from './exchange/SavedExchangesContext.ts';
import { I18nProvider } from './locales/I18n.tsx';
import type { Locale } from './locales/locale.ts';
import { PageConfigContext } from './page/PageConfigContext.ts';
import { Announcer } from './ui/Announcer.tsx';
import { Page, type PageProps } from './Page.tsx';

type AppProps = PageProps & { readonly locale: Locale; readonly isThatFile: IsThatFile };

/** The page. The queue is made outside: transfers outlive whatever happens in here. */
export function App({ locale, isThatFile, ...page }: AppProps) {
  const { openReceipts } = page;
  const readExchange = useCallback(
    async (id: string) => (await openReceipts()).exchangeOf(id),
    [openReceipts],
  );
  return (
    <I18nProvider initial={locale}>
      <Announcer>
        <PageConfigContext value={page.config}>
          <CompareContext value={isThatFile}>
            <SavedExchangesContext value={readExchange}>
              <CrashBoundary queue={page.queue}>
                <Page {...page} />
              </CrashBoundary>
            </SavedExchangesContext>
          </CompareContext>
        </PageConfigContext>
      </Announcer>
    </I18nProvider>
  );
}
