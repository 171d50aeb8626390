import type { Code } from '../errors';
import type { Issue, Severity } from '../model/issue';
import type { ConfigDocument } from './read/document';

export interface FindingOptions {
  hint?: string | undefined;
  severity?: Severity;
  /** Mark the key instead of the value. */
  key?: boolean;
}

/** Collects the findings about one document. */
export class Findings {
  readonly issues: Issue[] = [];

  constructor(
    readonly document: ConfigDocument,
    private readonly address?: string,
  ) {}

  add(code: Code, pointer: string, message: string, options: FindingOptions = {}): void {
    const { document, address } = this;
    this.issues.push({
      code,
      severity: options.severity ?? 'error',
      message,
      ...(options.hint !== undefined && { hint: options.hint }),
      position: options.key === true ? document.keyPosition(pointer) : document.position(pointer),
      ...(address !== undefined && { address }),
    });
  }

  /** The document's own issues and all findings, in the order of the text. */
  inOrder(): Issue[] {
    const { address } = this;
    const own = this.document.issues.map((issue) => (address === undefined ? issue : { ...issue, address }));
    const place = ({ position }: Issue): number => (position ? position.line * 1e7 + position.column : 0);
    return [...own, ...this.issues].sort((a, b) => place(a) - place(b));
  }

  /** True where an error was found since a moment marked by `issues.length`. */
  failedSince(mark: number): boolean {
    return this.issues.slice(mark).some((issue) => issue.severity === 'error');
  }
}
