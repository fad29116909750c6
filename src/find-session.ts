/** Survives a reload of this tab alone. Even to ask for it is an error where storage is forbidden. */
export function findSession(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
