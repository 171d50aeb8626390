import { rm } from 'node:fs/promises';

import type { IngestTarget, Scan } from '@mu-mesh/core';

import { identifier } from '../quote';
import { MISFITS, type BadRows } from './bad-rows';
import type { IngestContext, IngestResult, Staged } from './context';

/**
 * Sends refused rows where the scan says. `values` is the SELECT list that makes a row of a refused one (PERMISSIVE).
 * Where it throws, nothing stays staged.
 */
export async function finish(
  context: IngestContext,
  scan: Pick<Scan, 'badRows'>,
  target: IngestTarget,
  staged: Staged,
  bad: BadRows,
  values: string,
): Promise<IngestResult> {
  const count = await bad.count();
  const rowsIn = staged.rows + count;
  if (count === 0) return { staged, rowsIn, quarantined: 0, dropped: 0 };
  try {
    switch (scan.badRows) {
      case 'FAILFAST':
        return await bad.fail();
      case 'DROPMALFORMED':
        return { staged, rowsIn, quarantined: 0, dropped: count };
      case 'QUARANTINE':
        await bad.write(target);
        return { staged, rowsIn, quarantined: count, dropped: 0 };
      case 'PERMISSIVE': {
        const all = await withRows(context, target, staged, `SELECT ${values} FROM ${identifier(bad.table)}`);
        return { staged: all, rowsIn, quarantined: 0, dropped: 0 };
      }
      case 'DISCARD_VALUE': {
        const { rows, values: discarded } = await bad.misfits();
        if (rows < count) await bad.write(target, `NOT (${MISFITS})`);
        const kept = `SELECT ${values} FROM ${identifier(bad.table)} WHERE ${MISFITS}`;
        const all = rows > 0 ? await withRows(context, target, staged, kept) : staged;
        return { staged: all, rowsIn, quarantined: count - rows, dropped: 0, discarded };
      }
    }
  } catch (error) {
    await discard(staged);
    throw error;
  }
}

async function withRows(context: IngestContext, target: IngestTarget, staged: Staged, select: string): Promise<Staged> {
  const more = await context.stage(select, { ...target, schema: staged.columns });
  return { ...staged, files: [...staged.files, ...more.files], rows: staged.rows + more.rows };
}

/** Removes staged files that no commit will have. */
export async function discard(staged: Staged): Promise<void> {
  await Promise.all(staged.files.map((file) => rm(file.path, { force: true })));
}
