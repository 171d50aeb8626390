import type { Position } from '../../model/issue';
import type { Findings } from '../../config/findings';
import type { ConfigDocument } from '../../config/read/document';
import { quoted } from '../../config/suggestion';

/** Findings by meaning about one contract. */
export class ContractFindings {
  constructor(
    readonly document: ConfigDocument,
    private readonly findings: Findings,
  ) {}

  invalid(pointer: string, message: string, hint?: string): void {
    this.findings.add('CONFIG_INVALID', pointer, message, { hint });
  }

  unknown(pointer: string, message: string, hint?: string): void {
    this.findings.add('REFERENCE_UNKNOWN', pointer, message, { hint });
  }

  warn(pointer: string, message: string, hint?: string): void {
    this.findings.add('CONFIG_INVALID', pointer, message, { hint, severity: 'warning' });
  }

  /** At a position of the normalised contract. */
  at(position: Position | undefined, message: string, hint?: string): void {
    this.invalid(position?.pointer ?? '', message, hint);
  }

  warnAt(position: Position | undefined, message: string, hint?: string): void {
    this.warn(position?.pointer ?? '', message, hint);
  }

  reference(position: Position, message: string, hint?: string): void {
    this.unknown(position.pointer ?? '', message, hint);
  }

  /** Names that come twice; letter case does not count, as in SQL. */
  twice<T extends { position: Position }>(items: readonly T[], nameOf: (item: T) => string, kind: string): void {
    const seen = new Map<string, string>();
    for (const item of items) {
      const name = nameOf(item);
      const other = seen.get(name.toLowerCase());
      if (other !== undefined) {
        const same = other === name ? 'stands here twice' : `differs from ${quoted(other)} only by case`;
        this.invalid(
          `${item.position.pointer ?? ''}/name`,
          `${kind} ${quoted(name)} ${same}`,
          'Rename or remove one of them.',
        );
      }
      seen.set(name.toLowerCase(), name);
    }
  }
}
