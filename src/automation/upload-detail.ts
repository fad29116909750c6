import type { Locator } from 'playwright/test';

/** Where an upload is shown at length, and all its actions are found; its row has the one that comes next. */

/** Shows the detail of a row, if it is not shown yet. Of several rows: of the first. */
export async function showDetail(row: Locator): Promise<Locator> {
  const first = row.first();
  await first.waitFor();
  if ((await first.getAttribute('data-chosen')) === null) {
    await first.getByTestId('open-detail').click();
  }
  const id = (await first.getAttribute('data-id')) ?? '';
  const detail = first.page().locator(`[data-testid=detail][data-id=${JSON.stringify(id)}]`);
  await detail.waitFor();
  return detail;
}

/** The same, with one of its parts: `result` is the first. */
export async function showTab(row: Locator, tab: string): Promise<Locator> {
  const detail = await showDetail(row);
  await detail.locator(`[data-testid=tab][data-tab=${tab}]`).click();
  return detail;
}

/** Presses what the row offers, else what the detail does. */
export async function press(row: Locator, testId: string): Promise<void> {
  const inRow = row.getByTestId(testId);
  if (await inRow.isVisible()) return inRow.click();
  const detail = await showDetail(row);
  const inHead = detail.getByTestId(testId);
  if (await inHead.isVisible()) return inHead.click();
  await showTab(row, 'result');
  return detail.locator(`[data-testid=${testId}], [data-testid=detail-${testId}]`).first().click();
}
