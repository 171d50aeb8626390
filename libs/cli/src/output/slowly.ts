import type { Call } from '../command';

/** Milliseconds after which somebody wants to know what is going on. */
const PATIENCE = 1000;

/** Does some work and says on stderr what it is, once it takes longer than a second. */
export async function slowly<T>(
  call: Pick<Call, 'output' | 'options'>,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => {
    if (!call.options.quiet) call.output.note(`${what} …`);
  }, PATIENCE);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
