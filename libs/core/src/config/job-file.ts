import { dirname, join, resolve } from 'node:path';
import type { Issue } from '../model/issue';
import type { Job } from '../model/job';
import type { Connection, GlobalProperties } from '../model/workspace';
import type { ConnectorRegistry } from '../ports';
import { CommandTable } from './commands/command-table';
import { exportIssues } from './export-paths';
import { Findings } from './findings';
import { readJobs } from './job/job-list';
import { loadConfidentialJson, loadJson } from './load-document';
import { readConnections } from './properties/connection-properties';
import { defaultProperties, readGlobalProperties } from './properties/global-properties';

export interface JobFileOptions {
  /** The job file. */
  file: string;
  /** Path of a global-properties.json. */
  globalProperties?: string;
  /** Path of a connection-properties.json. */
  connectionProperties?: string;
  connectors: ConnectorRegistry;
}

export interface JobFile {
  properties: GlobalProperties;
  connections: Connection[];
  jobs: Job[];
  issues: Issue[];
}

/** Reads a job file outside of any workspace, for `mesh job run`. Problems are in `issues`; nothing is thrown. */
export function loadJobFile(options: JobFileOptions): JobFile {
  const file = resolve(options.file);
  const base = dirname(file);
  const issues: Issue[] = [];
  let properties = { ...defaultProperties(base), lake: join(base, 'lake') };
  if (options.globalProperties !== undefined) {
    const document = loadJson(resolve(options.globalProperties));
    const read = readGlobalProperties(document, base);
    properties = read.properties;
    issues.push(...read.findings.inOrder());
  }
  let connections: Connection[] = [];
  if (options.connectionProperties !== undefined) {
    const document = loadConfidentialJson(resolve(options.connectionProperties));
    const read = readConnections(document);
    connections = read.connections;
    issues.push(...read.findings.inOrder());
  }
  const document = loadJson(file);
  const findings = new Findings(document);
  const jobs = readJobs({
    findings,
    commands: CommandTable.of(options.connectors),
    place: { kind: 'file', lake: properties.lake },
    base,
    domains: new Set(),
    connections: new Set(connections.map(({ name }) => name)),
    allowedPaths: properties.allowedPaths,
  });
  issues.push(...findings.inOrder(), ...exportIssues([{ jobs }], properties.lake, options.connectors));
  return { properties, connections, jobs, issues };
}
