/** JSON schemas of HAR 1.2, one for each kind of object in it. The package brings no types. */
declare module 'har-schema' {
  const schemas: Readonly<Record<string, object>>;
  // oxlint-disable-next-line import/no-default-export -- as the package does
  export default schemas;
}
