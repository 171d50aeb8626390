/**
 * A function that is loaded when it is first called: every start of `mesh` loads this package, and a command needs few
 * of its parts.
 */
export function lazily<T extends (...parameters: never[]) => unknown>(load: () => T): T {
  let loaded: T | undefined;
  return ((...parameters) => (loaded ??= load())(...parameters)) as T;
}
