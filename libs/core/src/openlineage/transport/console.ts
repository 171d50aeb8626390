import type { Transport } from './transport';

/** Shows each event as a line. */
export function consoleTransport(print: (line: string) => void): Transport {
  return {
    id: 'console',
    label: 'the console',
    send: async (event) => {
      print(event);
      return { taken: true };
    },
  };
}
