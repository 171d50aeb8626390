/** What a task's end means for those that wait for it. */
export type TaskEnd = 'done' | 'failed';

export interface Task {
  id: string;
  after: readonly string[];
}

/**
 * Runs tasks of an acyclic graph, at most `limit` at once, each as soon as everything it waits for has ended; of those that are
 * ready the one first that the longest chain waits for. One whose predecessor failed or was blocked is given to `block` and counts as failed itself.
 */
export async function schedule<T extends Task>(
  tasks: readonly T[],
  limit: number,
  start: (task: T) => Promise<TaskEnd>,
  block: (task: T, failed: string) => void,
): Promise<void> {
  const ids = new Set(tasks.map((task) => task.id));
  const ends = new Map<string, TaskEnd>();
  const running = new Map<string, Promise<void>>();
  const chains = chainLengths(tasks);
  let waiting = tasks.toSorted((a, b) => (chains.get(b.id) ?? 0) - (chains.get(a.id) ?? 0));
  while (waiting.length > 0 || running.size > 0) {
    const ready: T[] = [];
    const later: T[] = [];
    for (const task of waiting) {
      const failed = task.after.find((id) => ends.get(id) === 'failed');
      if (failed !== undefined) {
        block(task, failed);
        ends.set(task.id, 'failed');
      } else if (task.after.every((id) => !ids.has(id) || ends.has(id)) && running.size + ready.length < limit)
        ready.push(task);
      else later.push(task);
    }
    const blockedSome = waiting.length > ready.length + later.length;
    waiting = later;
    for (const task of ready) {
      const end = start(task).then((result) => {
        ends.set(task.id, result);
        running.delete(task.id);
      });
      running.set(task.id, end);
    }
    if (running.size > 0) await Promise.race(running.values());
    else if (!blockedSome && waiting.length > 0)
      throw new Error(`tasks wait for each other: ${waiting.map((task) => task.id).join(', ')}`);
  }
}

/** Of each task: how many tasks stand in the longest row of those that wait for it. */
function chainLengths(tasks: readonly Task[]): Map<string, number> {
  const followers = new Map<string, string[]>();
  for (const { id, after } of tasks)
    for (const before of after) followers.set(before, [...(followers.get(before) ?? []), id]);
  const lengths = new Map<string, number>();
  const lengthOf = (id: string): number => {
    const known = lengths.get(id);
    if (known !== undefined) return known;
    // Ends where tasks wait for each other, which is said elsewhere.
    lengths.set(id, 0);
    const length = 1 + Math.max(0, ...(followers.get(id) ?? []).map(lengthOf));
    lengths.set(id, length);
    return length;
  };
  for (const { id } of tasks) lengthOf(id);
  return lengths;
}
