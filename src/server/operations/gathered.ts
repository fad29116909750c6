/**
 * Writes the lines of one turn of the event loop together: a pipe takes each write as a call to the system that is waited for.
 * What is left when the process ends is written then.
 */
export function gathered(write: (text: string) => void): (line: string) => void {
  let text = '';
  const flush = () => {
    const lines = text;
    text = '';
    if (lines !== '') write(lines);
  };
  process.on('exit', flush);
  return (line) => {
    if (text === '') setImmediate(flush);
    text += line;
  };
}
