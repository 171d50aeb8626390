import pc from 'picocolors';

export type Paint = Pick<ReturnType<typeof pc.createColors>, 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'>;

export function createPaint(enabled: boolean): Paint {
  return pc.createColors(enabled);
}
