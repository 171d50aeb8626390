/** One stream of text to the world: stdout, stderr, or a test's buffer. */
export interface Sink {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width of the terminal in cells; 80 where there is none. */
  readonly columns: number;
}

/** What the command line needs from its process, passed in so that it runs in one with its tests. */
export interface Io {
  stdout: Sink;
  stderr: Sink;
  env: NodeJS.ProcessEnv;
  /** Absolute path. */
  cwd: string;
  /** Aborted with the reason `SIGINT` or `SIGTERM`. */
  signal: AbortSignal;
}
