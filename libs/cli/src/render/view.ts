import type { Io, Sink } from '../io';
import type { Paint } from './paint';

/** How to show things to people. */
export interface View {
  paint: Paint;
  /** Paths inside it are shown relative to it; absolute. */
  root?: string;
  /** Width in cells. */
  columns: number;
  /** Whether people see it as it is printed, in a window of that width. */
  terminal: boolean;
  /** Only problems. */
  quiet: boolean;
  /** Files whose lines are never shown, because secrets may stand in them; base names or absolute paths. */
  concealed: readonly string[];
}

/** Colour only on a terminal, and not where NO_COLOR is set (no-color.org). */
export function coloured(sink: Sink, env: Io['env']): boolean {
  return sink.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
