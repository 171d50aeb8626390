import type { ConnectorRegistry } from '../../ports';
import { didYouMean, nearestStart, quoted } from '../suggestion';
import { connectorCommands, type Command } from './command';
import { dataFilter } from './data-filter';
import { defaultCatalog } from './default-catalog';
import { print } from './print';
import { transformSql } from './transform-sql';
import { validations } from './validations';

const CORE: readonly Command[] = [transformSql, validations, dataFilter, print, defaultCatalog];

/** Commands of the original that later versions bring, with their old names. */
const LATER: ReadonlySet<string> = new Set([
  'IngestJDBC',
  'JDBCRead',
  'IngestKafka',
  'KafkaRead',
  'StreamKafkaIceberg',
  'ExecuteZIP',
  'ExecuteFileCopy',
  'ExecuteFileEncrypt',
  'DestinationJDBC',
  'JDBCWrite',
  'DestinationIceberg',
  'Iceberg',
  'DestinationSFTP',
  'SFTP',
  'Alerts',
  'Schedule',
  'Dependency',
]);

const tables = new WeakMap<ConnectorRegistry, CommandTable>();

/** All commands of this version: core's own and the connectors'. */
export class CommandTable {
  readonly commands: readonly Command[];
  private readonly byName = new Map<string, Command>();

  /** The table of a registry; made once. */
  static of(registry: ConnectorRegistry): CommandTable {
    const known = tables.get(registry);
    if (known) return known;
    const table = new CommandTable(registry);
    tables.set(registry, table);
    return table;
  }

  private constructor(registry: ConnectorRegistry) {
    this.commands = [...CORE, ...connectorCommands(registry)];
    for (const command of this.commands) {
      for (const name of [command.type, ...command.aliases]) this.byName.set(name, command);
    }
  }

  /** The command of a name or old name in one of the two lists of a job, or why there is none. */
  find(name: string, role: Command['role']): Command | { problem: string; hint?: string } {
    const command = this.byName.get(name);
    if (command?.role === role) return command;
    if (command) {
      const place = command.role === 'execution' ? '"execution"' : '"destination"';
      return { problem: `the command ${quoted(name)} belongs into ${place}`, hint: `Move it into ${place}.` };
    }
    if (LATER.has(name))
      return {
        problem: `this version of mu-mesh does not have the command ${quoted(name)} yet`,
        hint: this.listed(role),
      };
    const here = this.commands.filter((one) => one.role === role);
    const names = here.flatMap((one) => [one.type, ...one.aliases]);
    const begun = nearestStart(
      name,
      here.map((one) => one.type),
    );
    return {
      problem: `the command ${quoted(name)} is unknown`,
      hint:
        didYouMean(name, [...names, ...LATER]) ??
        (begun === undefined ? this.listed(role) : `Did you mean "${begun}"?`),
    };
  }

  private listed(role: Command['role']): string {
    return `Commands here: ${this.commands
      .filter((one) => one.role === role)
      .map((one) => one.type)
      .join(', ')}.`;
  }
}
