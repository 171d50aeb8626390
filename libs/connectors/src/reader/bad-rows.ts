import type { BadRowMode, ConfigFinding } from '@mu-mesh/core';

interface RowValues {
  mode: Exclude<BadRowMode, 'QUARANTINE'> | undefined;
  columnNameOfCorruptRecord: string | undefined;
}

/** Without a mode rows go to the quarantine; PERMISSIVE names the column for raw rows as Spark does. */
export function badRows({ mode, columnNameOfCorruptRecord }: RowValues): {
  badRows: BadRowMode;
  corruptRecordColumn?: string;
} {
  if (mode === 'PERMISSIVE')
    return { badRows: mode, corruptRecordColumn: columnNameOfCorruptRecord ?? '_corrupt_record' };
  return { badRows: mode ?? 'QUARANTINE' };
}

export function badRowContradictions({ mode }: RowValues, given: ReadonlyMap<string, string>): ConfigFinding[] {
  const pointer = given.get('columnNameOfCorruptRecord');
  if (pointer === undefined || mode === 'PERMISSIVE') return [];
  const here = mode === undefined ? 'bad rows go to the quarantine' : `mode is ${mode}`;
  return [
    {
      pointer,
      message: `"columnNameOfCorruptRecord" has a meaning in mode PERMISSIVE only, and here ${here}`,
      hint: 'Set the option "mode" to PERMISSIVE, or leave the column out.',
    },
  ];
}
