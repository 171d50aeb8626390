import { schedule, type Task, type TaskEnd } from './schedule';

const tasks: Task[] = [
  { id: 'gold', after: ['silver'], weight: 1 },
  { id: 'raw', after: [], weight: 1 },
  { id: 'silver', after: ['raw', 'elsewhere'], weight: 1 },
  { id: 'other', after: [], weight: 1 },
];

async function record(
  limit: number,
  fail: string[] = [],
  all: Task[] = tasks,
): Promise<{ log: string[]; most: number; blocked: string[] }> {
  const log: string[] = [];
  const blocked: string[] = [];
  let now = 0;
  let most = 0;
  const start = async (task: Task): Promise<TaskEnd> => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    log.push(task.id);
    now -= 1;
    return fail.includes(task.id) ? 'failed' : 'done';
  };
  await schedule(all, limit, start, (task, failed) => blocked.push(`${task.id} by ${failed}`));
  return { log, most, blocked };
}

describe('schedule', () => {
  it('starts a task when everything it waits for has ended', async () => {
    const { log } = await record(4);
    expect(log).toHaveLength(4);
    expect(log.indexOf('raw')).toBeLessThan(log.indexOf('silver'));
    expect(log.indexOf('silver')).toBeLessThan(log.indexOf('gold'));
  });

  it('runs at most as many at once as the limit says', async () => {
    expect((await record(1)).most).toBe(1);
    expect((await record(2)).most).toBe(2);
  });

  it('starts what the heaviest chain waits for first, else in the order given', async () => {
    expect((await record(1)).log).toEqual(['raw', 'silver', 'gold', 'other']);
    const wide = [
      { id: 'a', after: [], weight: 1 },
      { id: 'b', after: ['a'], weight: 1 },
      { id: 'c', after: [], weight: 1 },
      { id: 'd', after: ['c'], weight: 1 },
      { id: 'e', after: ['d', 'b'], weight: 1 },
      { id: 'f', after: ['d'], weight: 1 },
      { id: 'g', after: ['f'], weight: 1 },
    ];
    expect((await record(1, [], wide)).log).toEqual(['c', 'a', 'd', 'b', 'f', 'e', 'g']);
    const heavy = wide.map((task) => (task.id === 'e' ? { ...task, weight: 10 } : task));
    expect((await record(1, [], heavy)).log).toEqual(['a', 'c', 'b', 'd', 'e', 'f', 'g']);
  });

  it('blocks what comes after a failure and goes on with the rest', async () => {
    const { log, blocked } = await record(2, ['raw']);
    expect(blocked).toEqual(['silver by raw', 'gold by silver']);
    expect(log).toContain('other');
  });
});
