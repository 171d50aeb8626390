import type {
  ContractDescription,
  ContractMember,
  ContractRole,
  ContractSupport,
  ContractTeam,
  SlaProperty,
} from '../../model/contract';
import type { Node } from './node';

export function readDescription(root: Node): ContractDescription {
  return root.child('description')?.texts('purpose', 'usage', 'limitations') ?? {};
}

export function readSla(root: Node): SlaProperty[] {
  return root.children('slaProperties').map((node) => {
    const valueExt = node.scalar('valueExt');
    return {
      position: node.position,
      property: node.text('property'),
      value: node.scalar('value') ?? null,
      ...(valueExt !== undefined && { valueExt }),
      ...node.texts('unit', 'driver', 'description'),
      element: node
        .text('element')
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    };
  });
}

export function readRoles(root: Node): ContractRole[] {
  return root.children('roles').map((node) => ({
    position: node.position,
    role: node.text('role'),
    ...node.texts('description', 'access', 'firstLevelApprovers', 'secondLevelApprovers'),
  }));
}

export function readSupport(root: Node): ContractSupport[] {
  return root.children('support').map((node) => ({
    position: node.position,
    channel: node.text('channel'),
    ...node.texts('url', 'description', 'tool', 'scope'),
  }));
}

/** Before 3.1 a team is the list of its members. */
export function readTeam(root: Node): ContractTeam {
  const team = root.child('team');
  const members = (team ? team.children('members') : root.children('team')).map((node): ContractMember => ({
    position: node.position,
    ...node.texts('username', 'name', 'role', 'dateIn', 'dateOut'),
  }));
  return { ...team?.texts('name', 'description'), members };
}
