/** What a task's end means for those that wait for it. */
export type TaskEnd = 'done' | 'failed';

export interface Task {
  id: string;
  after: readonly string[];
  /** What it costs, in any unit that all tasks share. */
  weight: number;
}

/**
 * Runs tasks of an acyclic graph, at most `limit` at once, each as soon as everything it waits for has ended; of those that are
 * ready the one first that the heaviest chain waits for. One whose predecessor failed or was blocked is given to `block` and counts as failed itself.
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
  const chains = chainWeights(tasks);
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

/** Of each task: its own weight and that of the heaviest row of tasks that wait for it. */
function chainWeights(tasks: readonly Task[]): Map<string, number> {
  const followers = new Map<string, string[]>();
  for (const { id, after } of tasks)
    for (const before of after) followers.set(before, [...(followers.get(before) ?? []), id]);
  const weights = new Map(tasks.map((task) => [task.id, task.weight]));
  const totals = new Map<string, number>();
  const totalOf = (id: string): number => {
    const known = totals.get(id);
    if (known !== undefined) return known;
    // Ends where tasks wait for each other, which is said elsewhere.
    totals.set(id, 0);
    const total = (weights.get(id) ?? 0) + Math.max(0, ...(followers.get(id) ?? []).map(totalOf));
    totals.set(id, total);
    return total;
  };
  for (const { id } of tasks) totalOf(id);
  return totals;
}
