import type { Call, Options, Outcome } from '../command';
import type { Io } from '../io';
import { createPaint } from '../render/paint';
import { type View, coloured } from '../render/view';
import { envelope } from './envelope';
import type { Output } from './output';

interface Presented {
  io: Io;
  output: Output;
  /** The command's name. */
  name: string;
  options: Options;
  outcome: Outcome;
  call?: Call;
}

/** Shows an outcome in the form that the options ask for: the result on stdout, problems on stderr. */
export function present({ io, output, name, options, outcome, call }: Presented): void {
  if (outcome.trace !== undefined) output.note(outcome.trace);
  else outcome.issues.forEach(({ code, stack }) => output.note(code === 'BUG' || options.debug ? (stack ?? '') : ''));
  if (options.json) {
    output.result(output.json(envelope(name, outcome.exit, outcome.result, outcome.issues, call?.root), 2));
    return;
  }
  if (outcome.issues.length > 0) {
    const { renderIssues } = require('../render/issues') as typeof import('../render/issues');
    const text = renderIssues(outcome.issues, viewOf(io, 'stderr', options, call));
    if (text !== '') output.note(text);
  }
  if (options.format === 'json') {
    if (outcome.result !== null) output.result(output.json(outcome.result, 2));
  } else if (options.format === 'csv') {
    if (outcome.csv) output.result(outcome.csv());
  } else if (options.format === 'markdown' && outcome.markdown) {
    output.result(outcome.markdown());
  } else {
    output.result(outcome.text(viewOf(io, 'stdout', options, call)));
  }
}

/** How things look on one of the two streams. */
export function viewOf(io: Io, stream: 'stdout' | 'stderr', options: Options, call?: Call): View {
  return {
    paint: createPaint(coloured(io[stream], io.env)),
    columns: io[stream].columns,
    terminal: io[stream].isTTY,
    quiet: options.quiet ?? false,
    concealed: ['connection-properties.json', ...(call?.concealed ?? [])],
    ...(call?.root !== undefined && { root: call.root }),
  };
}
