import { type Workspace, generatedId } from '@mu-mesh/core';
import { shownPath } from '../output/envelope';

/** What is left to do for a contract that was just written, with the lines to paste. */
export function nextSteps({ root, domains }: Workspace, address: string): string[] {
  const [name, layer, dataset] = address.split('.');
  const domain = domains.find((one) => one.name === name);
  const read = 'Next: read it, loosen what only happens to hold';
  if (!domain || layer !== 'gold') return [`${read}, and set its status to active.`];
  const product = shownPath(domain.file, root);
  const port = domain.outputPorts.find((one) => one.name === dataset);
  const others = domain.datasets.filter(({ id, address: one }) => one.layer === 'gold' && id !== address);
  const lines = ['version: 1.0.0', `contractId: ${generatedId(address)}`];
  if (port)
    return [`${read}, set its status to active, and write into the output port of ${product}:`, ...indented(lines)];
  const first = domain.outputPorts.length === 0;
  return [
    `${read}, set its status to active, and add ${first ? 'the output port' : 'to outputPorts'} in ${product}:`,
    ...(first ? ['outputPorts:'] : []),
    ...[`- name: ${dataset}`, ...indented(lines)].map((line) => `  ${line}`),
    ...(first && others.length > 0
      ? [
          `Where there are output ports, nothing else is published: list ${others.map(({ id }) => id).join(', ')} as well.`,
        ]
      : []),
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
