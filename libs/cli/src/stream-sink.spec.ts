import { PassThrough } from 'node:stream';
import { coloured } from './render/view';
import { createPaint } from './render/paint';
import { streamSink } from './stream-sink';

it('a pipe is no terminal and takes no colours, also where a CI wants them everywhere', () => {
  const pipe = Object.assign(new PassThrough(), { fd: -1 }) as unknown as NodeJS.WriteStream & { fd: number };
  const sink = streamSink(pipe, () => undefined);
  expect([sink.isTTY, coloured(sink, { CI: 'true', FORCE_COLOR: '1' })]).toEqual([false, false]);
  expect(createPaint(coloured(sink, {})).red('text')).toBe('text');
});
