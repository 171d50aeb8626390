import type { CheckResult, DatasetResult, RunEvent, TableRead, TableWritten } from '../model/events';
import type { Dataset } from '../model/job';
import { columnFacets } from './column-facets';
import { assertionsFacet, inputStatistics, outputStatistics, sourceFacet, tableFacets } from './dataset-facets';
import { EVENT_SCHEMA, PRODUCER, type Facets, type InputDataset, type LineageEvent, type OutputDataset } from './event';
import { jobFacets } from './job-facets';
import type { LineageKnowledge } from './knowledge';
import { exportNames, fileName, sourceNames } from './names';
import { errorFacets, errorText, runFacets } from './run-facets';
import { runUuid } from './run-uuid';

/** A dataset's run that has begun. */
interface Begun {
  dataset: Dataset;
  inputs: readonly TableRead[];
  checks: Map<string, CheckResult>;
  written?: TableWritten;
}

/**
 * The OpenLineage events that a run's events stand for: START when a dataset begins, then one of COMPLETE, FAIL and
 * ABORT (interrupted). Of a dataset whose commit may or may not be there, no end is said: who finds out says it.
 */
export class LineageTranslator {
  private run = '';
  private readonly begun = new Map<string, Begun>();

  constructor(private readonly knowledge: LineageKnowledge) {}

  translate(event: RunEvent): LineageEvent[] {
    switch (event.type) {
      case 'run-started':
        this.run = event.run;
        return [];
      case 'dataset-started': {
        const dataset = this.knowledge.dataset(event.address);
        if (!dataset) return [];
        const begun: Begun = { dataset, inputs: event.inputs ?? [], checks: new Map() };
        this.begun.set(event.address, begun);
        return [this.event('START', event.at, begun)];
      }
      case 'check-finished':
        this.begun.get(event.address)?.checks.set(keyOf(event.check), event.check);
        return [];
      case 'table-written': {
        const begun = this.begun.get(event.address);
        if (begun) begun.written = event.written;
        return [];
      }
      case 'dataset-finished':
        return this.finished(event.at, event.result);
      default:
        return [];
    }
  }

  private finished(at: string, result: DatasetResult): LineageEvent[] {
    const begun = this.begun.get(result.address);
    if (!begun) return [];
    this.begun.delete(result.address);
    const codes = result.issues.map(({ code }) => code);
    if (codes.includes('OUTCOME_UNKNOWN')) return [];
    if (result.status === 'committed' || result.status === 'duplicate')
      return [this.event('COMPLETE', at, begun, result)];
    return [this.event(codes.includes('INTERRUPTED') ? 'ABORT' : 'FAIL', at, begun, result)];
  }

  private event(
    eventType: LineageEvent['eventType'],
    eventTime: string,
    begun: Begun,
    result?: DatasetResult,
  ): LineageEvent {
    const { knowledge, run } = this;
    const { id } = begun.dataset;
    const bad = eventType === 'FAIL' || eventType === 'ABORT';
    const failure = bad
      ? errorFacets(errorText(knowledge.root, result?.issues ?? [], result?.reason ?? 'the run failed'))
      : {};
    return {
      eventType,
      eventTime,
      producer: PRODUCER,
      schemaURL: EVENT_SCHEMA,
      run: { runId: runUuid(knowledge.namespace, run, id), facets: { ...runFacets(knowledge, run), ...failure } },
      job: { namespace: knowledge.namespace, name: id, facets: jobFacets(knowledge, begun.dataset) },
      inputs: [...this.tables(begun), ...sources(begun)],
      outputs: [
        this.output(eventType, begun, result),
        ...exportNames(begun.dataset).map((name) => ({
          ...name,
          facets: { dataSource: sourceFacet(name.name) },
          outputFacets: {},
        })),
      ],
    };
  }

  private tables({ inputs }: Begun): InputDataset[] {
    return inputs.flatMap((read) => {
      const dataset = this.knowledge.dataset(read.address);
      if (!dataset) return [];
      const facets = tableFacets(this.knowledge.namespace, read.address, dataset.location, read);
      return [{ ...fileName(dataset.location), facets, inputFacets: inputStatistics(read) }];
    });
  }

  private output(
    eventType: LineageEvent['eventType'],
    { dataset, checks, written }: Begun,
    result: DatasetResult | undefined,
  ): OutputDataset {
    const { knowledge } = this;
    const version = eventType === 'COMPLETE' ? result?.version : undefined;
    const at = { ...(version !== undefined && { version }), ...(written && { schema: written.schema }) };
    const facets: Facets = {
      ...tableFacets(knowledge.namespace, dataset.id, dataset.location, at),
      ...assertionsFacet([...checks.values()]),
      ...(eventType === 'COMPLETE' ? columnFacets(knowledge, dataset.id) : {}),
    };
    return {
      ...fileName(dataset.location),
      facets,
      outputFacets: written && eventType === 'COMPLETE' ? outputStatistics(written) : {},
    };
  }
}

/** A check that is done again, after another run won the version, replaces what it found before. */
function keyOf({ kind, name, column }: Pick<CheckResult, 'kind' | 'name' | 'column'>): string {
  return JSON.stringify([kind, name, column]);
}

/** Files that ingests read: how many rows is known after the read, how many files and bytes with the commit. */
function sources({ dataset, checks, written }: Begun): InputDataset[] {
  return [...sourceNames(dataset)].map(([step, name]) => {
    const rows = checks.get(keyOf({ kind: 'ingest', name: step }))?.checked;
    const taken = written?.sources.find((source) => source.step === step);
    const statistics = {
      ...(rows !== undefined && { rows }),
      ...(taken && { bytes: taken.bytes, files: taken.files }),
    };
    return { ...name, facets: { dataSource: sourceFacet(name.name) }, inputFacets: inputStatistics(statistics) };
  });
}
