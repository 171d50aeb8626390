export { createDependencies } from './graph/create-dependencies';
export { createNodes, createNodes as createNodesV2 } from './graph/create-nodes';

/** The plugin's name, as Nx shows it. */
export const name = '@mu-mesh/nx';
