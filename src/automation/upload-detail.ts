import { expect, type Locator } from 'playwright/test';

/** Where a row's upload is shown at length, and its actions are found: some in the row, all in its detail. */
export type UploadDetail = {
  /** Opens it, at its result. */
  detail(): Promise<Locator>;
  /** Presses what the row offers, else what the detail does. */
  press(testId: string): Promise<void>;
};

export function detailOf(row: Locator, id: string): UploadDetail {
  const shown = row.page().locator(`[data-testid=detail][data-id=${JSON.stringify(id)}]`);

  async function detail(): Promise<Locator> {
    if (!(await shown.isVisible())) await row.getByTestId('open-detail').click();
    const result = shown.locator('[data-testid=tab][data-tab=result]');
    if ((await result.getAttribute('aria-selected')) !== 'true') await result.click();
    await expect(result).toHaveAttribute('aria-selected', 'true');
    return shown;
  }

  return {
    detail,
    async press(testId) {
      const inRow = row.getByTestId(testId);
      if (await inRow.isVisible()) return inRow.click();
      const inDetail = (await detail()).locator(
        `[data-testid=${testId}], [data-testid=detail-${testId}]`,
      );
      return inDetail.first().click();
    },
  };
}
