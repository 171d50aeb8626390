import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interleave, median } from './interleave';
import { measure } from './process';

describe('measure', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-measure-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  function script(text: string): string {
    const file = join(scratch, `${Math.random().toString(36).slice(2)}.cjs`);
    writeFileSync(file, text);
    return file;
  }

  it('counts the CPU of every thread, and the memory of this process alone', async () => {
    const spin = 'const end = process.cpuUsage().user + 300e3; while (process.cpuUsage().user < end);';
    const idle = await measure(script(''), [], scratch);
    const thread = `new (require('worker_threads').Worker)(${JSON.stringify(spin)}, { eval: true })`;
    const busy = await measure(script(`${thread}; Buffer.alloc(200 << 20, 1)`), [], scratch);
    expect(busy.cpu - idle.cpu).toBeGreaterThan(0.25);
    expect(busy.rss - idle.rss).toBeGreaterThan(190);
    expect(busy.rss - idle.rss).toBeLessThan(260);
  });

  it('throws with what was printed where a process fails', async () => {
    await expect(measure(script('console.error("no such table"); process.exit(3)'), [], scratch)).rejects.toThrow(
      /ended with 3:[^]*no such table/,
    );
  });

  it('alternates, and takes medians', async () => {
    const order: string[] = [];
    const variant = (name: string, walls: number[]) => ({
      name,
      run: async () => {
        order.push(name);
        return { wall: walls.shift() ?? 0, cpu: 1, rss: 1, stdout: '' };
      },
    });
    const [a] = await interleave([variant('A', [5, 1, 2]), variant('B', [1, 1, 1])], 3);
    expect(order.join('')).toBe('ABABAB');
    expect(a?.median.wall).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
