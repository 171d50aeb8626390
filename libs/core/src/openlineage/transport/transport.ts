/**
 * What became of an event: taken; refused, so that sending it again is in vain; or not taken now, with the reason in
 * words and the milliseconds that the backend asks to wait.
 */
export type Delivery = { taken: true } | { refused: string } | { later: string; after?: number };

/** A way out for events, one at a time and in order. Nothing is thrown. */
export interface Transport {
  /** The same for the same target, over runs: a file name. */
  readonly id: string;
  /** For messages: the target without secrets. */
  readonly label: string;
  /** `event` is one JSON text without line ends. */
  send(event: string, signal: AbortSignal): Promise<Delivery>;
}
