/** Hands a text to the browser as a file to be saved. */
export function saveFile(text: string, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by now.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
