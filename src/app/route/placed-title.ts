/** The title of the browser's tab: what the page has to say, behind the name of the page that is not the uploads. */
export function placedTitle(title: string, place: string | undefined): string {
  return place === undefined ? title : `${place} · ${title}`;
}
