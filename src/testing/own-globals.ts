/** Of a global object: what each of its names means. */
export type Globals = Readonly<Record<PropertyKey, PropertyDescriptor>>;

export function globalsNow(): Globals {
  return Object.getOwnPropertyDescriptors(globalThis);
}

/** Puts back what each name meant, and takes away those that have come since. */
export function putBack(before: Globals): void {
  const now = globalsNow();
  for (const name of Reflect.ownKeys(now)) {
    const [was, is] = [before[name], now[name]];
    if (is?.configurable !== true || (was !== undefined && isSame(was, is))) continue;
    if (was === undefined) Reflect.deleteProperty(globalThis, name);
    else Object.defineProperty(globalThis, name, was);
  }
  for (const name of Reflect.ownKeys(before)) {
    const was = before[name];
    if (was !== undefined && !Object.hasOwn(globalThis, name))
      Object.defineProperty(globalThis, name, was);
  }
}

function isSame(was: PropertyDescriptor, is: PropertyDescriptor): boolean {
  return was.value === is.value && was.get === is.get && was.set === is.set;
}
